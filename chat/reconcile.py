"""Comparing what a process has handed out with what the database knows: the answer to a lost Redis."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from accounts.models import User
from chat import desk, nouns, protocol
from chat.delivery import Delivery, Effect
from chat.models import Conversation, Membership

Rooms = Mapping[UUID, frozenset[UUID]]


class Unreachable(Exception):  # noqa: N818 - a state, not a defect
    """The database did not answer."""


async def find_missed(handed_out: Mapping[UUID, int], patience: float) -> list[Delivery]:
    """Return hints for rooms whose revision is ahead of `handed_out`, and still is `patience` seconds later.

    The patience is for what is committed and just on its way. Raises `Unreachable`.
    """
    ahead = await _ask(_revisions_ahead, dict(handed_out))
    if not ahead:
        return []
    await asyncio.sleep(patience)
    still = [room for room, revision in ahead.items() if handed_out.get(room, revision) < revision]
    return await _ask(_hints, still)


async def find_moved(rooms: Rooms) -> list[Effect]:
    """Return the effects that bring `rooms` (user to conversations) in line with the database. Raises `Unreachable`."""
    return await _ask(_moves, {user: set(those) for user, those in rooms.items()})


async def _ask[A, T](work: Callable[[A], T], argument: A) -> T:
    try:
        return await desk.ask(work, argument)
    except (DatabaseError, InterfaceError) as error:
        raise Unreachable from error


def _revisions_ahead(handed_out: dict[UUID, int]) -> dict[UUID, int]:
    revisions = Conversation.objects.filter(pk__in=handed_out).values_list("pk", "revision")
    return {room: revision for room, revision in revisions if revision > handed_out[room]}


def _hints(rooms: Iterable[UUID]) -> list[Delivery]:
    return [_hint(stored) for stored in Conversation.objects.filter(pk__in=list(rooms))]


def _hint(stored: Conversation) -> Delivery:
    event = protocol.ConversationChanged(
        conversation=stored.pk, revision=stored.revision, state=nouns.conversation(stored)
    )
    return Delivery(rooms=(stored.pk,), text=event.model_dump_json(), revision=stored.revision)


def _moves(rooms: dict[UUID, set[UUID]]) -> list[Effect]:
    active = set(User.objects.active().filter(pk__in=rooms).values_list("pk", flat=True))
    now: dict[UUID, set[UUID]] = {user: set() for user in active}
    for user, conversation in Membership.objects.filter(user__in=active).values_list("user", "conversation"):
        now[user].add(conversation)
    effects = [Effect("ended", user) for user in rooms.keys() - active]
    for user in active:
        effects += [Effect("left", user, conversation=gone) for gone in rooms[user] - now[user]]
        effects += [Effect("joined", user, conversation=new) for new in now[user] - rooms[user]]
    return effects
