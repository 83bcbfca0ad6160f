"""Crowds, let in and out without holding up those who are in."""

import asyncio
from collections import deque
from collections.abc import Callable
from weakref import WeakKeyDictionary

from uvicorn.server import ServerState

Work = Callable[[], None]

MOST_ENTERING = 512
"""Handshakes under way, from which on the others wait: a crowd that comes at once is worked off, not fallen over."""
AT_ONCE = 16
"""Of those who want in, or are lost, in one round of the event loop."""


class Turnstile:
    """So many are inside at a time; the others wait before it, in their order."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
        self._steps = BitByBit(AT_ONCE)
        self._waiting: deque[Work] = deque()

    def enter(self, begin: Work) -> None:
        """Call `begin` as soon as there is a place; each has to be followed by one `leave`."""
        if self._inside < self._most:
            self._inside += 1
            begin()
        else:
            self._waiting.append(begin)

    def leave(self) -> None:
        """Give a place to whoever waits longest. Needs a running event loop."""
        if self._waiting:
            self._steps.do(self._waiting.popleft())
        else:
            self._inside -= 1


class BitByBit:
    """Does what can wait a little: so much in each round of the event loop, which sees to all else in between."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: deque[Work] = deque()

    def do(self, work: Work) -> None:
        """Do this soon, after what waits already. Needs a running event loop."""
        self._waiting.append(work)
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        try:
            for _ in range(min(self._most, len(self._waiting))):
                self._waiting.popleft()()
        finally:
            if self._waiting:
                asyncio.get_running_loop().call_soon(self._go_on)


class Doors:
    """One server's ways in and out."""

    def __init__(self) -> None:
        self.requests = BitByBit(AT_ONCE)
        self.entrance = Turnstile(MOST_ENTERING)
        self.exit = BitByBit(AT_ONCE)


_doors: WeakKeyDictionary[ServerState, Doors] = WeakKeyDictionary()


def doors_of(server: ServerState) -> Doors:
    """Return those of a server."""
    found = _doors.get(server)
    if found is None:
        found = _doors[server] = Doors()
    return found
