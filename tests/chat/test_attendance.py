"""Who comes and goes is told, to those whom it concerns and not for every moment."""

import asyncio
import threading
from collections.abc import Collection
from time import time
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from accounts.models import User
from chat import actions, attendance, desk, presence
from chat.models import Conversation
from tests.chat.attending import attending, come, go, opened, settled, told
from tests.chat.client import PATIENCE
from tests.chat.ears import hubs


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


@pytest.mark.usefixtures("told_at_once")
@pytest.mark.django_db(transaction=True)
async def test_coming_and_going_is_told_to_those_who_share_a_room(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    async with hubs(2) as [one, other], attending(other) as following:
        hers, charlies = opened(one, alice.pk, room.pk), opened(one, charlie.pk)
        [his] = come(other, following, [bob.pk], room)
        await hers.hears(told(online=[bob]))
        go(other, following, his)
        await hers.hears(told(offline=[bob]))
        assert charlies.heard == []


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_reloads_is_not_told(alice: User, bob: User, room: Conversation, monkeypatch: Any) -> None:
    monkeypatch.setattr(attendance, "MOMENT", 0)
    monkeypatch.setattr(attendance, "GRACE", 0.05)
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        [before] = come(one, following, [bob.pk], room)
        await hers.hears(told(online=[bob]))
        go(one, following, before)
        come(one, following, [bob.pk], room)
        await settled(following)
        assert hers.heard == [told(online=[bob])]
        assert await desk.ask(presence.those_there, [bob.pk]) == {bob.pk}


@pytest.mark.usefixtures("told_at_once")
@pytest.mark.django_db(transaction=True)
async def test_a_heartbeat_while_somebody_goes_does_not_hide_it(alice: User, bob: User, room: Conversation) -> None:
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        [his] = come(one, following, [bob.pk], room)
        await hers.hears(told(online=[bob]))
        one.disconnect(his)
        await following.beat()
        following.left(bob.pk)
        await hers.hears(told(offline=[bob]))


@pytest.mark.usefixtures("told_at_once")
@pytest.mark.django_db(transaction=True)
async def test_a_heartbeat_while_somebody_comes_does_not_hide_it(alice: User, bob: User, room: Conversation) -> None:
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        opened(one, bob.pk, room.pk)
        await following.beat()
        following.came(bob.pk)
        await hers.hears(told(online=[bob]))


@pytest.mark.usefixtures("told_at_once")
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

    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        [before] = come(one, following, [bob.pk], room)
        await hers.hears(told(online=[bob]))
        monkeypatch.setattr(attendance, "_look_up", slow)
        go(one, following, before)
        await asyncio.to_thread(is_asked.wait, PATIENCE)
        come(one, following, [bob.pk], room)
        hers.heard.clear()
        await hers.hears(told(online=[bob]))
        may_answer.set()
        await settled(following)
        assert hers.heard[-1] == told(online=[bob])


@pytest.mark.usefixtures("told_at_once")
@pytest.mark.django_db(transaction=True)
async def test_who_came_back_when_a_dead_process_is_forgotten_and_goes_at_once_is_told_gone(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        await desk.ask(presence.arrive, "a process that died", [bob.pk])
        now = time()
        monkeypatch.setattr(presence, "time", lambda: now + presence.LIFETIME + 1)
        his = opened(one, bob.pk, room.pk)
        await following.beat()
        assert hers.heard == []
        following.came(bob.pk)
        go(one, following, his)
        await hers.hears(told(offline=[bob]))


@pytest.mark.usefixtures("told_at_once")
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
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, room.pk)
        come(one, following, [bob.pk], room)
        await hers.hears(told(online=[bob]))
        assert not faults


@pytest.mark.usefixtures("told_at_once")
@pytest.mark.django_db(transaction=True)
async def test_somebody_in_many_rooms_is_told_once_to_each_socket(alice: User, bob: User, room: Conversation) -> None:
    rooms = [room.pk, *(await desk.ask(share_rooms, alice, bob, 20))]
    async with hubs() as [one], attending(one) as following:
        hers = opened(one, alice.pk, *rooms)
        opened(one, bob.pk, *rooms)
        following.came(bob.pk)
        await settled(following)
        assert hers.heard == [told(online=[bob])]


def share_rooms(alice: User, bob: User, count: int) -> list[UUID]:
    return [actions.start_group(alice, f"Room {number}", members=[bob.pk]).pk for number in range(count)]
