"""Who chooses: the model where one is configured, may be asked and answers, else the local path."""

from dataclasses import replace
from uuid import UUID

import structlog
from django.conf import settings

from agents import spending
from agents.breaker import breaker_of
from agents.database import in_database
from agents.library import Library
from agents.recommend import Moment, Suggestion, suggest

log = structlog.get_logger(__name__)

_DEEPEST = 3
"""Errors behind an error that are named."""


async def choose(moment: Moment, library: Library) -> Suggestion | None:
    """Return what to recommend, or None when the catalogue has nothing. Never fails for want of a model."""
    if not settings.AGENTS_MODEL:
        return suggest(moment, library)
    if breaker_of(settings.AGENTS_MODEL, settings.OPENAI_BASE_URL).is_open():
        log.info("the model is left alone for a while", model=settings.AGENTS_MODEL)
        return suggest(moment, library)
    if limit := await in_database(spending.limit_reached)(UUID(moment.room.id)):
        log.info("the model was not asked", model=settings.AGENTS_MODEL, limit=limit, conversation=moment.room.id)
        return suggest(moment, library)
    return await _ask(moment, library)


async def _ask(moment: Moment, library: Library) -> Suggestion | None:
    # Imported late: without a model, no process carries the weight of its client.
    from pydantic_ai import RunUsage

    from agents.agent import suggest_by_model

    usage = RunUsage()
    breaker = breaker_of(settings.AGENTS_MODEL, settings.OPENAI_BASE_URL)
    try:
        found = await suggest_by_model(moment, library, usage)
        breaker.succeeded()
    except Exception as error:  # noqa: BLE001 - whatever a remote service or its client does, the room gets its answer
        log.warning("the model did not answer", model=settings.AGENTS_MODEL, error=_told(error))
        if _is_of_service(error):
            breaker.failed(getattr(error, "retry_after", None))
        found = suggest(moment, library)
    bill = spending.bill_for(usage.input_tokens, usage.output_tokens, usage.cost)
    return found and replace(
        found, input_tokens=bill.input_tokens, output_tokens=bill.output_tokens, cost_usd=bill.cost_usd
    )


def _is_of_service(error: Exception) -> bool:
    # What a conversation can bring a model to do must not take it away from the other rooms.
    from pydantic_ai.exceptions import ConcurrencyLimitExceeded, UnexpectedModelBehavior, UsageLimitExceeded

    return not isinstance(error, (ConcurrencyLimitExceeded, UnexpectedModelBehavior, UsageLimitExceeded))


def _told(error: BaseException) -> str:
    """Name the error and what is behind it. Never their texts: those may carry what was said, or a key."""
    names: list[str] = []
    seen: BaseException | None = error
    while seen and len(names) < _DEEPEST:
        status = getattr(seen, "status_code", None)
        names.append(f"{type(seen).__name__} {status}" if status else type(seen).__name__)
        seen = seen.__cause__
    return ", ".join(names)
