"""Who comes and goes is told, to those whom it concerns and not for every moment."""

import asyncio
import json
import threading
from collections.abc import Collection, Sequence
from time import time
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

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


def test_few_are_told_of_at_once_a_crowd_when_it_is_complete_and_a_storm_after_half_a_minute() -> None:
    def waited(in_each: int) -> float:
        moments = range(1, attendance.MOST_MOMENTS_OF_A_STORM + 1)
        return attendance.MOMENT * next(
            (each for each in moments if attendance.is_complete(each, in_each)), moments[-1]
        )

    assert waited(1) == waited(attendance.CROWD - 1) == attendance.MOMENT
    assert waited(attendance.CROWD) <= 12
    assert waited(attendance.STORM) == waited(10_000) == 30
    assert waited(10_000) < presence.LIFETIME, "nobody takes them for gone meanwhile"


def test_the_more_go_at_once_the_longer_they_have_to_come_back_and_nobody_is_waited_for_without_end() -> None:
    assert attendance.grace_for(1) < attendance.grace_for(1_000) < attendance.grace_for(4_000)
    assert attendance.grace_for(1) >= attendance.GRACE
    assert attendance.grace_for(10**6) == presence.RETURN < presence.LIFETIME


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
        await following.beat()
        following.left(bob.pk)
        await hers.hears(told(offline=[bob]))
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_a_heartbeat_while_somebody_comes_does_not_hide_it(alice: User, bob: User, room: Conversation) -> None:
    async with hubs() as [one]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        following = Attendance(one)
        one.connect(his, {room.pk: 0})
        await following.beat()
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_who_comes_back_while_it_is_told_that_they_went_is_there_in_the_end(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    is_asked, may_answer, ask = threading.Event(), threading.Event(), attendance._look_up

    def slow(users: Collection[UUID]) -> dict[UUID, set[UUID]]:
        if not is_asked.is_set():
            is_asked.set()
            may_answer.wait(PATIENCE)
        return ask(users)

    async with hubs() as [one]:
        hers, before, after = Ear(alice.pk), Ear(bob.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(before, {room.pk: 0})
        following = Attendance(one)
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        monkeypatch.setattr(attendance, "_look_up", slow)
        one.disconnect(before)
        following.left(bob.pk)
        await asyncio.to_thread(is_asked.wait, PATIENCE)
        one.connect(after, {room.pk: 0})
        following.came(bob.pk)
        hers.heard.clear()
        await hers.hears(told(online=[bob]))
        may_answer.set()
        await settled(following)
        assert hers.heard[-1] == told(online=[bob])
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_who_came_back_when_a_dead_process_is_forgotten_and_goes_at_once_is_told_gone(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    async with hubs() as [one]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        following = Attendance(one)
        await desk.ask(presence.arrive, "a process that died", [bob.pk])
        now = time()
        monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME + 1)
        one.connect(his, {room.pk: 0})
        await following.beat()
        assert hers.heard == []
        following.came(bob.pk)
        one.disconnect(his)
        following.left(bob.pk)
        await hers.hears(told(offline=[bob]))
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_what_could_not_be_told_while_the_database_was_away_is_told_afterwards(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(attendance, "BREATH", 0)
    faults, ask = [OperationalError("away"), OperationalError("still away")], attendance._look_up

    def failing(users: Collection[UUID]) -> dict[UUID, set[UUID]]:
        if faults:
            raise faults.pop()
        return ask(users)

    monkeypatch.setattr(attendance, "_look_up", failing)
    async with hubs() as [one]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        one.connect(hers, {room.pk: 0})
        one.connect(his, {room.pk: 0})
        following = Attendance(one)
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))
        await following.close()


@pytest.mark.usefixtures("_at_once")
@pytest.mark.django_db(transaction=True)
async def test_heartbeats_meanwhile_forget_nobody_who_is_there(alice: User, room: Conversation) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 50)
    async with hubs() as [one]:
        following = Attendance(one)
        for guest in guests:
            arrive(one, following, [guest], room)
            await following.beat()
        await settled(following)
        await following.beat()
        assert await desk.ask(presence.those_there, guests) == set(guests)
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
async def test_a_crowd_that_is_not_yet_complete_when_a_stopped_process_is_forgotten_was_never_gone(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 20)
    async with hubs(2) as [before, after]:
        following = Attendance(before)
        arrive(before, following, guests, room)
        await settled(following)
        await following.close()

        hers = Ear(alice.pk)
        after.connect(hers, {room.pk: 0})
        following = Attendance(after)
        for guest in guests:
            after.connect(Ear(guest), {room.pk: 0})
        await following.beat()
        now = time()
        monkeypatch.setattr(presence, "time", lambda: now + presence.RETURN + 1)
        await following.beat()
        for guest in guests:
            following.came(guest)
        await settled(following)
        assert hers.heard == []
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
        at.connect(ear, {room.pk: 0})
        following.came(ear.user)
    return ears


async def settled(following: Attendance) -> None:
    """Wait until all comings and goings are told."""
    tasks = [task for task in following._tasks if "_stay" not in repr(task)]
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
