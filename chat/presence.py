"""Who is there, over all processes: each keeps the set of its users in Redis, for as long as it says that it lives.

Without Redis nobody is known to be there, and nothing fails.
"""

from collections.abc import Callable, Collection
from functools import cache
from time import time
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

LIFETIME = 45
"""Seconds until the users of a process that says nothing any more are taken for gone."""

RETURN = 20
"""Seconds that people have to come back after their process has stopped, until they are taken for gone."""

_PROCESSES = "unafied:presence"


def arrive(process: str, users: Collection[UUID]) -> frozenset[UUID]:
    """Note that these users are in this process; return those of whom nobody knew before."""
    known = those_there(users)
    _say(process, users)
    return frozenset(users) - known


def go(process: str, users: Collection[UUID]) -> frozenset[UUID]:
    """Note that these users have no socket in this process any more; return those who were here and are in no other.

    Without Redis these are all: whoever came was told of, too.
    """
    leaving = list(users)

    def leave(redis: Redis) -> list[int]:
        with redis.pipeline(transaction=False) as pipe:
            for user in leaving:
                pipe.srem(_key(process), user.bytes)
            return list(pipe.execute())

    were_here = _try(leave) or [1] * len(leaving)
    gone = [user for user, was_here in zip(leaving, were_here, strict=True) if was_here]
    return frozenset(gone) - those_there(gone)


def stay(process: str, users: Collection[UUID]) -> bool:
    """Say that this process lives and has these users and no others; True when it had been taken for dead."""
    return _say(process, users, is_all=True)


def fade(process: str) -> None:
    """The process stops: its users are still taken for there as long as it takes them to come back elsewhere."""
    _try(lambda redis: redis.zadd(_PROCESSES, {process: time() + RETURN}, xx=True))


def reap() -> frozenset[UUID]:
    """Forget processes that stopped or died; return those of their users who are in no other, to one caller only."""

    def take(redis: Redis) -> list[bytes]:
        taken: list[bytes] = []
        dead: Any = redis.zrangebyscore(_PROCESSES, "-inf", time())
        for process in dead:
            if redis.zrem(_PROCESSES, process):
                users: Any = redis.smembers(_key(process.decode()))
                redis.delete(_key(process.decode()))
                taken += users
        return taken

    were_there = {UUID(bytes=user) for user in _try(take) or []}
    return frozenset(were_there) - those_there(were_there)


def those_there(users: Collection[UUID]) -> frozenset[UUID]:
    """Return which of `users` have a socket in any process."""
    asked = list(users)
    if not asked:
        return frozenset()

    def look(redis: Redis) -> list[list[int]]:
        alive: Any = redis.zrangebyscore(_PROCESSES, time(), "+inf")
        with redis.pipeline(transaction=False) as pipe:
            for process in alive:
                pipe.smismember(_key(process.decode()), [user.bytes for user in asked])
            return list(pipe.execute())

    answers = _try(look) or []
    return frozenset(user for place, user in enumerate(asked) if any(answer[place] for answer in answers))


def _say(process: str, users: Collection[UUID], *, is_all: bool = False) -> bool:
    def say(redis: Redis) -> bool:
        with redis.pipeline(transaction=is_all) as pipe:
            if is_all:
                # Whoever went while Redis was away is forgotten at last.
                pipe.delete(_key(process))
            if users:
                pipe.sadd(_key(process), *(user.bytes for user in users))
            # Longer than the process counts as alive: who was there is told by whoever finds it dead.
            pipe.expire(_key(process), 3 * LIFETIME)
            pipe.zadd(_PROCESSES, {process: time() + LIFETIME})
            return bool(pipe.execute()[-1])

    return bool(_try(say))


def _try[T](work: Callable[[Redis], T]) -> T | None:
    try:
        return work(_redis())
    except RedisError as error:
        log.warning("presence is not known", error=type(error).__name__)
        return None


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _key(process: str) -> str:
    return f"{_PROCESSES}:{process}"
