"""An answer while a model writes it: what of it may already be shown, word by word.

Nothing that is shown here counts: the durable message replaces it, and who missed it misses nothing.
"""

from collections.abc import AsyncIterable
from typing import Any
from uuid import UUID

import structlog
from pydantic_ai import AgentStreamEvent, PartDeltaEvent, PartStartEvent, RunContext, TextPart, ToolCallPart
from pydantic_ai.messages import TextPartDelta, ToolCallPartDelta
from pydantic_core import from_json

from agents.database import in_database
from agents.deliver import id_for
from agents.plain import on_one_line
from agents.prompt import objection_to_words
from agents.tools import Reach
from chat import actions

log = structlog.get_logger(__name__)

_LONGEST_JSON = 8_000


class Writing:
    """Follows one run and tells the room the part of the reason that is written and checked."""

    def __init__(self, reach: Reach) -> None:
        self.room = UUID(reach.moment.room.id)
        self.answer = id_for(reach.moment.decision.trigger)
        self._known = {each.work.id for each in reach.pool}
        self._shown: str | None = None
        self._text = ""

    async def follow(self, context: RunContext[Reach], events: AsyncIterable[AgentStreamEvent]) -> None:
        """Take the events of one step of the run; what is shown stays until there is something better."""
        del context
        if self._shown is None:
            await self._show("")
        async for event in events:
            # A part begins anew in each answer, and a run may have several.
            self._text = _written(event) if isinstance(event, PartStartEvent) else self._text + _written(event)
            await self._look()

    async def _look(self) -> None:
        words = shown_of(self._text, self._known)
        if words and words != self._shown:
            await self._show(words)

    async def _show(self, words: str) -> None:
        self._shown = words
        await in_database(actions.show_writing)(self.room, answer=self.answer, text=words)


def shown_of(text: str, known: set[str]) -> str:
    """Return what may be shown of an answer's JSON as far as it is written, or "".

    Whole words that pass, and only behind a choice that holds.
    """
    answer = _read(text)
    items, reason = answer.get("items"), answer.get("reason")
    if not isinstance(reason, str) or not isinstance(items, list) or not items or not known.issuperset(map(str, items)):
        return ""
    # The last word may still be growing into something else.
    words = on_one_line(reason.rpartition(" ")[0])
    return "" if objection_to_words(words) else words


def _read(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST_JSON:
        return {}
    try:
        answer = from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _written(event: AgentStreamEvent) -> str:
    match event:
        case PartStartEvent(part=TextPart(content=text)) | PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            return text
        case PartStartEvent(part=ToolCallPart(args=str(text))):
            return text
        case PartDeltaEvent(delta=ToolCallPartDelta(args_delta=str(text))):
            return text
    return ""
