"""The recommender with a model."""

from agents.library import Library
from agents.recommend import Moment, Suggestion
from agents.recommend import suggest as suggest_locally


async def suggest(moment: Moment, library: Library) -> Suggestion | None:
    """Choose works and word the reason."""
    return suggest_locally(moment, library)
