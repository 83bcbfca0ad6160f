"""Who else serves: published to while anybody might listen, and not for nobody."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from channels import layers

from chat import hub, neighbours
from chat.delivery import Delivery
from chat.neighbours import LISTENING_FOR, SILENT_FOR, Neighbours
from tests.chat.client import PATIENCE
from tests.chat.ears import ALICE, ROOM, Ear, hubs


class Clock:
    """Stands where it is put."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    made = Clock()
    monkeypatch.setattr(neighbours, "time", made)
    return made


def test_until_all_could_be_heard_there_may_be_others(clock: Clock) -> None:
    those = Neighbours()
    clock.now += 1000
    assert those.may_be_there(), "it does not listen yet"
    those.listen()
    clock.now += LISTENING_FOR / 2
    assert those.may_be_there()
    clock.now += LISTENING_FOR
    assert not those.may_be_there()


def test_who_speaks_is_new_once_and_counts_until_long_silent(clock: Clock) -> None:
    those = Neighbours()
    those.listen()
    clock.now += LISTENING_FOR
    assert those.hear("one")
    clock.now += SILENT_FOR - 1
    assert not those.hear("one")
    clock.now += SILENT_FOR - 1
    assert those.may_be_there()
    clock.now += 2
    assert not those.may_be_there()
    assert those.hear("one"), "who comes back has to be answered"


def test_each_process_speaks_more_often_than_it_would_be_forgotten() -> None:
    assert 2 * hub.RECONCILE_EVERY < SILENT_FOR


async def test_processes_hear_of_each_other_and_go_on_publishing(clock: Clock) -> None:
    async with hubs(2) as [here, there]:
        ear = Ear(ALICE)
        there.connect(ear, {ROOM: 0})
        here.hand_out(Delivery(rooms=(ROOM,), texts=("hello",)))
        await ear.hears("hello")
        clock.now += 2 * LISTENING_FOR
        here.hand_out(Delivery(rooms=(ROOM,), texts=("later",)))
        await ear.hears("later")


async def test_who_is_alone_publishes_nothing_and_still_delivers(clock: Clock, monkeypatch: Any) -> None:
    async with hubs(1) as [alone]:
        ear, published = Ear(ALICE), list[Any]()
        alone.connect(ear, {ROOM: 0})
        alone.hand_out(Delivery(rooms=(ROOM,), texts=("first",)))
        await ear.hears("first")

        async def keep(_: str, envelope: Any) -> None:
            published.append(envelope)

        clock.now += 2 * LISTENING_FOR
        monkeypatch.setattr(layers.get_channel_layer(), "group_send", keep)
        alone.hand_out(Delivery(rooms=(ROOM,), texts=("for nobody else",)))
        await ear.hears("for nobody else")
        await until(lambda: not alone._waiting)
        alone._neighbours.hear("another process")
        alone.hand_out(Delivery(rooms=(ROOM,), texts=("for both",)))
        await until(lambda: bool(published))
        assert [packed[2] for each in published for packed in each["deliveries"]] == [("for both",)]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - it is told of by nobody
            await asyncio.sleep(0)
