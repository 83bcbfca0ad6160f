"""A small library and a moment in a room, for tests of what a model makes of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import numpy as np

from agents.choose import choose
from agents.decide import Decision
from agents.library import Library
from agents.recommend import Moment, Suggestion
from agents.rooms import Room
from agents.turns import Turn
from agents.works import Work

REASON = "You have a free evening, and this one is funny."
GOOD = {"items": ["movie-7", "movie-3"], "reason": REASON}
WORKS = [
    Work(
        id=f"movie-{number}",
        kind="movie",
        title=f"Film {number}",
        moods=("funny",),
        intents=("boredom",),
        description="A comedy.",
    )
    for number in range(20)
]
LIBRARY = Library(WORKS, np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32), "test")


def moment(*texts: str, intent: str = "boredom", **room: Any) -> Moment:
    """Return the moment after somebody said these lines."""
    turns = [
        Turn(id=str(uuid4()), speaker="u1", text=text, at=datetime(2026, 1, 1, tzinfo=UTC))
        for text in texts or ("so bored",)
    ]
    decision = Decision(
        speak=True, intent=intent, confidence=0.9, grounds="hint", trigger=turns[-1].id, evidence=(turns[-1].id,)
    )
    return Moment(decision, turns, [], Room(**{"id": "00000000-0000-0000-0000-000000000001", **room}), None)


async def chosen(asked: Moment | None = None, library: Library = LIBRARY) -> Suggestion:
    """Return what comes of a moment; something always does."""
    suggestion = await choose(asked or moment(), library)
    assert suggestion
    return suggestion
