"""A crowd that comes or goes is told of at once, and a restart to nobody."""

import asyncio
import json
from time import time
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from chat import actions, attendance, desk, presence
from chat.hub import Hub
from chat.models import Conversation
from tests.chat.attending import attending, come, opened, settled
from tests.chat.client import PATIENCE
from tests.chat.ears import Ear, hubs
from tests.chat.test_reading import crowd

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("told_at_once")
async def test_heartbeats_meanwhile_forget_nobody_who_is_there(alice: User, room: Conversation) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 50)
    async with hubs() as [one], attending(one) as following:
        for guest in guests:
            come(one, following, [guest], room)
            await following.beat()
        await settled(following)
        await following.beat()
        assert await desk.ask(presence.those_there, guests) == set(guests)


@pytest.mark.usefixtures("told_at_once")
async def test_many_who_come_at_once_are_one_event_a_room(alice: User, room: Conversation) -> None:
    guests, pairs = await desk.ask(furnish, alice, room, 200)
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk, *pairs)
        ears = come(one, following, guests, room)
        await settled(following)
        assert [those("online", text) for text in ears[0].heard] == [sorted(guests)]
        assert {len(ear.heard) for ear in ears} == {1}
        assert len(hers.heard) == 1 + len(pairs), "the room, and each conversation of two"


async def test_a_crowd_that_comes_one_after_the_other_is_told_of_when_it_is_complete(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 2 * attendance.CROWD + 1)
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        waves = [guests[: attendance.CROWD], guests[attendance.CROWD : -1], guests[-1:]]
        sleep = asyncio.sleep

        async def come_meanwhile(seconds: float) -> None:
            if seconds == attendance.MOMENT and waves:
                come(one, following, waves.pop(0), room)
            else:
                await sleep(seconds)

        monkeypatch.setattr("chat.attendance.asyncio.sleep", come_meanwhile)
        following.came(alice.pk)
        await settled(following)
        assert [those("online", text) for text in hers.heard] == [sorted([alice.pk, *guests])]


@pytest.mark.usefixtures("told_at_once")
async def test_a_restart_is_told_to_nobody_and_who_stays_away_in_one_event(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 200)
    async with hubs(2) as [before, after]:
        await were_there(before, guests, room)
        async with attending(after) as following:
            hers = opened(after, alice.pk, room.pk)
            back = come(after, following, guests[:-20], room)
            await settled(following)
            assert hers.heard == []
            assert {len(ear.heard) for ear in back} == {0}

            forget_stopped_processes(monkeypatch)
            await following.beat()
            [text] = await heard(hers, 1)
            assert those("offline", text) == sorted(guests[-20:])


@pytest.mark.usefixtures("told_at_once")
async def test_a_crowd_that_is_not_yet_complete_when_a_stopped_process_is_forgotten_was_never_gone(
    alice: User, room: Conversation, monkeypatch: Any
) -> None:
    guests, _ = await desk.ask(furnish, alice, room, 20)
    async with hubs(2) as [before, after]:
        await were_there(before, guests, room)
        async with attending(after) as following:
            hers = opened(after, alice.pk, room.pk)
            for guest in guests:
                opened(after, guest, room.pk)
            await following.beat()
            forget_stopped_processes(monkeypatch)
            await following.beat()
            for guest in guests:
                following.came(guest)
            await settled(following)
            assert hers.heard == []


def furnish(alice: User, room: Conversation, count: int) -> tuple[list[UUID], list[UUID]]:
    """Fill the room with guests, ten of whom also have a conversation with Alice alone; their ids, and of these."""
    crowd(room, count)
    guests = list(room.memberships.exclude(user__in=[alice, room.owner_id]).values_list("user", flat=True))[-count:]
    return guests, [actions.open_direct(alice, guest).pk for guest in guests[:10]]


async def were_there(at: Hub, users: list[UUID], room: Conversation) -> None:
    """Have them in a process until it stops."""
    async with attending(at) as following:
        come(at, following, users, room)
        await settled(following)


def forget_stopped_processes(monkeypatch: Any) -> None:
    """Be as late as when those who were there are no longer waited for."""
    now = time()
    monkeypatch.setattr(presence, "time", lambda: now + presence.RETURN + 1)


async def heard(ear: Ear, count: int) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        while len(ear.heard) < count:
            await ear.is_told()
    return ear.heard


def those(way: str, text: str) -> list[UUID]:
    """Return who came ("online") or went ("offline") by an event, in order."""
    return sorted(UUID(user) for user in json.loads(text)[way])
