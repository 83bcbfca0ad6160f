"""How fast one client may talk."""

from typing import Any
from uuid import UUID

import pytest

from chat import flood
from chat.flood import Bucket, posts_of


@pytest.fixture
def clock(monkeypatch: Any, settings: Any) -> list[float]:
    """The time, as this list's one number."""
    settings.RATE_LIMITS = True
    now = [100.0]
    monkeypatch.setattr(flood, "monotonic", lambda: now[0])
    return now


def test_a_bucket_gives_what_is_in_it_and_says_how_long_to_wait(clock: list[float]) -> None:
    bucket = Bucket(size=3, per_second=2)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]
    clock[0] += 0.5
    assert bucket.take() == 0
    assert bucket.take() > 0


def test_a_bucket_fills_no_higher_than_its_size(clock: list[float]) -> None:
    bucket = Bucket(size=3, per_second=2)
    clock[0] += 1_000
    assert sum(bucket.take() == 0 for _ in range(10)) == 3


def test_asking_too_early_costs_nothing(clock: list[float]) -> None:
    bucket = Bucket(size=1, per_second=1)
    bucket.take()
    for _ in range(10):
        clock[0] += 0.09
        assert bucket.take() > 0
    clock[0] += 0.2
    assert bucket.take() == 0


def test_all_sockets_of_a_user_post_from_one_bucket(clock: list[float]) -> None:
    one, other = posts_of(UUID(int=1)), posts_of(UUID(int=1))
    assert one is other
    assert posts_of(UUID(int=2)) is not one
    key = UUID(int=1)
    del one, other
    assert key not in flood._posting, "nobody's bucket is kept"


def test_limits_can_be_off(settings: Any) -> None:
    settings.RATE_LIMITS = False
    bucket = Bucket(size=1, per_second=0.001)
    assert [bucket.take() for _ in range(5)] == [0] * 5
