"""From new messages to a recommendation: recall → decide → recommend → deliver, one room at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone

from agents import consent, recall, stored
from agents.choose import choose
from agents.classify import read
from agents.database import in_database
from agents.decide import Decision, decide
from agents.deliver import OutdatedError, deliver
from agents.library import Library
from agents.models import Decision as StoredDecision
from agents.models import Recommendation
from agents.policy import PACES, objection
from agents.providers import EmbedderError, configured
from agents.recommend import Moment, Suggestion, search_text
from agents.rooms import Room, read_room
from agents.turns import Turn, Vector
from chat.models import Message

log = structlog.get_logger(__name__)

_TRIES = 3


@dataclass(frozen=True)
class Heard:
    """New messages of one room: how many, and the sequence of the newest."""

    conversation: UUID
    messages: Sequence[UUID]
    newest: int


@dataclass(frozen=True)
class Scene:
    """What was found in a room: its state, its turns, and what they call for."""

    room: Room
    turns: Sequence[Turn]
    decision: Decision


async def respond_to(messages: Sequence[UUID]) -> list[Recommendation]:
    """Decide on new messages, room by room, and deliver what is called for; return what was made.

    Running it twice, or twice at once, makes nothing twice.
    """
    rooms = await in_database(_by_room)(messages)
    made = await asyncio.gather(*(_respond(heard) for heard in rooms))
    return [each for each in made if each is not None]


def warm_up() -> None:
    """Load the models and the catalogue, so that the first message need not wait for them."""
    read(["warm"])
    try:
        stored.library(configured().name)
    except DatabaseError as error:
        log.warning("the catalogue is not loaded yet", error=type(error).__name__)
    finally:
        close_old_connections()


async def _respond(heard: Heard) -> Recommendation | None:
    for _ in range(_TRIES):
        scene = await in_database(_look)(heard)
        if scene is None or not scene.decision.speak:
            return None
        try:
            return await _speak(scene)
        except OutdatedError as error:
            log.info("looking again", conversation=str(heard.conversation), why=str(error))
            heard = await in_database(_heard_since)(heard)
    return None


async def _speak(scene: Scene) -> Recommendation | None:
    text = search_text(scene.decision, scene.turns)
    moment, library = await in_database(_prepare)(scene, await _meaning(text))
    suggestion = await choose(moment, library)
    if suggestion is None:
        log.warning("nothing to recommend", conversation=scene.room.id, intent=scene.decision.intent)
        return None
    made = await in_database(deliver)(moment, suggestion)
    _log(scene, suggestion, made)
    return made


async def _meaning(text: str) -> Vector | None:
    try:
        vector: Vector = (await configured().embed([text]))[0]
    except EmbedderError as error:
        log.warning("recommending without meaning", error=str(error))
        return None
    return vector


def _by_room(messages: Sequence[UUID]) -> list[Heard]:
    rows = Message.objects.readable_by_agents().filter(pk__in=messages).order_by("conversation", "sequence")
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    for conversation, pk, sequence in rows.values_list("conversation", "pk", "sequence"):
        found.setdefault(conversation, []).append((pk, sequence))
    return [Heard(room, [pk for pk, _ in rows], rows[-1][1]) for room, rows in found.items()]


def _heard_since(heard: Heard) -> Heard:
    """Return the same with what was said meanwhile: it may have settled the matter."""
    newer = Message.objects.readable_by_agents().filter(conversation=heard.conversation, sequence__gt=heard.newest)
    rows = list(newer.order_by("sequence").values_list("pk", "sequence"))
    newest = rows[-1][1] if rows else heard.newest
    return Heard(heard.conversation, [*heard.messages, *(pk for pk, _ in rows)], newest)


def _look(heard: Heard) -> Scene | None:
    room = read_room(heard.conversation)
    turns = recall.recent_turns(heard.conversation, heard.newest) if room else []
    if room is None or not turns:
        return None
    pace = PACES[room.eagerness]
    fresh = sum(UUID(turn.id) in heard.messages for turn in turns)
    decision = decide(turns, threshold=pace.threshold, fresh=max(1, fresh))
    if decision.speak and not decision.is_ask and (why := objection(pace, room.cards, timezone.now())):
        decision = decision.silenced(why)
    _keep(decision, heard)
    return Scene(room, turns, decision)


def _keep(decision: Decision, heard: Heard) -> None:
    if decision.is_trivial or not decision.trigger:
        return
    trigger = UUID(decision.trigger)
    with transaction.atomic():
        consent.hold(heard.conversation)
        # What was taken back while it was read leaves no trace.
        if not Message.objects.readable_by_agents().filter(pk=trigger).exists():
            return
        StoredDecision.objects.update_or_create(
            message_id=trigger,
            defaults={
                "conversation_id": heard.conversation,
                "speak": decision.speak,
                "intent": decision.intent,
                "confidence": decision.confidence,
                "grounds": decision.grounds,
                "scores": dict(decision.scores),
            },
        )


def _prepare(scene: Scene, meaning: Vector | None) -> tuple[Moment, Library]:
    recalled = recall.close_turns(UUID(scene.decision.trigger), [turn.id for turn in scene.turns])
    moment = Moment(scene.decision, scene.turns, recalled, scene.room, meaning)
    return moment, stored.library(configured().name)


def _log(scene: Scene, suggestion: Suggestion, made: Recommendation) -> None:
    log.info(
        "recommended",
        conversation=scene.room.id,
        recommendation=str(made.pk),
        intent=scene.decision.intent,
        model=suggestion.model,
        latency_ms=made.latency_ms,
    )
