"""The stages over recorded conversations, without a database: what would have been said when, and what recommended."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict

from agents.classify import ASK, HINTS, LABELS, read_many
from agents.decide import SILENCE, Decision
from agents.judge import judge
from agents.library import Library
from agents.policy import PACES, Card, lull_missing, objection
from agents.providers import local
from agents.recall import RECENT
from agents.recommend import Moment, search_text, weigh
from agents.rooms import Room
from agents.turns import Matrix, Turn
from agents.works import Work

AGENTS = frozenset({"unafied", "assistant", "agent"})
"""Speakers that are the agent itself."""
_TOGETHER = 64
"""Conversations whose messages are embedded together."""
_STILL_ASKED = 3
"""Messages, the last with them, in which a wish is still open where works are wanted in any case."""
_BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
_PACE = timedelta(seconds=20)
"""Between two messages without a time."""


class Said(BaseModel):
    """One recorded message."""

    model_config = ConfigDict(extra="ignore")

    speaker: Annotated[str, BeforeValidator(str)]
    text: str
    at: datetime | None = None


class Recorded(BaseModel):
    """One recorded conversation; `seen` are works never to be recommended, `kind` the only one wanted."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, BeforeValidator(str)]
    messages: list[Said]
    seen: list[Annotated[str, BeforeValidator(str)]] = []
    kind: Literal["", "movie", "book", "music"] = ""
    eagerness: Literal["quiet", "balanced", "eager"] = "balanced"


@dataclass(frozen=True)
class Options:
    """How to replay: rank even where it is silent, how many works, and without any memory of earlier cards."""

    force: bool = False
    top: int = 3
    stateless: bool = False


def replay(recorded: Iterator[Recorded], library: Library, options: Options) -> Iterator[dict[str, Any]]:
    """Return for each conversation its `id`, a decision after each message, and the works after the last."""
    for together in batched(recorded, _TOGETHER):
        readings = iter(_readings(together))
        for conversation in together:
            yield _replay(conversation, next(readings), library, options)


def library_of(works: Sequence[Work], cache: Path) -> Library:
    """Return a library of works with vectors of the offline model, kept in `cache` by a digest of their texts."""
    texts = [work.text for work in works]
    digest = hashlib.blake2b("\0".join([local.NAME, *texts]).encode(), digest_size=12).hexdigest()
    file = cache / f"vectors-{digest}.npy"
    if file.exists():
        return Library(works, np.load(file, allow_pickle=False), local.NAME)
    vectors = local.encode(texts)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(file, vectors, allow_pickle=False)
    return Library(works, vectors, local.NAME)


def _replay(conversation: Recorded, readings: Matrix, library: Library, options: Options) -> dict[str, Any]:
    turns = turns_of(conversation)
    decisions = _alone(conversation, turns, readings) if options.stateless else _paced(conversation, turns, readings)
    last = decisions[-1] if decisions else SILENCE
    if options.force and turns:
        last = _forced(decisions, turns, readings)
    return {
        "id": conversation.id,
        "decisions": [_told(place, decision) for place, decision in enumerate(decisions)],
        "items": _items(conversation, last, turns, library, options.top) if last.speak else [],
    }


def _alone(conversation: Recorded, turns: Sequence[Turn], readings: Matrix) -> list[Decision]:
    return [_decide(conversation, turns, readings, place) for place in range(len(turns))]


def _paced(conversation: Recorded, turns: Sequence[Turn], readings: Matrix) -> list[Decision]:
    """Decide as in a room where nobody has answered the cards, and where hints wait for a lull."""
    decisions, cards, answered = list[Decision](), list[Card](), 0
    for place, turn in enumerate(turns):
        decision = _decide(conversation, turns, readings, place, answered)
        if decision.speak and not decision.is_ask:
            decision = _timed(decision, conversation, cards, turns, place)
        if decision.speak:
            cards.insert(0, Card(at=turn.at, is_asked=decision.is_ask))
            answered = place + 1
        decisions.append(decision)
    return decisions


def _timed(
    decision: Decision, conversation: Recorded, cards: Sequence[Card], turns: Sequence[Turn], place: int
) -> Decision:
    pace, turn = PACES[conversation.eagerness], turns[place]
    if why := objection(pace, cards, turn.at):
        return decision.silenced(why.grounds)
    if _is_timed(conversation, place) and _is_timed(conversation, place + 1):
        trigger = turns[int(decision.trigger)]
        missing = lull_missing(pace, turns[: place + 1], trigger, turn.at)
        if turns[place + 1].at - turn.at < missing:
            return decision.silenced("lull")
    return decision


def _is_timed(conversation: Recorded, place: int) -> bool:
    return place < len(conversation.messages) and conversation.messages[place].at is not None


def _decide(conversation: Recorded, turns: Sequence[Turn], readings: Matrix, place: int, answered: int = 0) -> Decision:
    start = max(0, place + 1 - RECENT)
    threshold = PACES[conversation.eagerness].threshold
    return judge(
        turns[start : place + 1],
        threshold=threshold,
        readings=readings[start : place + 1],
        answered=max(0, answered - start),
    )


def _forced(decisions: Sequence[Decision], turns: Sequence[Turn], readings: Matrix) -> Decision:
    decision = decisions[-1]
    if decision.speak:
        return decision
    # Who adds "and no dolls" to what they asked for still asks.
    for asked in reversed(decisions[-_STILL_ASKED:]):
        if asked.speak and asked.is_ask:
            return asked
    # What the lines together call for; where nothing was read of them, the last by itself.
    scores = decision.scores or {label: float(readings[-1, LABELS.index(label)]) for label in (ASK, *HINTS)}
    is_hint = sum(scores[hint] for hint in HINTS) > scores[ASK]
    intent = max(HINTS, key=lambda hint: scores[hint]) if is_hint else ASK
    return replace(decision, speak=True, intent=intent, trigger=turns[-1].id, evidence=(turns[-1].id,))


def _items(
    conversation: Recorded, decision: Decision, turns: Sequence[Turn], library: Library, top: int
) -> list[dict[str, Any]]:
    room = Room(id=conversation.id, eagerness=conversation.eagerness, spent=frozenset(conversation.seen))
    moment = Moment(decision, turns, [], room, local.encode([search_text(decision, turns)])[0], conversation.kind)
    ranked = weigh(moment, library, top)
    return [{"id": each.work.id, "title": each.work.title, "score": round(each.score, 4)} for each in ranked]


def _told(place: int, decision: Decision) -> Mapping[str, Any]:
    return {
        "index": place,
        "speak": decision.speak,
        "intent": decision.intent,
        "confidence": round(decision.confidence, 4),
        "grounds": decision.grounds,
    }


def turns_of(conversation: Recorded) -> list[Turn]:
    """Return what was said, with times made up where there are none."""
    turns, at = list[Turn](), _BEGIN
    for place, said in enumerate(conversation.messages):
        at = said.at or at + _PACE
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        turns.append(Turn(str(place), said.speaker, said.text, at, said.speaker.casefold() in AGENTS))
    return turns


def _readings(together: Sequence[Recorded]) -> list[Matrix]:
    rows = read_many([said.text for conversation in together for said in conversation.messages])
    ends = np.cumsum([len(conversation.messages) for conversation in together])
    return np.split(rows, ends[:-1])
