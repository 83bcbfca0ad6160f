"""Who is there, over all processes: each keeps the set of its users in Redis, which is forgotten when it dies.

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

_PROCESSES = "unafied:presence"


def arrive(process: str, user: UUID) -> bool:
    """Note that the user is in this process; True when nobody knew of it before."""
    was_there = those_there([user])
    _say(process, [user])
    return not was_there


def go(process: str, user: UUID) -> bool:
    """Note that the user has no socket in this process any more; True when in no other either."""
    _try(lambda redis: redis.srem(_key(process), user.bytes))
    return not those_there([user])


def stay(process: str, users: Collection[UUID]) -> None:
    """Say that this process lives and has these users and no others."""
    _say(process, users, is_all=True)


def forget(process: str) -> None:
    """Take the whole process out."""

    def leave(redis: Redis) -> None:
        redis.delete(_key(process))
        redis.zrem(_PROCESSES, process)

    _try(leave)


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


def _say(process: str, users: Collection[UUID], *, is_all: bool = False) -> None:
    def say(redis: Redis) -> None:
        with redis.pipeline(transaction=is_all) as pipe:
            if is_all:
                # Whoever went while Redis was away is forgotten at last.
                pipe.delete(_key(process))
            if users:
                pipe.sadd(_key(process), *(user.bytes for user in users))
            pipe.expire(_key(process), LIFETIME)
            pipe.zadd(_PROCESSES, {process: time() + LIFETIME})
            pipe.zremrangebyscore(_PROCESSES, "-inf", time())
            pipe.execute()

    _try(say)


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
