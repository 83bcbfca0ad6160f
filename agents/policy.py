"""Whether this is the time: how often the agent may speak in a room, and when it holds back.

Pure. `docs/decisions/0006-pace.md` tells what each rule is for. An explicit ask is put to none of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from agents.turns import Turn

DAY = timedelta(days=1)
HISTORY = timedelta(days=32)
"""How far back earlier cards still count."""
LIVELY = timedelta(seconds=20)
"""Somebody else wrote so shortly before: people are talking with each other."""
LONGEST_HOLD = timedelta(seconds=50)
"""A hint that found no lull until then is given up: late is noise."""
_MOST_DOUBLINGS = 3


@dataclass(frozen=True)
class Pace:
    """How readily the agent speaks: from which confidence, how long between two cards, how many a day, when."""

    threshold: float
    cooldown: timedelta
    budget: int
    lull: timedelta
    """How long a lively room must have been quiet."""


PACES = {
    "quiet": Pace(threshold=0.85, cooldown=timedelta(hours=4), budget=2, lull=timedelta(seconds=20)),
    "balanced": Pace(threshold=0.65, cooldown=timedelta(minutes=30), budget=6, lull=timedelta(seconds=5)),
    "eager": Pace(threshold=0.5, cooldown=timedelta(minutes=8), budget=15, lull=timedelta(seconds=2)),
}


@dataclass(frozen=True)
class Card:
    """An earlier card of the room, and what became of it."""

    at: datetime
    verdicts: frozenset[str] = frozenset()
    is_asked: bool = False
    """It answered an explicit wish."""
    is_answered: bool = False
    """Somebody replied to it, reacted or gave a verdict."""
    is_refused: bool = False
    """Every work on it was "not this", or it was taken away."""


@dataclass(frozen=True)
class Objection:
    """Why a hint passes unanswered: the rule's name, and the same in plain words that quote nobody."""

    grounds: str
    note: str


def objection(pace: Pace, cards: Sequence[Card], now: datetime) -> Objection | None:
    """Return what speaks against answering a hint now, by what became of earlier cards. `cards` stand latest first."""
    hints = [card for card in cards if not card.is_asked]
    lately = sum(now - card.at < DAY for card in hints)
    if lately >= pace.budget:
        return Objection("budget", f"{_count(lately, 'card')} came unasked within a day, and {pace.budget} is the most")
    for grounds, since, rest in _rests(pace, cards, hints):
        if now - since < rest:
            return Objection(grounds, f"{_SAID[grounds]} {in_words(now - since)} ago; that rests {in_words(rest)}")
    return None


def lull_missing(pace: Pace, turns: Sequence[Turn], trigger: Turn, now: datetime) -> timedelta:
    """Return how long the room must still be quiet before a hint is answered; zero where it may be at once.

    In a calm room nothing is waited for: only where somebody else than who gave the hint has just written.
    """
    last = turns[-1].at
    if not any(last - turn.at < LIVELY for turn in turns if turn.speaker != trigger.speaker and not turn.is_agent):
        return timedelta()
    return max(timedelta(), pace.lull - (now - last))


def in_words(span: timedelta) -> str:
    """Return a span as people say it, in one unit."""
    seconds = max(0, round(span.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length or seconds == length:
            return _count(round(seconds / length), unit)
    return _count(seconds, "second")


def _rests(pace: Pace, cards: Sequence[Card], hints: Sequence[Card]) -> list[tuple[str, datetime, timedelta]]:
    """List what rests since when and for how long."""
    rests = []
    if ignored := _in_a_row(hints, lambda card: not card.is_answered and not _is_dismissed(card)):
        rests.append(("unanswered", hints[0].at, DAY * _doubled(ignored)))
    if dismissed := _in_a_row(cards, _is_dismissed):
        rests.append(("dismissed", cards[0].at, 6 * pace.cooldown * _doubled(dismissed)))
    elif cards:
        is_welcome = bool(cards[0].verdicts & {"saved", "loved"})
        rests.append(("cooldown", cards[0].at, pace.cooldown / 2 if is_welcome else pace.cooldown))
    return rests


def _is_dismissed(card: Card) -> bool:
    return "not_now" in card.verdicts or card.is_refused


def _in_a_row(cards: Sequence[Card], holds: Callable[[Card], bool]) -> int:
    return sum(1 for _ in takewhile(holds, cards))


def _doubled(count: int) -> int:
    return 1 << min(_MOST_DOUBLINGS, count - 1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_SAID = {
    "unanswered": "nobody answered the last card, which came",
    "dismissed": "the last card was turned down; it came",
    "cooldown": "the last card came",
}
