"""uvicorn's WebSocket with a second way out: frames that are made once and written to many sockets as they are.

A frame from a server is the same bytes for everybody (RFC 6455, section 5.1: only a client's are masked), but ASGI has
one made for each socket. So an application that finds `READY_FRAMES` in its scope may write ready ones, and is told by
how much the peer is behind: uvicorn itself would keep without bound what a slow peer does not read.
"""

import asyncio
from functools import partial
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.http11 import Request

from chat.outbox import READY_FRAMES
from unafied.doors import doors_of
from unafied.inbox import Inbox
from unafied.newcomers import Newcomers

MOST_UNTAKEN = 16
"""Frames that the application has yet to take, from which on no more are read."""
MOST_EARLY = 64 * 1024
"""Bytes that a peer may send before it is let in: its request, and nothing else is due."""
GRACE = 5.0
"""Seconds that a peer that is turned away has to read what was written to it."""


_writable = asyncio.Event()
_writable.set()


class ReadyFrames(WebSocketsSansIOProtocol):
    """What `ws=` of uvicorn's configuration names."""

    def __init__(self, config: Any, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.doors = doors_of(server_state)
        self.early: bytes | None = b""
        self.is_entering = False
        # Most sockets wait, and are never kept waiting: a queue and an event of their own are a fifth of their memory.
        self.queue, self.writable = Inbox(), _writable  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Take what the peer sends; its request is looked at when it is its turn."""
        if self.early is None:
            super().data_received(data)
            return
        is_first, self.early = not self.early, self.early + data
        if is_first:
            self.doors.entrance.enter(self.begin)
        elif len(self.early) > MOST_EARLY:
            self.transport.abort()

    def begin(self) -> None:
        """Look at the request."""
        self.is_entering, early, self.early = True, self.early or b"", None
        if self.transport.is_closing():
            self.be_through()
        else:
            super().data_received(early)

    def be_through(self) -> None:
        """Make room for who wants to come in next, as soon as something was said to this one, or it is gone."""
        if self.is_entering:
            self.is_entering = False
            self.doors.entrance.leave()

    def connection_made(self, transport: Any) -> None:
        """Take over what the connection's request was asked already: each address is a call of the system."""
        before = transport.get_protocol()
        if not isinstance(before, Newcomers):
            super().connection_made(transport)
            return
        self.connections.add(self)
        self.transport, self.server, self.client = transport, before.server, before.client
        self.scheme = "wss" if before.scheme == "https" else "ws"

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the socket, when many are lost one after the other."""
        self.be_through()
        self.doors.exit.do(partial(self.forget, exc))

    def forget(self, exc: Exception | None) -> None:
        """Do what a lost socket needs, and let go of all that refers to itself: nobody has to search for it."""
        super().connection_lost(exc)
        self.conn.parser.close()
        if self.handshake_initiated and self.response.status_code == 101:
            self.scope["extensions"].clear()

    def shutdown(self) -> None:
        """Say that the server stops; not to who is lost and only not forgotten yet."""
        if not self.transport.is_closing():
            super().shutdown()

    def pause_writing(self) -> None:
        """Have who sends wait."""
        self.writable = asyncio.Event()

    def resume_writing(self) -> None:
        """Let them go on."""
        self.writable.set()
        self.writable = _writable

    async def send(self, message: Any) -> None:
        """Send what the application says the usual way."""
        await super().send(message)
        if message["type"] != "websocket.accept":
            self.be_through()

    def handle_connect(self, event: Request) -> None:
        """Tell the application of the second way."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][READY_FRAMES] = {"write": self.write_frames, "end": self.end}

    def start_keepalive(self) -> None:
        """Let go of what only the handshake needed, and uvicorn and websockets keep for as long as the socket."""
        super().start_keepalive()
        self.request.headers.clear()
        self.response.headers.clear()

    def handle_text(self, event: Frame) -> None:
        """Hand a whole text on without pausing the transport for each, which takes two calls of the system."""
        if not event.fin or self.close_sent or self.queue.qsize() >= MOST_UNTAKEN:
            super().handle_text(event)
            return
        self.read_paused, was_paused = True, self.read_paused
        try:
            super().handle_text(event)
        finally:
            self.read_paused = was_paused

    def write_frames(self, frames: bytes) -> int:
        """Write whole frames at once; return how many bytes still waited for the peer before."""
        self.be_through()
        if self.close_sent or self.transport.is_closing():
            return 0
        waited = self.transport.get_write_buffer_size()
        self.transport.write(frames)
        return waited

    def end(self, code: int) -> None:
        """Close with this code, also where the peer reads nothing."""
        self.be_through()
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)
