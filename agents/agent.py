"""The recommender with a model: it chooses among the candidates and words the reason; all else stays as it is.

What people wrote goes in as data, and what comes out is data: ids that must be candidates, and a plain sentence that is
checked. Nothing of another room is ever in reach of the model. Whatever fails, the local path answers.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import structlog
from django.conf import settings
from pydantic import BaseModel, Field, create_model
from pydantic_ai import Agent, ModelRetry, ModelSettings, NativeOutput, RunContext, RunUsage, UsageLimits
from pydantic_ai.concurrency import ConcurrencyLimiter
from pydantic_ai.models import Model, infer_model

from agents.library import Library
from agents.plain import on_one_line
from agents.prompt import instructions, objection_to_words, prompt_of
from agents.providers.service import api_of, provider_named
from agents.rank import Ranked
from agents.recommend import AT_MOST, CANDIDATES, Moment, Suggestion, weigh, worded
from agents.tools import Reach, past_recommendations, search_catalog, search_history
from agents.writing import Writing

log = structlog.get_logger(__name__)

_POOL = 60
"""Works within the model's reach; the best of them are told outright, the others it can search."""
_LIMITS = UsageLimits(request_limit=4, tool_calls_limit=4, total_tokens_limit=24_000)
_LONGEST_ANSWER = 4_000
"""Tokens of one answer, with what the model thinks before it."""
_MOST_RUNNING, _MOST_WAITING = 4, 16


class Pick(BaseModel):
    """What the model gives back; `items` is narrowed to the candidates' ids for each run."""

    items: list[str]
    reason: str


async def suggest_by_model(moment: Moment, library: Library, usage: RunUsage) -> Suggestion | None:
    """Let the configured model choose and word; None when the catalogue has nothing for it.

    Counts what it takes in `usage`, also where it fails. Raises whatever the model, its service or its client raises.
    """
    pool = weigh(moment, library, _POOL)
    if not pool:
        return None
    model = infer_model(api_of(settings.AGENTS_MODEL), provider_named)
    agent = _agent(model, _output(model, pool, AT_MOST[moment.decision.is_ask]))
    reach = Reach(moment, library, pool)
    result = await agent.run(
        prompt_of(reach),
        deps=reach,
        usage=usage,
        usage_limits=_LIMITS,
        timeout=settings.AGENTS_TIMEOUT,
        infer_name=False,
        # Who asked sees the answer grow; nobody waits for a hint.
        event_stream_handler=Writing(reach).follow if moment.decision.is_ask else None,
    )
    return _suggestion(reach, result.output)


def _agent(model: Model, output: Any) -> Agent[Reach, Any]:
    agent = Agent(
        model,
        name="recommender",
        deps_type=Reach,
        output_type=output,
        retries={"tools": 1, "output": 2},
        tools=[search_history, search_catalog, past_recommendations],
        tool_timeout=5.0,
        max_concurrency=_running(),
        model_settings=ModelSettings(max_tokens=_LONGEST_ANSWER),
    )
    agent.instructions(instructions)
    agent.output_validator(_check)
    return agent


@cache
def _running() -> ConcurrencyLimiter:
    # One for all runs of the process: a burst of asks neither floods the service nor waits for ever.
    return ConcurrencyLimiter(_MOST_RUNNING, max_queued=_MOST_WAITING, name="recommender")


def _check(context: RunContext[Reach], pick: Pick) -> Pick:
    known = {each.work.id for each in context.deps.pool}
    chosen = list(dict.fromkeys(pick.items))[: AT_MOST[context.deps.moment.decision.is_ask]]
    if not chosen or not known.issuperset(chosen):
        raise ModelRetry("Choose at least one work, and only by ids of the candidates.")
    reason = on_one_line(pick.reason)
    if objection := objection_to_words(reason):
        if not context.retry:
            raise ModelRetry(f"The reason must be plain words: {objection}.")
        # Once is enough: the choice is good, and its wording is left to the local path.
        log.info("the model's words were not accepted", objection=objection)
        reason = ""
    return pick.model_copy(update={"items": chosen, "reason": reason})


def _output(model: Model, pool: Sequence[Ranked], most: int) -> Any:
    ids: Any = Literal[tuple(each.work.id for each in pool)]
    items: Any = list[ids]
    pick = create_model("Pick", __base__=Pick, items=(items, Field(min_length=1, max_length=most)))
    return NativeOutput(pick) if model.profile.get("supports_json_schema_output") else pick


def _suggestion(reach: Reach, pick: Pick) -> Suggestion:
    known = {each.work.id: each for each in reach.pool}
    items = [known[item] for item in pick.items]
    moment = reach.moment
    return Suggestion(
        items=items,
        reason=pick.reason or worded(moment, items[0].work),
        candidates=reach.pool[:CANDIDATES],
        evidence=moment.decision.evidence,
        looked_up=reach.looked_up,
        model=settings.AGENTS_MODEL,
    )
