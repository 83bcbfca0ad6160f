"""Telling who came and who went: at once when somebody comes, after a moment when they go, since pages reload."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from chat import desk, hub, presence, protocol
from chat.delivery import Delivery
from chat.models import Membership

GRACE = 5.0
"""Seconds that somebody may be away before they are said to have gone."""


class Attendance:
    """Follows the comings and goings at one process's hub."""

    def __init__(self, switchboard: hub.Hub) -> None:
        self._hub = switchboard
        self._tasks: set[asyncio.Task[None]] = set()
        self._start(self._stay())

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop it belongs to."""
        return self._hub.loop

    def came(self, user: UUID) -> None:
        """Somebody opened their first socket here."""
        self._start(self._come(user))

    def left(self, user: UUID) -> None:
        """Somebody closed their last socket here."""
        self._start(self._leave(user))

    async def close(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await desk.ask(presence.forget, self._hub.name)

    async def _come(self, user: UUID) -> None:
        if await desk.ask(presence.arrive, self._hub.name, user):
            await self._tell(user, is_online=True)

    async def _leave(self, user: UUID) -> None:
        await asyncio.sleep(GRACE)
        if not self._hub.is_here(user) and await desk.ask(presence.go, self._hub.name, user):
            await self._tell(user, is_online=False)

    async def _tell(self, user: UUID, *, is_online: bool) -> None:
        rooms = await desk.ask(_rooms, user)
        event = protocol.PresenceChanged(user=user, online=is_online)
        self._hub.hand_out(Delivery(rooms=rooms, text=event.model_dump_json()))

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(presence.LIFETIME / 3)
            await desk.ask(presence.stay, self._hub.name, self._hub.users)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._hub.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_attendance: Attendance | None = None


def running() -> Attendance:
    """Return this process's attendance, started on first use beside its hub."""
    global _attendance  # noqa: PLW0603 - one a process, as the hub
    switchboard = hub.running()
    if _attendance is None or _attendance.loop is not switchboard.loop:
        _attendance = Attendance(switchboard)
    return _attendance


def _rooms(user: UUID) -> tuple[UUID, ...]:
    return tuple(Membership.objects.filter(user=user).values_list("conversation", flat=True))
