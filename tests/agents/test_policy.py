"""How often the agent may speak unasked: rarely, less after each card that nobody wanted, never over its budget."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.policy import DAY, PACES, Card, Pace, lull_missing, objection
from agents.turns import Turn

NOW = datetime(2026, 5, 1, 20, tzinfo=UTC)
BALANCED = PACES["balanced"]
ANSWERS = ["", "reply", "saved", "loved", "seen", "not_now", "not_this"]


def answered(at: datetime, answer: str, *, is_asked: bool = False) -> Card:
    verdicts = frozenset({answer} - {"", "reply"})
    return Card(at, verdicts, is_asked, is_answered=answer != "", is_refused=answer == "not_this")


def history(rows: list[tuple[int, str, bool]]) -> list[Card]:
    """Cards so many minutes before now, latest first."""
    return [answered(NOW - timedelta(minutes=ago), answer, is_asked=asked) for ago, answer, asked in sorted(rows)]


paces = st.sampled_from(list(PACES.values()))
histories = st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.sampled_from(ANSWERS), st.booleans()), max_size=12).map(
    history
)


def card(minutes: float, *verdicts: str, is_asked: bool = False) -> Card:
    return Card(
        at=NOW - timedelta(minutes=minutes), verdicts=frozenset(verdicts), is_asked=is_asked, is_answered=bool(verdicts)
    )


def grounds(cards: Sequence[Card], pace: Pace = BALANCED) -> str:
    found = objection(pace, cards, NOW)
    return found.grounds if found else ""


def test_a_fresh_room_may_be_spoken_to() -> None:
    assert grounds([]) == ""


def test_after_a_card_there_is_a_pause() -> None:
    assert grounds([card(5, "seen")]) == "cooldown"
    assert grounds([card(31, "seen")]) == ""


def test_a_card_that_was_liked_shortens_the_pause() -> None:
    assert grounds([card(14, "saved")]) == "cooldown"
    assert grounds([card(16, "saved")]) == ""


def test_after_a_card_that_nobody_answered_there_is_silence_for_a_day() -> None:
    assert grounds([card(23 * 60)]) == "unanswered"
    assert grounds([card(24 * 60)]) == ""
    assert grounds([Card(at=NOW - timedelta(minutes=31), is_answered=True)]) == ""


def test_each_further_one_that_nobody_answered_doubles_the_days() -> None:
    days = 24 * 60
    assert grounds([card(1.5 * days), card(4 * days)]) == "unanswered"
    assert grounds([card(2 * days), card(4 * days)]) == ""
    assert grounds([card(3.5 * days), card(6 * days), card(9 * days)]) == "unanswered"
    assert grounds([card(8 * days), *(card((9 + n) * days) for n in range(9))]) == "", "but a week is enough"


def test_an_answer_to_a_wish_says_nothing_about_the_hint_before_it() -> None:
    assert grounds([card(40, is_asked=True), card(60)]) == "unanswered"
    assert grounds([card(40, is_asked=True)]) == ""


@pytest.mark.parametrize(
    "turned_down", [card(170, "not_now"), Card(at=card(170).at, is_answered=True, is_refused=True)]
)
def test_a_card_that_was_turned_down_is_respected_for_hours(turned_down: Card) -> None:
    assert grounds([turned_down]) == "dismissed"
    assert grounds([replace(turned_down, at=NOW - timedelta(minutes=180))]) == ""
    assert grounds([replace(turned_down, at=NOW - timedelta(minutes=180)), turned_down]) == "dismissed"


def test_not_this_to_one_of_two_is_about_the_work_and_not_about_the_moment() -> None:
    assert grounds([card(31, "not_this")]) == ""


def test_a_day_has_a_budget_that_asks_do_not_use() -> None:
    cards = [card(100 + 60 * n, "saved") for n in range(BALANCED.budget)]
    assert grounds(cards) == "budget"
    assert grounds([card(100 + 60 * n, "saved", is_asked=True) for n in range(20)]) == ""


def test_it_says_what_it_found_in_plain_words() -> None:
    found = objection(BALANCED, [card(12, "seen")], NOW)
    assert found
    assert found.note == "the last card came 12 minutes ago; that rests 30 minutes"


@given(paces, histories)
def test_a_hint_never_follows_an_unanswered_one_within_a_day(pace: Pace, cards: list[Card]) -> None:
    hints = [each for each in cards if not each.is_asked]
    if hints and not hints[0].is_answered and NOW - hints[0].at < DAY:
        assert objection(pace, cards, NOW)


@given(paces, histories, st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40)))
def test_what_may_be_said_now_may_be_said_later_if_nothing_happens(
    pace: Pace, cards: list[Card], later: timedelta
) -> None:
    if objection(pace, cards, NOW) is None:
        assert objection(pace, cards, NOW + later) is None


@given(paces, histories)
def test_nothing_keeps_it_silent_for_ever(pace: Pace, cards: list[Card]) -> None:
    assert objection(pace, cards, NOW + timedelta(days=9)) is None


@given(paces, histories)
def test_to_turn_a_card_down_never_brings_the_next_one_sooner(pace: Pace, cards: list[Card]) -> None:
    if not cards:
        return
    seen = replace(cards[0], verdicts=frozenset({"seen"}), is_answered=True, is_refused=False)
    refused = replace(seen, verdicts=frozenset({"not_now"}))
    if objection(pace, [seen, *cards[1:]], NOW):
        assert objection(pace, [refused, *cards[1:]], NOW)


@given(paces, st.lists(st.tuples(st.integers(1, 600), st.sampled_from(ANSWERS)), max_size=60))
def test_over_any_time_a_day_never_has_more_than_its_budget(pace: Pace, hints: list[tuple[int, str]]) -> None:
    cards, now = list[Card](), NOW
    for minutes, answer in hints:
        now += timedelta(minutes=minutes)
        if objection(pace, cards, now) is None:
            cards.insert(0, answered(now, answer))
    assert all(sum(timedelta() <= last.at - each.at < DAY for each in cards) <= pace.budget for last in cards)
    for later, earlier in pairwise(cards):
        assert earlier.is_answered or later.at - earlier.at >= DAY


def turn(seconds: float, speaker: str, *, is_agent: bool = False) -> Turn:
    return Turn("", speaker, "", NOW - timedelta(seconds=seconds), is_agent)


def missing(*turns: Turn, trigger: int = -1, pace: Pace = BALANCED) -> timedelta:
    return lull_missing(pace, turns, turns[trigger], NOW)


def test_a_calm_room_is_answered_at_once() -> None:
    assert not missing(turn(0, "bob"))
    assert not missing(turn(30, "alice"), turn(0, "bob"))
    assert not missing(turn(9, "bob"), turn(5, "bob"), turn(0, "bob"))
    assert not missing(turn(5, "agent", is_agent=True), turn(0, "bob"))


def test_a_lively_room_is_left_to_talk_until_it_is_quiet() -> None:
    assert missing(turn(10, "alice"), turn(1, "bob")) == timedelta(seconds=4)
    assert missing(turn(40, "bob"), turn(1, "alice"), trigger=0) == timedelta(seconds=4)
    assert not missing(turn(10, "alice"), turn(5, "bob"))
    lulls = [missing(turn(3, "alice"), turn(0, "bob"), pace=PACES[name]) for name in PACES]
    assert lulls == [timedelta(seconds=20), timedelta(seconds=5), timedelta(seconds=2)]


@pytest.mark.parametrize(("calmer", "keener"), [("quiet", "balanced"), ("balanced", "eager")])
def test_an_eager_room_hears_more_and_a_quiet_one_less(calmer: str, keener: str) -> None:
    assert PACES[calmer].threshold > PACES[keener].threshold
    assert PACES[calmer].cooldown > PACES[keener].cooldown
    assert PACES[calmer].budget < PACES[keener].budget
