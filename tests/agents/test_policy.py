"""How often the agent may speak unasked: rarely, less after each card that nobody wanted, never over its budget."""

from datetime import UTC, datetime, timedelta

import pytest

from agents.policy import PACES, Card, objection

NOW = datetime(2026, 5, 1, 20, tzinfo=UTC)
BALANCED = PACES["balanced"]


def card(minutes: float, *verdicts: str, is_asked: bool = False) -> Card:
    return Card(
        at=NOW - timedelta(minutes=minutes), verdicts=frozenset(verdicts), is_asked=is_asked, is_answered=bool(verdicts)
    )


def test_a_fresh_room_may_be_spoken_to() -> None:
    assert objection(BALANCED, [], NOW) == ""


def test_after_a_card_there_is_a_pause() -> None:
    assert objection(BALANCED, [card(5, "seen")], NOW) == "cooldown"
    assert objection(BALANCED, [card(31, "seen")], NOW) == ""


def test_a_card_that_was_liked_shortens_the_pause() -> None:
    assert objection(BALANCED, [card(16, "saved")], NOW) == ""


def test_a_card_that_nobody_answered_makes_it_longer_each_time() -> None:
    assert objection(BALANCED, [card(45)], NOW) == "cooldown"
    assert objection(BALANCED, [card(61)], NOW) == ""
    assert objection(BALANCED, [card(61), card(200)], NOW) == "cooldown"
    assert objection(BALANCED, [card(121), card(400)], NOW) == ""


def test_not_now_is_respected_for_hours() -> None:
    assert objection(BALANCED, [card(170, "not_now")], NOW) == "dismissed"
    assert objection(BALANCED, [card(181, "not_now")], NOW) == ""


def test_not_this_is_about_the_work_and_not_about_the_moment() -> None:
    assert objection(BALANCED, [card(31, "not_this")], NOW) == ""


def test_a_day_has_a_budget_that_asks_do_not_use() -> None:
    cards = [card(100 + 60 * n, "saved") for n in range(BALANCED.budget)]
    assert objection(BALANCED, cards, NOW) == "budget"
    assert objection(BALANCED, [card(100 + 60 * n, "saved", is_asked=True) for n in range(20)], NOW) == ""


@pytest.mark.parametrize(("calmer", "keener"), [("quiet", "balanced"), ("balanced", "eager")])
def test_an_eager_room_hears_more_and_a_quiet_one_less(calmer: str, keener: str) -> None:
    assert PACES[calmer].threshold > PACES[keener].threshold
    assert PACES[calmer].cooldown > PACES[keener].cooldown
    assert PACES[calmer].budget < PACES[keener].budget
