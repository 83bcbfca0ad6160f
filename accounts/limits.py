"""Rate limits: who may do what how often, counted in Redis, or in this process while Redis is away."""

import hashlib
from functools import cache
from time import time

import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import ConnectionPool, Redis
from redis.exceptions import RedisError

from accounts.problems import Refusal

log = structlog.get_logger(__name__)


def spend(rate: str, *who: str) -> None:
    """Count one use by `who` (scope first, then address, user…) against `rate`, such as `"10/minute"`.

    Raises `Refusal("rate_limited")` with the seconds to wait once the rate is used up.
    """
    if not settings.RATE_LIMITS:
        return
    item, key = parse(rate), [_digest(part) for part in who]
    limiter = _shared()
    try:
        is_allowed = limiter.hit(item, *key)
    except RedisError as error:
        log.warning("rate limits are counted in this process", error=type(error).__name__)
        limiter = _own()
        is_allowed = limiter.hit(item, *key)
    if not is_allowed:
        raise Refusal("rate_limited", "Too many tries; wait a little.", retry_after=_wait(limiter, item, key))


def _wait(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, key: list[str]) -> float:
    try:
        window = limiter.get_window_stats(item, *key)
        return max(1.0, window.reset_time - time())
    except RedisError:
        return float(item.get_expiry())


def _digest(part: str) -> str:
    # Addresses of people don't belong into Redis keys, and a key must not grow with what a stranger sends.
    return hashlib.blake2b(part.encode(), digest_size=12).hexdigest()


@cache
def _shared() -> SlidingWindowCounterRateLimiter:
    storage: Storage = RedisStorage("redis://", connection_pool=_pool(), key_prefix="unafied-limits")
    return SlidingWindowCounterRateLimiter(storage)


@cache
def _own() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


def _pool() -> ConnectionPool:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).connection_pool
