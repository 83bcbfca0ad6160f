"""Who is there, over several processes that come, go and die."""

from time import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from redis import Redis

from chat import presence

ALICE, BOB, CHARLIE = UUID(int=10), UUID(int=11), UUID(int=12)


@pytest.fixture
def here() -> str:
    return f"here-{uuid4().hex}"


@pytest.fixture
def there() -> str:
    return f"there-{uuid4().hex}"


def test_the_first_to_come_is_news_and_the_last_to_go(here: str, there: str) -> None:
    assert presence.arrive(here, [ALICE, BOB]) == {ALICE, BOB}
    assert presence.arrive(here, [ALICE]) == frozenset()
    assert presence.arrive(there, [ALICE, CHARLIE]) == {CHARLIE}
    assert presence.go(here, [ALICE, BOB]) == {BOB}, "Alice is in the other process"
    assert presence.those_there([ALICE, BOB]) == {ALICE}
    assert presence.go(there, [ALICE]) == {ALICE}
    assert presence.go(there, [ALICE, BOB]) == frozenset(), "who was not here does not go"
    assert presence.those_there([ALICE, BOB]) == frozenset()


def test_nobody_asked_is_nobody_there() -> None:
    assert presence.those_there([]) == frozenset()


def test_a_process_that_dies_is_forgotten_with_its_users(here: str, there: str, monkeypatch: Any) -> None:
    presence.arrive(here, [ALICE])
    presence.arrive(there, [BOB])
    now = time()
    monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME - 1)
    presence.stay(there, [BOB])
    assert presence.those_there([ALICE, BOB]) == {ALICE, BOB}
    monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME + 1)
    assert presence.those_there([ALICE, BOB]) == {BOB}
    assert presence.arrive(there, [ALICE]) == {ALICE}, "it is news again"


def test_who_was_in_a_dead_process_is_told_gone_once(here: str, there: str, monkeypatch: Any) -> None:
    presence.arrive(here, [ALICE, BOB])
    presence.arrive(there, [BOB])
    assert presence.reap() == frozenset()
    now = time()
    monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME + 1)
    assert presence.stay(there, [BOB]) is False
    assert presence.reap() == {ALICE}, "Bob is in the other process"
    assert presence.reap() == frozenset()
    assert presence.stay(here, [ALICE]) is True, "it was not dead after all"


def test_redis_itself_forgets_a_dead_process(here: str, settings: LazySettings) -> None:
    presence.arrive(here, [ALICE])
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert presence.LIFETIME < redis.ttl(presence._key(here)) <= 3 * presence.LIFETIME


def test_who_comes_back_after_a_process_stopped_was_never_gone(here: str, there: str, monkeypatch: Any) -> None:
    presence.arrive(here, [ALICE, BOB])
    presence.fade(here)
    assert presence.arrive(there, [ALICE]) == frozenset()
    now = time()
    monkeypatch.setattr(presence, "time", lambda: now + presence.RETURN + 1)
    assert presence.reap() == {BOB}
    assert presence.those_there([ALICE, BOB]) == {ALICE}


def test_who_went_while_redis_was_away_is_forgotten_at_the_next_heartbeat(here: str) -> None:
    presence.arrive(here, [ALICE, BOB, CHARLIE])
    presence.stay(here, [BOB])
    assert presence.those_there([ALICE, BOB, CHARLIE]) == {BOB}
    presence.stay(here, [])
    assert presence.those_there([BOB]) == frozenset()


def test_after_redis_was_emptied_the_next_heartbeat_brings_everybody_back(here: str, settings: LazySettings) -> None:
    presence.arrive(here, [ALICE])
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.flushdb()
    assert presence.those_there([ALICE]) == frozenset()
    presence.stay(here, [ALICE, BOB])
    assert presence.those_there([ALICE, BOB]) == {ALICE, BOB}


def test_without_redis_nobody_is_known_and_nothing_fails(here: str, monkeypatch: Any) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    monkeypatch.setattr(presence, "_redis", lambda: nowhere)
    assert presence.arrive(here, [ALICE]) == {ALICE}
    presence.stay(here, [ALICE])
    assert presence.go(here, [ALICE]) == {ALICE}, "who was told of when they came"
    presence.fade(here)
    assert presence.reap() == frozenset()
    assert presence.those_there([ALICE]) == frozenset()
