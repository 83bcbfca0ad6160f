"""Who is there, over several processes that come, go and die."""

import asyncio
import json
from time import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from redis import Redis

from accounts.models import User
from chat import attendance, desk, presence
from chat.attendance import Attendance
from chat.models import Conversation
from tests.chat.client import PATIENCE
from tests.chat.ears import Ear, hubs

ALICE, BOB, CHARLIE = UUID(int=10), UUID(int=11), UUID(int=12)


@pytest.fixture
def here() -> str:
    return f"here-{uuid4().hex}"


@pytest.fixture
def there() -> str:
    return f"there-{uuid4().hex}"


def test_the_first_to_come_is_news_and_the_last_to_go(here: str, there: str) -> None:
    assert presence.arrive(here, ALICE)
    assert not presence.arrive(here, ALICE)
    assert not presence.arrive(there, ALICE)
    assert not presence.go(here, ALICE), "she is in the other process"
    assert presence.those_there([ALICE, BOB]) == {ALICE}
    assert presence.go(there, ALICE)
    assert presence.those_there([ALICE, BOB]) == frozenset()


def test_nobody_asked_is_nobody_there() -> None:
    assert presence.those_there([]) == frozenset()


def test_a_process_that_dies_is_forgotten_with_its_users(here: str, there: str, monkeypatch: Any) -> None:
    presence.arrive(here, ALICE)
    presence.arrive(there, BOB)
    now = time()
    monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME - 1)
    presence.stay(there, [BOB])
    assert presence.those_there([ALICE, BOB]) == {ALICE, BOB}
    monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME + 1)
    assert presence.those_there([ALICE, BOB]) == {BOB}
    assert presence.arrive(there, ALICE), "it is news again"


def test_redis_itself_forgets_a_dead_process(here: str, settings: LazySettings) -> None:
    presence.arrive(here, ALICE)
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert 0 < redis.ttl(presence._key(here)) <= presence.LIFETIME


def test_a_process_that_stops_leaves_nothing(here: str, settings: LazySettings) -> None:
    presence.arrive(here, ALICE)
    presence.forget(here)
    assert presence.those_there([ALICE]) == frozenset()
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert redis.zscore("unafied:presence", here) is None


def test_who_went_while_redis_was_away_is_forgotten_at_the_next_heartbeat(here: str) -> None:
    for user in (ALICE, BOB, CHARLIE):
        presence.arrive(here, user)
    presence.stay(here, [BOB])
    assert presence.those_there([ALICE, BOB, CHARLIE]) == {BOB}
    presence.stay(here, [])
    assert presence.those_there([BOB]) == frozenset()


def test_after_redis_was_emptied_the_next_heartbeat_brings_everybody_back(here: str, settings: LazySettings) -> None:
    presence.arrive(here, ALICE)
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.flushdb()
    assert presence.those_there([ALICE]) == frozenset()
    presence.stay(here, [ALICE, BOB])
    assert presence.those_there([ALICE, BOB]) == {ALICE, BOB}


def test_without_redis_nobody_is_known_and_nothing_fails(here: str, monkeypatch: Any) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    monkeypatch.setattr(presence, "_redis", lambda: nowhere)
    presence.arrive(here, ALICE)
    presence.stay(here, [ALICE])
    presence.go(here, ALICE)
    presence.forget(here)
    assert presence.those_there([ALICE]) == frozenset()


# Telling -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
async def test_coming_and_going_is_told_to_those_who_share_a_room(
    alice: User, bob: User, charlie: User, room: Conversation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(attendance, "GRACE", 0)
    async with hubs(2) as [one, other]:
        hers, charlies, his = Ear(alice.pk), Ear(charlie.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(charlies, {})
        following = Attendance(other)
        other.connect(his, {room.pk: 0})
        following.came(bob.pk)
        await hers.hears(told(bob, is_online=True))
        other.disconnect(his)
        following.left(bob.pk)
        await hers.hears(told(bob, is_online=False))
        assert charlies.heard == []
        await following.close()


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_reloads_is_not_told(alice: User, bob: User, room: Conversation, monkeypatch: Any) -> None:
    reloaded = asyncio.Event()

    async def reload_meanwhile(_seconds: float) -> None:
        await reloaded.wait()

    async with hubs() as [one]:
        hers, before, after = Ear(alice.pk), Ear(bob.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(before, {room.pk: 0})
        following = Attendance(one)
        monkeypatch.setattr("chat.attendance.asyncio.sleep", reload_meanwhile)
        following.came(bob.pk)
        await hers.hears(told(bob, is_online=True))
        one.disconnect(before)
        following.left(bob.pk)
        one.connect(after, {room.pk: 0})
        reloaded.set()
        following.came(bob.pk)
        leaving = [task for task in following._tasks if "_leave" in repr(task)]
        await asyncio.wait_for(asyncio.gather(*leaving), PATIENCE)
        assert hers.heard == [told(bob, is_online=True)]
        assert await desk.ask(presence.those_there, [bob.pk]) == {bob.pk}
        monkeypatch.undo()
        await following.close()


def told(user: User, *, is_online: bool) -> str:
    return json.dumps({"type": "presence.changed", "user": str(user.pk), "online": is_online}, separators=(",", ":"))
