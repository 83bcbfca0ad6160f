"""What waits to be written to one socket: bounded, so that a slow reader costs nobody else anything."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol

import structlog

from chat import counts

log = structlog.get_logger(__name__)

READY_FRAMES = "unafied.frames"
"""The ASGI extension by which a server takes ready frames: `write` them, told how many bytes waited, and `end`."""
MOST_TEXTS = 512
MOST_CHARACTERS = 2 * 1024 * 1024
MOST_BYTES = 2 * 1024 * 1024
TOO_SLOW = 4408

Send = Callable[[dict[str, object]], Awaitable[None]]


class Outbox(Protocol):
    """Texts in the order they are to be written."""

    is_closing: bool
    """Whether nothing more will be taken."""

    def put(self, *texts: str) -> None:
        """Add texts, never waiting; over the bound the socket is closed with 4408."""

    def close(self, code: int) -> None:
        """Close the socket after what is already waiting."""

    async def stop(self) -> None:
        """Let go of a socket that is closed."""


def outbox_for(scope: Mapping[str, Any], send: Send) -> Outbox:
    """Return what suits the server. Needs a running event loop."""
    way = scope.get("extensions", {}).get(READY_FRAMES)
    return Direct(**way) if way else Queued(send)


class Direct:
    """Nothing waits here: texts' frames are made once for all sockets, and the server keeps what is not read yet."""

    def __init__(self, write: Callable[[bytes], int], end: Callable[[int], None]) -> None:
        self._write, self._end = write, end
        self.is_closing = False

    def put(self, *texts: str) -> None:
        """Write texts; where too much waited already, give the reader up."""
        if not self.is_closing and self._write(frames_of(*texts)) > MOST_BYTES:
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """Close the socket after what was written."""
        if not self.is_closing:
            self.is_closing = True
            counts.CLOSED.labels(code).inc()
            self._end(code)

    async def stop(self) -> None:
        """Take nothing more."""
        self.is_closing = True


class Queued:
    """For any other ASGI server: a task sends what is put, as fast as the peer reads."""

    def __init__(self, send: Send) -> None:
        self.is_closing = False
        self._texts: deque[str] = deque()
        self._characters = 0
        self._filled = asyncio.Event()
        self._close_code: int | None = None
        self._writer = asyncio.create_task(self._write_to(send))

    def put(self, *texts: str) -> None:
        """Add texts; over the bound everything is dropped and the socket will be closed with 4408."""
        if self.is_closing:
            return
        self._texts.extend(texts)
        self._characters += sum(map(len, texts))
        if len(self._texts) > MOST_TEXTS or self._characters > MOST_CHARACTERS:
            self._texts.clear()
            self.close(TOO_SLOW)
        self._filled.set()

    def close(self, code: int) -> None:
        """Close the socket after what is already waiting."""
        if not self.is_closing:
            self.is_closing, self._close_code = True, code
            counts.CLOSED.labels(code).inc()
        self._filled.set()

    async def stop(self) -> None:
        """End the task."""
        self.is_closing = True
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _write_to(self, send: Send) -> None:
        try:
            await self._write(send)
        except Exception as error:  # noqa: BLE001 - servers differ in what they raise
            # The peer is gone, and the server says so by a disconnect: nothing more is kept for it.
            log.info("socket not written", error=type(error).__name__)
            self._texts.clear()
            self.close(TOO_SLOW)

    async def _write(self, send: Send) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._texts:
                text = self._texts.popleft()
                self._characters -= len(text)
                await send({"type": "websocket.send", "text": text})
            if self._close_code is not None:
                await send({"type": "websocket.close", "code": self._close_code})
                return


@lru_cache(maxsize=32)
def frames_of(*texts: str) -> bytes:
    """Return the whole frames that a server sends for `texts` (RFC 6455, section 5.2). The latest are remembered."""
    return b"".join(map(_frame_of, texts))


def _frame_of(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return b"\x81%c" % size + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload
