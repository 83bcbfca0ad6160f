"""When a process with thousands of sockets collects all garbage: not while they come or go.

A full collection takes a tenth of a second for some thousand sockets, in which nobody is answered. Python would do one
each time that a quarter more are there, amid the crowd, and find little: a lost socket leaves no reference cycles.
"""

import gc
from collections.abc import Callable

YOUNG = (2_000, 5)
"""Thresholds for younger objects, about as Python has them: such a collection takes a few milliseconds."""
NEVER = 2**30
WORTH = 50
"""Collections of younger objects, until a full one may find something."""
MANY = 20
"""Who come or go between two looks: a crowd is on its way."""
CALM = 30.0
"""Seconds without a crowd, until it is told what it missed."""
PATIENCE = 180.0
"""Seconds that a crowd is waited for."""


class FullCollections:
    """Told every second how many sockets and requests are being served."""

    def __init__(self, collect: Callable[[], object] = gc.collect) -> None:
        self._collect = collect
        self._collected = _young_collections()
        self._served = 0
        self._crowded: float | None = None
        self._due: float | None = None

    def look(self, now: float, served: int) -> None:
        """Collect all garbage, if that is worth while and the time is good."""
        if abs(served - self._served) > MANY:
            self._crowded = now
        self._served = served
        if _young_collections() - self._collected < WORTH:
            return
        self._due = now if self._due is None else self._due
        is_calm = self._crowded is None or now - self._crowded >= CALM
        if is_calm or now - self._due >= PATIENCE:
            self._collect()
            self._collected, self._due = _young_collections(), None


def begin() -> FullCollections:
    """Collect what is garbage now and leave the rest alone from here on; full collections are the caller's to do."""
    gc.collect()
    # What is loaded stays: looked through with each thousand of sockets, it would hold up everybody.
    gc.freeze()
    gc.set_threshold(*YOUNG, NEVER)
    return FullCollections()


def _young_collections() -> int:
    return int(gc.get_stats()[1]["collections"])
