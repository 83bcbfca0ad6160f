"""The socket: find out who it is, take commands, call actions, hand out events."""

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from accounts.models import User
from accounts.problems import Refusal, refusal_for
from chat import attendance, commands, hub, reception
from chat.flood import Bucket, keep, posts_of
from chat.outbox import Outbox, outbox_for

log = structlog.get_logger(__name__)

CLOSE_BY_CODE = {"unauthenticated": 4401, "forbidden": 4403, "rate_limited": 4429}
MOST_BAD_FRAMES = 50
"""Frames that are not the protocol, one after the other, until the socket is closed."""
MOST_LISTENINGS = 3
"""Tries to hear exactly the rooms that one is in; after them the hub's next comparison puts it right."""
UNAVAILABLE = 1013
"""Try again later (RFC 6455 registry)."""


class ChatConsumer(AsyncConsumer):
    """One client. All of its user's conversations go over this socket."""

    user: UUID
    session: str
    password: str
    caller: User
    outbox: Outbox | None = None
    offer: Callable[..., None]
    """Takes texts to be sent; those before hello wait for it."""
    listenings = 0
    bad_frames = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take one thing after the other that the server says; the base class has two tasks for each."""
        self.scope, self.base_send = scope, send
        with contextlib.suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Take what the server says; unlike the base class, without a look at the database each time."""
        match message["type"]:
            case "websocket.receive":
                await self.receive(message.get("text"))
            case "websocket.connect":
                await self.connect()
            case "websocket.disconnect":
                await self.disconnect()
                raise StopConsumer

    async def connect(self) -> None:
        """Let the caller in, or say by the closing code why not."""
        await self.send({"type": "websocket.accept"})
        try:
            arrival = await reception.arrivals.ask(self.scope)
            # The server keeps the list for as long as the socket, and a token or a cookie in it.
            self.scope["headers"].clear()
            self.caller, self.session = arrival.caller.user, arrival.caller.session
            self.user, self.password = self.caller.pk, self.caller.password
            await self._come_in(arrival.revisions)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a closing code
            await self._turn_away(error)

    async def receive(self, text: str | None) -> None:
        """Take one frame. Whatever is wrong with it gets an answer, and the socket stays."""
        if self.outbox is None or self.outbox.is_closing:
            return
        if self.frames.take():
            self.outbox.close(4429)
            return
        answer = await commands.obey(self, text)
        self.bad_frames = self.bad_frames + 1 if _is_bad(answer) else 0
        if self.bad_frames > MOST_BAD_FRAMES:
            self.outbox.close(4400)

    async def disconnect(self) -> None:
        """Forget the client."""
        if self.outbox is None:
            return
        if hub.running().disconnect(self):
            attendance.running().left(self.user)
        keep(self.posts)
        await self.outbox.stop()

    def end(self, code: int) -> None:
        """Close soon."""
        if self.outbox is not None:
            self.outbox.close(code)

    async def _come_in(self, revisions: dict[UUID, int]) -> None:
        self.frames = Bucket(size=400, per_second=100)
        self.posts = posts_of(self.user)
        self.typings = Bucket(size=5, per_second=1)
        self.outbox = outbox_for(self.scope, self.send)
        hello, early = await self._listen_in(revisions)
        self.outbox.put(hello, *early)
        self.offer = self.outbox.put
        attendance.running().came(self.user)

    async def _listen_in(self, revisions: dict[UUID, int]) -> tuple[str, list[str]]:
        """Join the hub and read the rooms to tell in hello, until both are about the same; return it and what came."""
        while True:
            # Heard from here on and told in hello from there on: what falls between is in both, and none is in neither.
            early: list[str] = []
            self.offer = partial(_note, early)
            hub.running().connect(self, revisions)
            welcome = await reception.welcomes.ask(self.caller)
            self.listenings += 1
            is_settled = welcome.revisions.keys() == hub.running().rooms_of(self.user)
            if is_settled or self.listenings == MOST_LISTENINGS:
                return welcome.text, early
            # Somebody came in or went out just now: nothing of a room may be heard that one is no longer in.
            hub.running().disconnect(self)
            revisions = welcome.revisions

    async def _turn_away(self, error: Exception) -> None:
        refusal = refusal_for(error)
        if refusal is None:
            log.error("socket not opened", exc_info=error)
        code = CLOSE_BY_CODE.get(refusal.code if refusal else "", UNAVAILABLE)
        if self.outbox is not None:
            self.outbox.close(code)
        else:
            await self.send({"type": "websocket.close", "code": code})


def _note(early: list[str], *texts: str) -> None:
    early.extend(texts)


def _is_bad(answer: Refusal | None) -> bool:
    return answer is not None and answer.code in {"malformed", "unknown_type"}
