"""From a wish for more like a work to the recommendation that answers it, or to the word that nothing does."""

from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from agents import recall, stored
from agents.alike import Like
from agents.choose import choose
from agents.classify import ASK
from agents.database import in_database
from agents.decide import Decision
from agents.deliver import OutdatedError, deliver, id_for
from agents.library import Library
from agents.models import CatalogItem, Recommendation
from agents.providers import configured
from agents.recommend import Moment
from agents.rooms import read_room
from agents.turns import Turn, Vector
from agents.wanted import Wanted
from chat import actions, protocol

log = structlog.get_logger(__name__)

_TRIES = 5
_FAILED: dict[protocol.AnswerFailure, str] = {
    "nothing_left": "There is nothing more like “{title}” that was not here before.",
    "agents_off": "Unafied may no longer look for that: it was switched off here, or the suggestion is gone.",
}


async def find_more(wanted: UUID) -> Recommendation | None:
    """Answer a wish that still stands, or tell who asked that it is not; running it twice answers once."""
    for _ in range(_TRIES):
        found = await in_database(_prepare)(wanted)
        if found is None:
            break
        moment, library = found
        suggestion = await choose(moment, library)
        if suggestion is None:
            await in_database(_give_up)(wanted, "nothing_left")
            break
        try:
            made = await in_database(deliver)(moment, suggestion)
        except OutdatedError as error:
            log.info("looking again", conversation=moment.room.id, why=str(error))
            continue
        log.info(
            "recommended more", conversation=moment.room.id, recommendation=str(made.pk), latency_ms=made.latency_ms
        )
        return made
    return None


def _prepare(wanted: UUID) -> tuple[Moment, Library] | None:
    asked = Wanted.objects.waited_for().select_related("item", "recommendation__conversation").filter(pk=wanted).first()
    if asked is None:
        return None
    made = asked.recommendation
    room = read_room(made.conversation_id) if Wanted.objects.allowed().filter(pk=wanted).exists() else None
    if room is None:
        return _give_up(wanted, "agents_off")
    # It stands for the wish where the stages read what was said, and is kept nowhere.
    wish = Turn(id=str(wanted), speaker=str(asked.user_id), text=f"More like {asked.item.title}", at=asked.created_at)
    turns = [*recall.recent_turns(made.conversation_id, made.conversation.revision), wish]
    decision = Decision(speak=True, intent=ASK, confidence=1.0, grounds="more", trigger=wish.id)
    name, meaning = configured().name, _meaning(asked.item)
    library = stored.library_near(name, meaning, [wish.text], [asked.item_id, *(work for _, work, _ in room.verdicts)])
    like = Like(asked.item.as_work(), made.message_id)
    return Moment(decision, turns, [], room, meaning, like=like), library


def _meaning(item: CatalogItem) -> Vector | None:
    if item.embedding is None or item.model != configured().name:
        return None
    vector: Vector = item.embedding
    return vector


@transaction.atomic
def _give_up(wanted: UUID, code: protocol.AnswerFailure) -> None:
    asked = Wanted.objects.filter(pk=wanted, ended_at=None).select_related("item", "recommendation").first()
    if asked is None:
        return
    Wanted.objects.filter(pk=wanted).update(ended_at=timezone.now())
    actions.tell_failure(
        asked.user_id,
        asked.recommendation.conversation_id,
        answer=id_for(str(wanted)),
        code=code,
        detail=_FAILED[code].format(title=asked.item.title),
    )
