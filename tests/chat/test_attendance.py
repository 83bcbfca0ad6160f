"""Who comes and goes is told, to those whom it concerns and not for every moment."""

import asyncio
import json
from collections.abc import Sequence
from time import time
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from chat import actions, attendance, desk, presence
from chat.attendance import Attendance
from chat.hub import Hub
from chat.models import Conversation
from tests.chat.client import PATIENCE
from tests.chat.ears import Ear, hubs
from tests.chat.test_reading import crowd


@pytest.fixture
def _at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(attendance, "MOMENT", 0)
    monkeypatch.setattr(attendance, "GRACE", 0)


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_coming_and_going_is_told_to_those_who_share_a_room(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    async with hubs(2) as [one, other]:
        hers, charlies, his = Ear(alice.pk), Ear(charlie.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(charlies, {})
        following = Attendance(other)
        other.connect(his, {room.pk: 0})
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        other.disconnect(his)
        following.left(bob.pk)
        await hers.hears(told(offline=[bob]))
        assert charlies.heard == []
        await following.close()


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_reloads_is_not_told(alice: User, bob: User, room: Conversation, monkeypatch: Any) -> None:
    monkeypatch.setattr(attendance, "MOMENT", 0)
    monkeypatch.setattr(attendance, "GRACE", 0.05)
    async with hubs() as [one]:
        hers, before, after = Ear(alice.pk), Ear(bob.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(before, {room.pk: 0})
        following = Attendance(one)
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        one.disconnect(before)
        following.left(bob.pk)
        one.connect(after, {room.pk: 0})
        following.came(bob.pk)
        await settled(following)
        assert hers.heard == [told(online=[bob])]
        assert await desk.ask(presence.those_there, [bob.pk]) == {bob.pk}
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_a_heartbeat_while_somebody_goes_does_not_hide_it(alice: User, bob: User, room: Conversation) -> None:
    async with hubs() as [one]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(his, {room.pk: 0})
        following = Attendance(one)
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        one.disconnect(his)
        following._away.add(bob.pk)
        await following.beat()
        following.left(bob.pk)
        await hers.hears(told(offline=[bob]))
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_many_who_come_at_once_are_one_event_a_room(alice: User, room: Conversation) -> None:
    guests, pairs = await desk.ask(furnish, alice, room, 200)
    async with hubs() as [one]:
        hers = Ear(alice.pk)
        one.connect(hers, dict.fromkeys([room.pk, *pairs], 0))
        following = Attendance(one)
        ears = arrive(one, following, guests, room)
        await settled(following)
        assert [sorted(online(text)) for text in ears[0].heard] == [sorted(guests)]
        assert {len(ear.heard) for ear in ears} == {1}
        assert len(hers.heard) == 1 + len(pairs), "the room, and each conversation of two"
        await following.close()


@pytest.mark.django_db(transaction=True)
async def test_a_crowd_that_comes_one_after_the_other_is_told_of_when_it_is_complete(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 2 * attendance.CROWD + 1)
    async with hubs() as [one]:
        hers = Ear(alice.pk)
        one.connect(hers, {room.pk: 0})
        following = Attendance(one)
        waves = [guests[: attendance.CROWD], guests[attendance.CROWD : -1], guests[-1:]]

        sleep = asyncio.sleep

        async def come_meanwhile(seconds: float) -> None:
            if seconds == attendance.MOMENT and waves:
                arrive(one, following, waves.pop(0), room)
            else:
                await sleep(seconds)

        monkeypatch.setattr("chat.attendance.asyncio.sleep", come_meanwhile)
        following.came(alice.pk)
        await settled(following)
        assert [sorted(online(text)) for text in hers.heard] == [sorted([alice.pk, *guests])]
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_a_restart_is_told_to_nobody_and_who_stays_away_in_one_event(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 200)
    async with hubs(2) as [before, after]:
        following = Attendance(before)
        arrive(before, following, guests, room)
        await settled(following)
        await following.close()

        hers = Ear(alice.pk)
        after.connect(hers, {room.pk: 0})
        following = Attendance(after)
        back = arrive(after, following, guests[:-20], room)
        await settled(following)
        assert hers.heard == []
        assert {len(ear.heard) for ear in back} == {0}

        now = time()
        monkeypatch.setattr(presence, "time", lambda: now + presence.RETURN + 1)
        await following.beat()
        [text] = await heard(hers, 1)
        assert sorted(json.loads(text)["offline"]) == sorted(str(guest) for guest in guests[-20:])
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_somebody_in_many_rooms_is_told_once_to_each_socket(alice: User, bob: User, room: Conversation) -> None:
    rooms = [room.pk, *(await desk.ask(share_rooms, alice, bob, 20))]
    async with hubs() as [one]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        one.connect(hers, dict.fromkeys(rooms, 0))
        one.connect(his, dict.fromkeys(rooms, 0))
        following = Attendance(one)
        following.came(bob.pk)
        await settled(following)
        assert hers.heard == [told(online=[bob])]
        await following.close()


def furnish(alice: User, room: Conversation, count: int) -> tuple[list[UUID], list[UUID]]:
    """Fill the room with guests, ten of whom also have a conversation with Alice alone; their ids, and of these."""
    crowd(room, count)
    guests = list(room.memberships.exclude(user__in=[alice, room.owner_id]).values_list("user", flat=True))[-count:]
    return guests, [actions.open_direct(alice, guest).pk for guest in guests[:10]]


def share_rooms(alice: User, bob: User, count: int) -> list[UUID]:
    return [actions.start_group(alice, f"Room {number}", members=[bob.pk]).pk for number in range(count)]


def arrive(at: Hub, following: Attendance, users: list[UUID], room: Conversation) -> list[Ear]:
    """Open a socket for each."""
    ears = [Ear(user) for user in users]
    for ear in ears:
        if at.connect(ear, {room.pk: 0}):
            following.came(ear.user)
    return ears


async def settled(following: Attendance) -> None:
    """Wait until all comings and goings are told."""
    tasks = [task for task in following._tasks if "_after_a_moment" in repr(task)]
    await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
    await asyncio.sleep(0)


async def heard(ear: Ear, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        while len(ear.heard) < count:
            await ear.is_told()
    return ear.heard


def online(text: str) -> list[UUID]:
    return [UUID(user) for user in json.loads(text)["online"]]


def told(*, online: Sequence[User] = (), offline: Sequence[User] = ()) -> str:
    event = {
        "type": "presence.changed",
        "online": [str(user.pk) for user in online],
        "offline": [str(user.pk) for user in offline],
    }
    return json.dumps(event, separators=(",", ":"))
