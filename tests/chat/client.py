"""A client of the socket, as a test speaks through it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from channels.testing import WebsocketCommunicator

from accounts import tokens
from accounts.models import User
from chat import desk
from tests.chat import schemas
from unafied.asgi import application

Json = dict[str, Any]

PATIENCE = 10
"""Seconds after which something that should have been told counts as not told."""


class Client:
    """One open socket, past its hello. Whatever it hears is held against the AsyncAPI document."""

    def __init__(self, socket: WebsocketCommunicator, hello: Json) -> None:
        self.socket = socket
        self.hello = hello
        self.heard: list[Json] = []

    async def say(self, type_: str, **fields: Any) -> str:
        """Send a command; returns its ref."""
        ref = uuid.uuid4().hex
        await self.socket.send_json_to({"type": type_, "ref": ref, **fields})
        return ref

    async def ask(self, type_: str, **fields: Any) -> Json:
        """Send a command and return its answer, `ack` or `error`."""
        ref = await self.say(type_, **fields)
        answer = await self.hear(lambda told: told["type"] in {"ack", "error"} and told["ref"] == ref)
        if answer["type"] == "ack":
            assert schemas.is_documented_command({"type": type_, "ref": ref, **fields})
        return answer

    async def post(self, conversation: UUID, content: str, **fields: Any) -> Json:
        """Post and return the answer."""
        fields = {"client_id": str(uuid.uuid4()), **fields}
        return await self.ask("message.post", conversation=str(conversation), content=content, **fields)

    async def hear(self, wanted: str | Callable[[Json], bool], *, patience: float = PATIENCE) -> Json:
        """Return the next thing told that is `wanted` (a type, or a test of it), keeping the others for later."""
        is_wanted = (lambda told: told["type"] == wanted) if isinstance(wanted, str) else wanted
        for told in self.heard:
            if is_wanted(told):
                self.heard.remove(told)
                return told
        async with asyncio.timeout(patience):
            while True:
                frame: Json = await self.socket.receive_json_from(timeout=patience)
                schemas.check_event(frame)
                if is_wanted(frame):
                    return frame
                self.heard.append(frame)

    async def hears_nothing_more(self) -> list[Json]:
        """Return what was told up to an answered ping and not asked for yet."""
        await self.ask("ping")
        heard, self.heard = self.heard, []
        return [told for told in heard if told["type"] != "presence.changed"]

    async def closing_code(self) -> int:
        """Wait until the server closes the socket."""
        while True:
            output = await self.socket.receive_output(timeout=PATIENCE)
            if output["type"] == "websocket.close":
                return int(output["code"])


@asynccontextmanager
async def connected(user: User) -> AsyncIterator[Client]:
    """Have a socket of `user` open inside the block, by an access token."""
    pair = await desk.ask(tokens.issue, user)
    async with opened(headers=[(b"authorization", f"Bearer {pair.access}".encode())]) as socket:
        hello = await socket.receive_json_from(timeout=PATIENCE)
        schemas.check_event(hello)
        yield Client(socket, hello)


@asynccontextmanager
async def opened(path: str = "/ws/", headers: list[tuple[bytes, bytes]] | None = None) -> AsyncIterator[Any]:
    """Have a socket open inside the block, whoever it is."""
    communicator = WebsocketCommunicator(application, path, headers=[(b"host", b"localhost"), *(headers or [])])
    is_accepted, _ = await communicator.connect(timeout=PATIENCE)
    assert is_accepted
    try:
        yield communicator
    finally:
        await communicator.disconnect()
