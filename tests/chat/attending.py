"""People who come to a process and go from it, and what is told of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from accounts.models import User
from chat.attendance import Attendance
from chat.hub import Hub
from chat.models import Conversation
from tests.chat.client import PATIENCE
from tests.chat.ears import Ear


@asynccontextmanager
async def attending(at: Hub) -> AsyncIterator[Attendance]:
    """Follow who comes and goes there."""
    following = Attendance(at)
    try:
        yield following
    finally:
        await following.close()


def opened(at: Hub, user: UUID, *rooms: UUID) -> Ear:
    """Open a socket of which nobody is told."""
    ear = Ear(user)
    at.connect(ear, dict.fromkeys(rooms, 0))
    return ear


def come(at: Hub, following: Attendance, users: Iterable[UUID], room: Conversation) -> list[Ear]:
    """Open a socket for each."""
    ears = []
    for user in users:
        ears.append(opened(at, user, room.pk))
        following.came(user)
    return ears


def go(at: Hub, following: Attendance, ear: Ear) -> None:
    """Close somebody's last socket."""
    at.disconnect(ear)
    following.left(ear.user)


async def settled(following: Attendance) -> None:
    """Wait until all comings and goings are told."""
    tasks = [task for task in following._tasks if "_stay" not in repr(task)]
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
    await asyncio.sleep(0)


def told(*, online: Sequence[User] = (), offline: Sequence[User] = ()) -> str:
    """Return the event that these came, and those went."""
    event = {
        "type": "presence.changed",
        "online": [str(user.pk) for user in online],
        "offline": [str(user.pk) for user in offline],
    }
    return json.dumps(event, separators=(",", ":"))
