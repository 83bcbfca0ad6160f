"""Counting in Redis, and in this process while Redis is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import override_settings
from redis import Redis

from accounts import limits
from accounts.limits import spend
from accounts.problems import Refusal

pytestmark = pytest.mark.usefixtures("limited", "_fresh")


@pytest.fixture
def _fresh() -> Iterator[None]:
    limits._shared.cache_clear()
    limits._own.cache_clear()
    yield
    limits._shared.cache_clear()
    limits._own.cache_clear()


def test_the_fourth_of_three_is_refused_with_the_seconds_to_wait() -> None:
    for _ in range(3):
        spend("3/hour", "door", "alice")
    with pytest.raises(Refusal) as caught:
        spend("3/hour", "door", "alice")
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 3600


def test_others_and_other_doors_are_counted_apart() -> None:
    spend("1/hour", "door", "alice")
    spend("1/hour", "door", "bob")
    spend("1/hour", "window", "alice")
    with pytest.raises(Refusal):
        spend("1/hour", "door", "alice")


def test_nothing_is_counted_when_switched_off(settings: LazySettings) -> None:
    settings.RATE_LIMITS = False
    for _ in range(3):
        spend("1/hour", "door", "alice")


def test_nobodys_address_stands_in_redis(settings: LazySettings) -> None:
    spend("1/hour", "door", "alice@example.org")
    with Redis.from_url(settings.REDIS_URL) as redis:
        keys = list(redis.scan_iter())
    assert keys, "the use must have been counted in Redis for this test to mean anything"
    assert not any(b"alice" in bytes(key) for key in keys)


def test_it_counts_here_while_redis_is_away(tmp_path: Path) -> None:
    with override_settings(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0"):
        for _ in range(3):
            spend("3/hour", "door", "alice")
        with pytest.raises(Refusal) as caught:
            spend("3/hour", "door", "alice")
    assert caught.value.code == "rate_limited"
