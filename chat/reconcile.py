"""Comparing what a process has handed out with what the database knows: the answer to a lost Redis."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from accounts import sessions
from accounts.models import User
from chat import desk, nouns, protocol
from chat.delivery import Delivery, Effect
from chat.models import Conversation, Membership

Rooms = Mapping[UUID, frozenset[UUID]]
Passwords = Mapping[UUID, Mapping[str, str]]
"""By user and session, as they were stored when the session's sockets were opened."""
Known = tuple[Rooms, Passwords]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database knows of somebody who may come in."""

    password: str
    rooms: set[UUID]


class Unreachable(Exception):  # noqa: N818 - a state, not a defect
    """The database did not answer."""


class Round[T]:
    """Goes round among those who are there, so many at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left: deque[T] = deque()

    def next(self, there: Collection[T]) -> list[T]:
        """Return some of them; everybody comes up before anybody does again."""
        if not self._left:
            self._left.extend(there)
        some = [self._left.popleft() for _ in range(min(len(self._left), self._most))]
        return [each for each in some if each in there]


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


async def find_moved(
    known: Callable[[Collection[UUID]], Known], users: Collection[UUID], patience: float
) -> list[Effect]:
    """Return the effects that bring what is known of these users in line with the database. Raises `Unreachable`.

    Only those that still are needed `patience` seconds later, for the same reason. Sessions end that were signed out of
    or have run out, and those whose user has another password than when they were opened, or none any more.
    """
    moved = await _ask(_moved, known(users))
    if not moved:
        return []
    await asyncio.sleep(patience)
    return await _ask(_moved, known({effect.user for effect in moved}))


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
    return Delivery(rooms=(stored.pk,), texts=(event.model_dump_json(),), revision=stored.revision)


def _moved(known: Known) -> list[Effect]:
    # All of it off the event loop: to compare thousands of people takes a while.
    rooms, passwords = known
    found = _stored(set(rooms))
    return _ends(rooms, passwords, found) + _moves(rooms, found)


def _stored(users: Collection[UUID]) -> dict[UUID, Stored]:
    active = User.objects.active().filter(pk__in=users)
    found = {user: Stored(password, set()) for user, password in active.values_list("pk", "password")}
    for user, conversation in Membership.objects.filter(user__in=list(found)).values_list("user", "conversation"):
        found[user].rooms.add(conversation)
    return found


def _ends(rooms: Rooms, passwords: Passwords, found: Mapping[UUID, Stored]) -> list[Effect]:
    effects = [Effect("ended", user) for user in rooms.keys() - found.keys()]
    opened = {(user, each): was for user in found for each, was in passwords[user].items()}
    alive = sessions.still_open(opened)
    for (user, each), was in opened.items():
        if was != found[user].password or (user, each) not in alive:
            effects.append(Effect("ended", user, session=each))
    return effects


def _moves(rooms: Rooms, found: Mapping[UUID, Stored]) -> list[Effect]:
    effects: list[Effect] = []
    for user, now in found.items():
        effects += [Effect("left", user, conversation=gone) for gone in rooms[user] - now.rooms]
        effects += [Effect("joined", user, conversation=new) for new in now.rooms - rooms[user]]
    return effects
