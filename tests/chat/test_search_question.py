"""What somebody types into the search, and what is taken from it; nothing typed is ever an error."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.search.question import Question, read
from chat.search.snippet import snippet_of

NOW = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def asked(text: str) -> Question:
    return read(text, NOW, BERLIN)


def berlin(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=BERLIN)


def test_words_phrases_and_what_is_to_be_missing_are_told_apart() -> None:
    question = asked('boiler "on Thursday" -bill -"next week" repair')
    assert question.words == ["boiler", "repair"]
    assert question.phrases == ["on Thursday"]
    assert question.without == ["bill", "next week"]
    assert question.meant == "boiler repair"


def test_quotes_may_be_of_any_language_and_need_not_be_closed() -> None:
    assert asked("„heute Abend“").phrases == ["heute Abend"]
    assert asked('"still typing').phrases == ["still typing"]


def test_operators_narrow_in_any_case_and_with_names_in_quotes() -> None:
    question = asked('FROM:me from:"Ann Lee" in:#kitchen has:link')
    assert (question.people, question.rooms, question.has_link) == (["me", "Ann Lee"], ["kitchen"], True)
    assert not question.words


@pytest.mark.parametrize("text", ["http://example.org/x", "12:30", "to:alice", "a:b"])
def test_what_only_looks_like_an_operator_is_a_word(text: str) -> None:
    assert (asked(text).words, asked(text).hints) == ([text], [])


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("on:2026-05-01", berlin(2026, 5, 1), berlin(2026, 5, 2)),
        ("on:2026-02", berlin(2026, 2, 1), berlin(2026, 3, 1)),
        ("on:2025", berlin(2025, 1, 1), berlin(2026, 1, 1)),
        ("before:2026-05-01", None, berlin(2026, 5, 1)),
        ("after:2026-05-01", berlin(2026, 5, 2), None),
        ("after:2026-01 before:2026-03", berlin(2026, 2, 1), berlin(2026, 3, 1)),
        # In Berlin it is half past midnight already.
        ("on:today", berlin(2026, 5, 21), berlin(2026, 5, 22)),
        ("on:yesterday", berlin(2026, 5, 20), berlin(2026, 5, 21)),
    ],
)
def test_days_are_those_of_the_wall_where_one_is(text: str, begin: datetime | None, end: datetime | None) -> None:
    question = asked(text)
    assert (question.begin, question.end, question.hints) == (begin, end, [])


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("before:soon", "before:"),
        ("on:2026-02-30", "on:"),
        ("after:9999-12-31", "after:"),
        ("on:0000", "on:"),
        ("has:cheese", "has:"),
        ("from:", "from:"),
        ("-from:bob", "-from:"),
    ],
)
def test_an_operator_that_makes_no_sense_is_left_out_with_a_hint(text: str, operator: str) -> None:
    question = asked(f"soup {text}")
    assert [hint.operator for hint in question.hints] == [operator]
    assert (question.words, question.people, question.begin, question.end) == (["soup"], [], None, None)


@given(st.text(max_size=200))
def test_whatever_is_typed_can_be_read_and_shown(text: str) -> None:
    parts = snippet_of("<p>Soup &amp; <em>bread</em></p>", asked(text))
    assert "".join(part.text for part in parts) == "Soup & bread"


def hits(html: str, text: str) -> list[str]:
    return [part.text for part in snippet_of(html, asked(text)) if part.is_hit]


def test_a_snippet_marks_the_words_the_phrase_and_the_beginning_of_the_last_word() -> None:
    assert hits("<p>Soup, soups and Suppe</p>", "soup and") == ["Soup", "and"]
    assert hits("<p>Soup, soups and Suppe</p>", "soup") == ["Soup", "soups"]
    assert hits("<p>on <strong>Thursday</strong>, on Friday</p>", '"on thursday"') == ["on Thursday"]


def test_a_snippet_is_text_around_the_first_hit_and_never_markup() -> None:
    html = f"<p>{'long ago ' * 60}&lt;b&gt; the boiler &lt;/b&gt;{' and on' * 60}</p>"
    text = "".join(part.text for part in snippet_of(html, asked("boiler")))
    assert "<b> the boiler </b>" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 250
