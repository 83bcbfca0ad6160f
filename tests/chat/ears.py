"""Sockets that only listen, and hubs as in processes of their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from chat import hub
from tests.chat.client import PATIENCE

ROOM, OTHER_ROOM = UUID(int=1), UUID(int=2)
ALICE, BOB = UUID(int=10), UUID(int=11)


class Ear:
    """A socket that only listens."""

    def __init__(self, user: UUID, session: str = "session", password: str = "") -> None:
        self.user, self.session, self.password = user, session, password
        self.heard: list[str] = []
        self.codes: list[int] = []
        self._is_told = asyncio.Event()

    def offer(self, *texts: str) -> None:
        self.heard.extend(texts)
        self._is_told.set()

    def end(self, code: int) -> None:
        self.codes.append(code)
        self._is_told.set()

    async def hears(self, text: str) -> None:
        """Wait until it has been told `text`."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.heard:
                await self.is_told()

    async def is_told(self) -> None:
        """Wait until it is told anything more."""
        self._is_told.clear()
        await self._is_told.wait()

    async def is_ended(self) -> None:
        """Wait until it is told to close."""
        async with asyncio.timeout(PATIENCE):
            while not self.codes:
                await self.is_told()


@asynccontextmanager
async def hubs(count: int = 1) -> AsyncIterator[list[hub.Hub]]:
    """Have hubs, each as in a process of its own, all of them subscribed."""
    made = [hub.Hub() for _ in range(count)]
    try:
        async with asyncio.timeout(PATIENCE):
            for each in made:
                await each.is_subscribed.wait()
        yield made
    finally:
        for each in made:
            await each.close()
