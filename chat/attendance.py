"""Telling who came and who went, without a storm however many come and go at once.

What happens within a moment is told together, to each room once and only of those who are in it. Who goes is given some
seconds, since pages reload; and after a process stopped nobody is told anything of those who come back.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError

from chat import desk, hub, presence, protocol
from chat.delivery import Delivery
from chat.models import Membership

log = structlog.get_logger(__name__)

MOMENT = 0.5
"""Seconds in which comings, or goings, are gathered."""
GRACE = 5.0
"""Seconds that somebody may be away before they are said to have gone."""
CROWD = 10
"""Who come, or go, within a moment: a crowd is told of when it is complete, or the telling would grow by its square."""
MOST_MOMENTS = 20
"""That a crowd is waited for."""
STORM = 100
"""Who come, or go, within a moment: of such a crowd the end is waited for longer."""
MOST_MOMENTS_OF_A_STORM = 60
"""That it is waited for: half a minute."""
RETURNING = 300.0
"""People a second: a crowd that goes at once has lost its network, and is given the time that it takes to come back."""

BREATH = 1.0
"""Seconds until the database is asked again when it did not answer."""

_Settle = Callable[[Collection[UUID]], Awaitable[None]]


class Attendance:
    """Follows the comings and goings at one process's hub."""

    def __init__(self, switchboard: hub.Hub) -> None:
        self._hub = switchboard
        self._coming: set[UUID] = set()
        self._going: set[UUID] = set()
        self._said: set[UUID] = set()
        """Who is noted as being here: from when it is told that they came until it is told that they went."""
        self._saying = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._start(self._stay())

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop it belongs to."""
        return self._hub.loop

    def came(self, user: UUID) -> None:
        """Somebody opened a socket here."""
        if user not in self._said:
            self._gather(self._coming, user, self._come)

    def left(self, user: UUID) -> None:
        """Somebody closed their last socket here."""
        self._gather(self._going, user, self._go)

    async def close(self) -> None:
        """Stop following; whoever comes back elsewhere was never gone."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await desk.ask(presence.fade, self._hub.name)

    def _gather(self, those: set[UUID], user: UUID, settle: _Settle) -> None:
        if not those:
            self._start(self._after_a_moment(those, settle))
        those.add(user)

    async def _after_a_moment(self, those: set[UUID], settle: _Settle) -> None:
        count = 0
        for moments in range(1, MOST_MOMENTS_OF_A_STORM + 1):
            await asyncio.sleep(MOMENT)
            count, before = len(those), count
            if is_complete(moments, count - before):
                break
        users = frozenset(those)
        those.clear()
        await settle(users)

    async def _come(self, users: Collection[UUID]) -> None:
        async with self._saying:
            here = [user for user in users if self._hub.is_here(user)]
            self._said.update(here)
            new = await desk.ask(presence.arrive, self._hub.name, here)
        await self._tell(online=new)

    async def _go(self, users: Collection[UUID]) -> None:
        await asyncio.sleep(grace_for(len(users)))
        async with self._saying:
            left = [user for user in users if not self._hub.is_here(user)]
            self._said.difference_update(left)
            gone = await desk.ask(presence.go, self._hub.name, left)
        await self._tell(offline=gone)

    async def _tell(self, *, online: frozenset[UUID] = frozenset(), offline: frozenset[UUID] = frozenset()) -> None:
        if not online and not offline:
            return
        # Rooms in which it is about the same people are told together, and who is in several of them is told once.
        rooms_of: dict[frozenset[UUID], list[UUID]] = defaultdict(list)
        for room, members in (await _members_by_room(online | offline)).items():
            rooms_of[frozenset(members)].append(room)
        for those, rooms in rooms_of.items():
            # Who went or came meanwhile is told of, too, and may have been already: what is told last has to be true.
            came, went = online & those & self._said, (offline & those) - self._said
            if came or went:
                event = protocol.PresenceChanged(online=sorted(came), offline=sorted(went))
                self._hub.hand_out(Delivery(rooms=tuple(rooms), texts=(event.model_dump_json(),)))
            # What people say comes in between.
            await asyncio.sleep(0)

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(presence.LIFETIME / 3)
            try:
                await self.beat()
            except Exception:
                # A heart must not stop because a room could not be told: the next beat is a new try.
                log.exception("presence not told")

    async def beat(self) -> None:
        """Say that this process lives, and tell of those whose process does not."""
        async with self._saying:
            # Of those who have just come only who is known from another process, which may have stopped: who is noted
            # is no news any more.
            told = frozenset(self._said)
            self._said |= await desk.ask(presence.those_there, self._hub.users - told)
            was_forgotten = await desk.ask(presence.stay, self._hub.name, frozenset(self._said))
            gone = await desk.ask(presence.reap)
            # Whoever is here already was never gone, and is noted: they may go before it would be told that they came.
            back = gone & self._hub.users
            if back:
                self._said |= back
                await desk.ask(presence.arrive, self._hub.name, back)
        self._start(self._tell(online=told if was_forgotten else frozenset(), offline=gone - back))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._hub.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def is_complete(moments: int, latest: int) -> bool:
    """Whether a crowd is waited for no longer, after so many moments with so many who came, or went, in the last."""
    return latest < (CROWD if moments <= MOST_MOMENTS else STORM)


def grace_for(people: int) -> float:
    """Return the seconds that so many who went at once have to come back, until they are said to have gone."""
    return min(GRACE + people / RETURNING, presence.RETURN)


_attendance: Attendance | None = None


def running() -> Attendance:
    """Return this process's attendance, started on first use beside its hub."""
    global _attendance  # noqa: PLW0603 - one a process, as the hub
    switchboard = hub.running()
    if _attendance is None or _attendance.loop is not switchboard.loop:
        _attendance = Attendance(switchboard)
    return _attendance


async def _members_by_room(users: Collection[UUID]) -> dict[UUID, set[UUID]]:
    while True:
        try:
            return await desk.ask(_look_up, users)
        except (DatabaseError, InterfaceError) as error:
            # It would be told by nobody else.
            log.warning("presence not told yet", error=type(error).__name__)
            await asyncio.sleep(BREATH)


def _look_up(users: Collection[UUID]) -> dict[UUID, set[UUID]]:
    members: dict[UUID, set[UUID]] = defaultdict(set)
    for room, user in Membership.objects.filter(user__in=users).values_list("conversation", "user"):
        members[room].add(user)
    return members
