"""What a socket's application has yet to take."""

import asyncio
from typing import Any


class Inbox:
    """What `asyncio.Queue` does for one taker, in a tenth of its memory: thousands of sockets wait for nothing."""

    __slots__ = ("_events", "_taker")

    def __init__(self) -> None:
        self._events: list[Any] = []
        self._taker: asyncio.Future[None] | None = None

    def put_nowait(self, event: Any) -> None:
        """Add an event."""
        self._events.append(event)
        if self._taker is not None and not self._taker.done():
            self._taker.set_result(None)

    async def get(self) -> Any:
        """Take the next event, waiting for it."""
        while not self._events:
            self._taker = asyncio.get_running_loop().create_future()
            try:
                await self._taker
            finally:
                self._taker = None
        return self._events.pop(0)

    def qsize(self) -> int:
        """Return how many there are."""
        return len(self._events)

    def empty(self) -> bool:
        """Whether there are none."""
        return not self._events
