"""From new messages to a recommendation: recall → decide → recommend → deliver, one room at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections

from agents import recall, stored
from agents.choose import choose
from agents.classify import read
from agents.database import in_database
from agents.deliver import OutdatedError, deliver
from agents.library import Library
from agents.look import Scene, look_again, look_at
from agents.models import Recommendation
from agents.providers import EmbedderError, configured
from agents.recommend import Moment, Suggestion, search_text, suggest
from agents.rehearse import rehearse
from agents.rooms import Room
from agents.turns import Vector

log = structlog.get_logger(__name__)

_TRIES = 5


@dataclass(frozen=True)
class Held:
    """A message that is to be looked at again, once its room had time to become quiet."""

    message: UUID
    until: datetime


@dataclass(frozen=True)
class Outcome:
    """What came of new messages."""

    made: Sequence[Recommendation]
    held: Sequence[Held]


async def respond_to(messages: Sequence[UUID]) -> Outcome:
    """Decide on new messages, room by room, and deliver what is called for.

    Running it twice, or twice at once, makes nothing twice.
    """
    return await _outcome(await in_database(look_at)(messages))


async def return_to(message: UUID) -> Outcome:
    """Decide again on a message that was held, and deliver what is called for, or hold it once more."""
    scene = await in_database(look_again)(message)
    return await _outcome([scene] if scene else [])


def warm_up() -> None:
    """Load the models and the catalogue, so that the first message need not wait for them."""
    read(["warm"])
    try:
        rehearse(stored.library(configured().name))
    except DatabaseError as error:
        log.warning("the catalogue is not loaded yet", error=type(error).__name__)
    finally:
        close_old_connections()


async def _outcome(scenes: Sequence[Scene]) -> Outcome:
    rooms: dict[UUID, list[Scene]] = {}
    for scene in scenes:
        rooms.setdefault(scene.verdict.conversation, []).append(scene)
    ends = [end for room in await asyncio.gather(*map(_in_order, rooms.values())) for end in room]
    return Outcome(
        made=[end for end in ends if isinstance(end, Recommendation)],
        held=[end for end in ends if isinstance(end, Held)],
    )


async def _in_order(scenes: Sequence[Scene]) -> list[Recommendation | Held | None]:
    """Respond to the scenes of one room, one after the other: each card changes what the next may be."""
    return [await _respond(scene) for scene in scenes]


async def _respond(scene: Scene | None) -> Recommendation | Held | None:
    for tried in range(_TRIES):
        if scene is None or scene.room is None:
            break
        try:
            return await _speak(scene, scene.room, is_retry=tried > 0)
        except OutdatedError as error:
            log.info("looking again", conversation=scene.room.id, why=str(error))
            scene = await in_database(_look_anew)(scene)
    until = scene.verdict.held_until if scene else None
    return Held(scene.verdict.message, until) if scene and until else None


async def _speak(scene: Scene, room: Room, *, is_retry: bool) -> Recommendation | None:
    text = search_text(scene.decision, scene.turns)
    moment, library = await in_database(_prepare)(scene, room, await _meaning(text))
    # What a model took in vain is counted nowhere: whoever keeps changing things is answered locally.
    suggestion = suggest(moment, library) if is_retry else await choose(moment, library)
    if suggestion is None:
        log.warning("nothing to recommend", conversation=room.id, intent=scene.decision.intent)
        return None
    made = await in_database(deliver)(moment, suggestion)
    _log(moment, suggestion, made)
    return made


async def _meaning(text: str) -> Vector | None:
    try:
        vector: Vector = (await configured().embed([text]))[0]
    except EmbedderError as error:
        log.warning("recommending without meaning", error=str(error))
        return None
    return vector


def _look_anew(scene: Scene) -> Scene | None:
    # What was asked is answered whatever was said since; a hint may be settled by it.
    if scene.decision.is_ask:
        return next(iter(look_at([scene.verdict.message])), None)
    return look_again(scene.verdict.message)


def _prepare(scene: Scene, room: Room, meaning: Vector | None) -> tuple[Moment, Library]:
    recalled = recall.close_turns(UUID(scene.decision.trigger), [turn.id for turn in scene.turns])
    said = [turn.brief for turn in scene.turns if not turn.is_agent]
    answered = [work for _, work, _ in room.verdicts]
    library = stored.library_near(configured().name, meaning, said, answered)
    return Moment(scene.decision, scene.turns, recalled, room, meaning), library


def _log(moment: Moment, suggestion: Suggestion, made: Recommendation) -> None:
    log.info(
        "recommended",
        conversation=moment.room.id,
        recommendation=str(made.pk),
        intent=moment.decision.intent,
        model=suggestion.model,
        latency_ms=made.latency_ms,
    )
