"""uvicorn's WebSocket with a second way out: frames that are made once and written to many sockets as they are.

A frame from a server is the same bytes for everybody (RFC 6455, section 5.1: only a client's are masked), but ASGI has
one made for each socket. So an application that finds `READY_FRAMES` in its scope may write ready ones, and is told by
how much the peer is behind: uvicorn itself would keep without bound what a slow peer does not read.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from chat.outbox import READY_FRAMES

MOST_UNTAKEN = 16
"""Frames that the application has yet to take, from which on no more are read."""
GRACE = 5.0
"""Seconds that a peer that is turned away has to read what was written to it."""


class ReadyFrames(WebSocketsSansIOProtocol):
    """What `ws=` of uvicorn's configuration names."""

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
        if self.close_sent or self.transport.is_closing():
            return 0
        waited = self.transport.get_write_buffer_size()
        self.transport.write(frames)
        return waited

    def end(self, code: int) -> None:
        """Close with this code, also where the peer reads nothing."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)
