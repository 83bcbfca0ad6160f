"""Whether this is the time: how often the agent may speak in a room, and when it holds back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HISTORY = timedelta(days=2)
"""How far back earlier cards still count."""


@dataclass(frozen=True)
class Pace:
    """How readily the agent speaks: from which confidence, how long between two cards, how many a day."""

    threshold: float
    cooldown: timedelta
    budget: int


PACES = {
    "quiet": Pace(threshold=0.85, cooldown=timedelta(hours=4), budget=2),
    "balanced": Pace(threshold=0.7, cooldown=timedelta(minutes=30), budget=6),
    "eager": Pace(threshold=0.55, cooldown=timedelta(minutes=8), budget=15),
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


def objection(pace: Pace, cards: list[Card], now: datetime) -> str:
    """Return why a hint should pass unanswered now, or "" when it may be answered. `cards` stand latest first.

    An explicit ask is never put to this: it always gets an answer.
    """
    if not cards:
        return ""
    if sum(not card.is_asked and now - card.at < timedelta(days=1) for card in cards) >= pace.budget:
        return "budget"
    if now - cards[0].at < _rest(pace, cards):
        return "dismissed" if "not_now" in cards[0].verdicts else "cooldown"
    return ""


def _rest(pace: Pace, cards: list[Card]) -> timedelta:
    """How long to hold back after the last card: longer after each that nobody wanted or minded."""
    last = cards[0]
    if "not_now" in last.verdicts:
        return pace.cooldown * 6
    if last.verdicts & {"saved", "loved"}:
        return pace.cooldown / 2
    ignored = 0
    for card in cards:
        if card.is_answered or card.is_asked:
            break
        ignored += 1
    return pace.cooldown * int(min(8, 2**ignored))
