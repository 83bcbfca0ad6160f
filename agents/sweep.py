"""Finds what fell between two chairs: messages and works without a vector, vectors without consent, old decisions."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agents import actors, look
from agents.models import CatalogItem, Decision, MessageEmbedding
from agents.providers import configured
from chat.models import Message

if TYPE_CHECKING:
    from dramatiq import Actor

log = structlog.get_logger(__name__)

YOUNGEST = timedelta(seconds=5)
"""Younger messages are still on their ordinary way."""
OLDEST = timedelta(days=1)
KEPT = timedelta(days=14)
"""How long decisions are kept…"""
KEPT_TRIVIAL = timedelta(days=1)
"""…and those that nobody would wonder about."""
_MOST = 512


def sweep(*, is_thorough: bool = True) -> dict[str, int]:
    """Do one round, and return what was found: counts by name. Safe to run at any time, and several at once.

    One that is not thorough looks only for what somebody waits for, and for what nobody may have.
    """
    found = {
        # While others wait, most of these are among them.
        "heard": 0 if _is_busy() else _hand_over(actors.catch_up, YOUNGEST, actors.LATE),
        "works": _works(),
        "purged": _purge(),
        "put_off": _put_off(),
    }
    if is_thorough:
        found |= {
            "repaired": _hand_over(actors.repair, actors.LATE, OLDEST),
            "pruned": Decision.objects.expired(KEPT, KEPT_TRIVIAL).delete()[0],
        }
    if any(found.values()):
        log.info("swept", **found)
    return found


def _is_busy() -> bool:
    waiting = actors.waiting()
    return bool(waiting.get("agents") or waiting.get("crowded"))


def _hand_over(actor: "Actor[[list[str]], Any]", younger: timedelta, older: timedelta) -> int:
    now = timezone.now()
    lost = (
        Message.objects.said_since(now - older)
        .readable_by_agents()
        .filter(created_at__lte=now - younger, created_at__gt=now - older)
        .exclude(embedding__model=configured().name)
    )
    ids = [str(pk) for pk in lost.order_by("-id").values_list("pk", flat=True)[:_MOST]]
    return len(ids) if ids and actors.enqueue(actor, ids) else 0


def _put_off() -> int:
    """Look again at hints whose task got lost; too late, only say so."""
    now = timezone.now()
    late = Decision.objects.held().filter(message__created_at__lte=now - actors.LATE)
    late.update(held_until=None, grounds=look.LATE.grounds, note=look.LATE.note)
    lost = Decision.objects.held().filter(held_until__lte=now - YOUNGEST).order_by("held_until")[:_MOST]
    return sum(actors.enqueue(actors.settle, str(pk)) for pk in lost.values_list("message", flat=True))


def _works() -> int:
    count = CatalogItem.objects.without_vector_of(configured().name).count()
    return count if count and actors.enqueue(actors.repair_catalog) else 0


def _purge() -> int:
    """Purge new vectors that nobody may have; those who change consent see to it themselves, this is a net below."""
    readable = Message.objects.readable_by_agents().filter(pk=OuterRef("message_id"))
    newest = MessageEmbedding.objects.order_by("-pk").values("pk")[:_MOST]
    return MessageEmbedding.objects.filter(pk__in=newest).exclude(Exists(readable)).delete()[0]
