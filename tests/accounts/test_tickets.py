"""A ticket opens one socket, once, soon."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import override_settings
from redis import Redis

from accounts import tickets
from accounts.models import User
from accounts.problems import Refusal


def test_a_ticket_is_good_for_its_owner_once(alice: User) -> None:
    ticket = tickets.issue(alice, "family")
    assert tickets.redeem(ticket) == (alice.pk, "family")
    assert tickets.redeem(ticket) is None


def test_every_ticket_is_another_one(alice: User, bob: User) -> None:
    first, second = tickets.issue(alice, "one"), tickets.issue(bob, "two")
    assert first != second
    assert tickets.redeem(second) == (bob.pk, "two")
    assert tickets.redeem(first) == (alice.pk, "one")


@pytest.mark.parametrize("forged", ["", "nonsense", "ü", "\ud800", "x" * 100_000])
def test_a_forged_ticket_opens_nothing(forged: str) -> None:
    assert tickets.redeem(forged) is None


def test_redis_holds_no_ticket_and_forgets_what_was_not_used(alice: User, settings: LazySettings) -> None:
    ticket = tickets.issue(alice, "family")
    with Redis.from_url(settings.REDIS_URL) as redis:
        [key] = redis.scan_iter("unafied:ticket:*")
        assert ticket.encode() not in bytes(key)
        assert 0 < redis.ttl(key) <= tickets.LIFETIME
        redis.expire(key, 0)
    assert tickets.redeem(ticket) is None


@pytest.fixture
def _no_redis(tmp_path: Path) -> Iterator[None]:
    tickets._client.cache_clear()
    with override_settings(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0"):
        yield
    tickets._client.cache_clear()


@pytest.mark.usefixtures("_no_redis")
def test_without_redis_tickets_are_unavailable() -> None:
    with pytest.raises(Refusal) as caught:
        tickets.issue(User(), "family")
    assert caught.value.code == "unavailable"
    with pytest.raises(Refusal) as caught:
        tickets.redeem("anything")
    assert caught.value.code == "unavailable"
