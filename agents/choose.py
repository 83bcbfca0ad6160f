"""Who chooses: the model where one is configured and answers, else the local path."""

import structlog
from django.conf import settings

from agents.library import Library
from agents.recommend import Moment, Suggestion, suggest

log = structlog.get_logger(__name__)


async def choose(moment: Moment, library: Library) -> Suggestion | None:
    """Return what to recommend, or None when the catalogue has nothing. Never fails for want of a model."""
    if not settings.AGENTS_MODEL or moment.room.is_over_budget:
        return suggest(moment, library)
    # Imported late: without a model, no process carries the weight of its client.
    from agents.agent import suggest_by_model

    try:
        return await suggest_by_model(moment, library)
    except Exception as error:  # noqa: BLE001 - whatever a remote service or its client does, the room gets its answer
        log.warning("the model did not answer", model=settings.AGENTS_MODEL, error=_told(error))
        return suggest(moment, library)


def _told(error: Exception) -> str:
    cause = error.__cause__
    return f"{type(error).__name__}, {type(cause).__name__}" if cause else type(error).__name__
