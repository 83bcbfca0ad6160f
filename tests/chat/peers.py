"""Servers that behave badly: the other end of a consumer, as ASGI has it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from accounts import tokens
from accounts.models import User
from chat import desk
from tests.chat.client import PATIENCE
from unafied.asgi import application


@asynccontextmanager
async def opened_by[P: StuckPeer](user: User, peer: P) -> AsyncIterator[P]:
    """Have a socket of `user` open inside the block whose other end is `peer`, past its hello."""
    pair = await desk.ask(tokens.issue, user)
    headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {pair.access}".encode())]
    scope = {"type": "websocket", "path": "/ws/", "headers": headers, "query_string": b""}
    serving = asyncio.create_task(application(scope, peer.receive, peer.send))
    peer.say("websocket.connect")
    await asyncio.wait_for(peer.has_hello.wait(), PATIENCE)
    try:
        yield peer
    finally:
        peer.say("websocket.disconnect")
        await asyncio.wait_for(serving, PATIENCE)


class StuckPeer:
    """Reads its hello and then nothing, until it may."""

    def __init__(self) -> None:
        self.has_hello = asyncio.Event()
        self.may_read = asyncio.Event()
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive(self) -> dict[str, Any]:
        """Give the next ASGI message to the consumer."""
        return await self._inbox.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Take an ASGI message from the consumer."""
        if message["type"] == "websocket.close":
            self._code.set_result(message["code"])
        if message["type"] != "websocket.send":
            return
        if self.has_hello.is_set():
            await self.may_read.wait()
        self.has_hello.set()

    def say(self, type_: str) -> None:
        """Let the consumer receive this."""
        self._inbox.put_nowait({"type": type_})

    async def closing_code(self) -> int:
        """Wait until the consumer closes."""
        return await asyncio.wait_for(self._code, PATIENCE)


class BrokenPeer(StuckPeer):
    """Raises what nobody expects once the client is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.is_broken = asyncio.Event()

    async def send(self, message: dict[str, Any]) -> None:
        """Take the hello only."""
        if self.has_hello.is_set():
            self.is_broken.set()
            raise RuntimeError("Unexpected ASGI message")
        await super().send(message)
