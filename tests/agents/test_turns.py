"""Of what is very long, as much is read as anybody would say at once."""

from datetime import UTC, datetime

from agents.recommend import query_of
from agents.turns import Turn
from tests.agents.moments import LIBRARY, moment

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    turn = Turn("1", "a", f"foxes first {'and so on ' * 800} bears last", NOW)
    assert (turn.brief[:11], turn.brief[-10:]) == ("foxes first", "bears last")
    assert len(turn.brief) < 1_100


def test_all_else_is_read_whole() -> None:
    text = "and so on " * 100
    assert Turn("1", "a", text, NOW).brief == text


def test_a_wish_at_the_end_of_a_long_story_is_a_wish() -> None:
    asked = moment(f"{'and then it rained again. ' * 300} @unafied recommend a book please", intent="ask")
    assert query_of(asked, LIBRARY).wish.kind == "book"
