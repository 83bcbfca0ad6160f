"""A recommendation to nobody: whatever the first one would have to load is loaded then."""

from datetime import UTC, datetime
from uuid import UUID

from agents.decide import decide
from agents.library import Library
from agents.recommend import Moment, suggest
from agents.rooms import Room
from agents.turns import Turn

_LINES = ("what a long day, and nothing on", "@unafied a short funny film, not too old, like Paddington?")


def rehearse(library: Library) -> None:
    """Decide, rank and word once, without database and model; an empty library rehearses what it can."""
    turns = [
        Turn(id=str(UUID(int=place)), speaker=str(place), text=text, at=datetime.now(tz=UTC))
        for place, text in enumerate(_LINES)
    ]
    decision = decide(turns, threshold=1.0)
    suggest(Moment(decision, turns, [], Room(id=str(UUID(int=0))), None), library)
