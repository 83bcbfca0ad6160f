"""Leaves a service alone for a while after it has failed several times in a row: nobody waits for it in vain."""

from collections.abc import Callable
from functools import cache
from time import monotonic

FAILURES = 3
PAUSE = 60.0
"""Seconds; then one more failure is enough for the next pause."""
LONGEST = 900.0
"""Seconds that a service may ask to be left alone for."""


class Breaker:
    """One service's failures in this process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def is_open(self) -> bool:
        """Whether the service is left alone now."""
        return self._clock() < self._until

    def succeeded(self) -> None:
        """Note that it answered."""
        self._failures = 0

    def failed(self, retry_after: float | None = None) -> None:
        """Note that it did not; `retry_after` are the seconds for which it wants to be left alone, if it said so."""
        self._failures += 1
        pause = min(retry_after or 0.0, LONGEST)
        if self._failures >= FAILURES:
            pause = max(pause, PAUSE)
        self._until = max(self._until, self._clock() + pause)


@cache
def breaker_of(model: str, address: str) -> Breaker:
    """Return this process's breaker for a model at an address."""
    del model, address  # The key is all there is to them.
    return Breaker()
