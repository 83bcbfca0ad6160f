"""What waits to be written to one socket: bounded, so that a slow reader costs nobody else anything."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from chat import counts

MOST_TEXTS = 512
MOST_CHARACTERS = 2 * 1024 * 1024

Send = Callable[[dict[str, object]], Awaitable[None]]


class Outbox:
    """Texts in the order they are to be written; `put` never waits, `write` sends them as fast as the peer reads."""

    def __init__(self) -> None:
        self._texts: deque[str] = deque()
        self._characters = 0
        self._filled = asyncio.Event()
        self._close_code: int | None = None

    def put(self, text: str) -> None:
        """Add a text; over the bound everything is dropped and the socket will be closed with 4408."""
        if self._close_code is not None:
            return
        self._texts.append(text)
        self._characters += len(text)
        if len(self._texts) > MOST_TEXTS or self._characters > MOST_CHARACTERS:
            self._texts.clear()
            self.close(4408)
        self._filled.set()

    def close(self, code: int) -> None:
        """Close the socket after what is already waiting."""
        if self._close_code is None:
            self._close_code = code
            counts.CLOSED.labels(code).inc()
        self._filled.set()

    @property
    def is_closing(self) -> bool:
        """Whether nothing more will be taken."""
        return self._close_code is not None

    async def write(self, send: Send) -> None:
        """Send what comes in until the socket is closed from here, or the task is cancelled."""
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
