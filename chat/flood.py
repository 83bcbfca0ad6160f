"""How fast one client may talk: a bucket that fills with time."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID
from weakref import WeakValueDictionary

from django.conf import settings


@dataclass(slots=True, weakref_slot=True, eq=False)
class Bucket:
    """Holds up to `size` uses and gains `per_second` of them."""

    size: float
    per_second: float
    _level: float = field(init=False)
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._level, self._since = self.size, monotonic()

    def take(self) -> float:
        """Use one; returns 0, or the seconds to wait when there is none."""
        if not settings.RATE_LIMITS:
            return 0.0
        now = monotonic()
        self._level = min(self.size, self._level + (now - self._since) * self.per_second)
        self._since = now
        if self._level < 1:
            return (1 - self._level) / self.per_second
        self._level -= 1
        return 0.0


KEPT = 60.0
"""Seconds that a bucket outlives its last socket, so that who opens another one goes on where they were."""

_posting: WeakValueDictionary[UUID, Bucket] = WeakValueDictionary()


def posts_of(user: UUID) -> Bucket:
    """Return the bucket that all of a user's sockets in this process post from."""
    return _posting.setdefault(user, Bucket(size=40, per_second=10))


def keep(bucket: Bucket) -> None:
    """Have a bucket stay for a while when its socket is gone. Needs a running event loop."""
    asyncio.get_running_loop().call_later(KEPT, lambda: bucket)
