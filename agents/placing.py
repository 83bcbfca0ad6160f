"""Where in the space of meaning a search stands: asked of a worker, which has the model at hand, over Redis.

A web process would need a second and 110 MB for a model of its own. The words lie in Redis for seconds, under a key
that says nothing of them; their vector for some minutes, so that the next pages stand in the same order.
"""

import hashlib
from collections.abc import Callable
from functools import cache

import numpy as np
import structlog
from django.conf import settings
from redis import ConnectionPool, Redis
from redis.exceptions import RedisError

from agents.breaker import Breaker, breaker_of
from agents.providers import EmbedderError, configured, widened
from agents.turns import Vector

log = structlog.get_logger(__name__)

PATIENCE = 0.4
"""Seconds that somebody who searches waits for it."""
_ASKED_FOR = 10
_KEPT_FOR = 600


def ask(words: str, hand_over: Callable[[str], bool]) -> str | None:
    """Have the vector of `words` made; returns the question's name, None where nobody would answer in time.

    `hand_over` gets the name and tells whether it was taken. Does not wait.
    """
    name = _name(words)
    try:
        if _redis().exists(f"{name}:vector"):
            return name
        if _breaker().is_open():
            return None
        _redis().set(f"{name}:words", words, ex=_ASKED_FOR)
    except RedisError as error:
        log.warning("search by words only", error=type(error).__name__)
        return None
    return name if hand_over(name) else None


def wait_for(name: str) -> Vector | None:
    """Return a question's vector, None where it does not come within `PATIENCE`."""
    try:
        if _kept(name) is None:
            _redis().blpop([f"{name}:ready"], timeout=PATIENCE)
        vector = _kept(name)
    except RedisError as error:
        log.warning("search by words only", error=type(error).__name__)
        return None
    (_breaker().failed if vector is None else _breaker().succeeded)()
    return vector


async def answer(name: str) -> None:
    """Make a question's vector, if somebody may still be waiting for it, and say that it is there."""
    words = _redis().get(f"{name}:words")
    if not isinstance(words, bytes):
        return
    try:
        [vector] = await configured().embed([words.decode()])
    except EmbedderError as error:
        log.warning("search not placed", error=str(error))
        return
    with _redis().pipeline() as redis:
        redis.set(f"{name}:vector", np.trim_zeros(vector, "b").astype(np.float32).tobytes(), ex=_KEPT_FOR)
        redis.rpush(f"{name}:ready", 1)
        redis.expire(f"{name}:ready", _ASKED_FOR)
        redis.execute()


def _kept(name: str) -> Vector | None:
    stored = _redis().get(f"{name}:vector")
    if not isinstance(stored, bytes):
        return None
    vector: Vector = widened(np.frombuffer(stored, dtype=np.float32)[np.newaxis])[0]
    return vector


def _name(words: str) -> str:
    # Keyed, so that who reads Redis can't try words.
    text = f"{configured().name}\n{words.casefold()}".encode()
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    return f"unafied:sought:{hashlib.blake2b(text, key=key, digest_size=16).hexdigest()}"


def _breaker() -> Breaker:
    return breaker_of("search", "worker")


def _redis() -> Redis:
    return Redis(connection_pool=_pool())


@cache
def _pool() -> ConnectionPool:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1).connection_pool
