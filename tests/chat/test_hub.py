"""The switchboard: who hears what, once, in order, over several processes."""

import asyncio
from pydoc import locate
from typing import Any

import pytest
import structlog
from channels.layers import get_channel_layer
from django.conf import LazySettings

from accounts.models import User
from chat import actions, desk, hub
from chat.delivery import Delivery, Effect
from chat.models import Conversation
from tests.chat.client import PATIENCE, connected
from tests.chat.ears import ALICE, BOB, OTHER_ROOM, ROOM, Ear, hubs
from tests.chat.processes import run_elsewhere
from tests.chat.test_posting import draft

# Who hears what ------------------------------------------------------------------------------------------------


async def test_a_room_is_heard_by_those_who_are_in_it() -> None:
    async with hubs() as [one]:
        inside, outside = Ear(ALICE), Ear(BOB)
        one.connect(inside, {ROOM: 0})
        one.connect(outside, {OTHER_ROOM: 0})
        one.deliver(Delivery(rooms=(ROOM,), texts=("hi",)))
        assert (inside.heard, outside.heard) == (["hi"], [])


async def test_whoever_is_meant_several_times_hears_it_once() -> None:
    async with hubs() as [one]:
        ear = Ear(ALICE)
        one.connect(ear, {ROOM: 0, OTHER_ROOM: 0})
        one.deliver(Delivery(rooms=(ROOM, OTHER_ROOM), users=(ALICE,), texts=("once",)))
        assert ear.heard == ["once"]


async def test_all_devices_of_a_user_hear_what_is_for_the_user() -> None:
    async with hubs() as [one]:
        laptop, phone, other = Ear(ALICE), Ear(ALICE), Ear(BOB)
        for ear in (laptop, phone, other):
            one.connect(ear, {ROOM: 0})
        one.deliver(Delivery(users=(ALICE,), texts=("for Alice",)))
        assert (laptop.heard, phone.heard, other.heard) == (["for Alice"], ["for Alice"], [])


async def test_the_first_of_two_devices_to_go_is_not_the_last() -> None:
    async with hubs() as [one]:
        laptop, phone = Ear(ALICE), Ear(ALICE)
        one.connect(laptop, {ROOM: 0})
        one.connect(phone, {ROOM: 0})
        assert one.socket_count == 2
        assert not one.disconnect(laptop)
        assert one.is_here(ALICE)
        assert one.disconnect(phone)
        assert not one.is_here(ALICE)
        one.deliver(Delivery(rooms=(ROOM,), users=(ALICE,), texts=("late",)))
        assert laptop.heard == phone.heard == []


async def test_of_too_many_sockets_of_one_user_the_oldest_is_closed(settings: LazySettings) -> None:
    settings.SOCKETS_A_USER = 2
    async with hubs() as [one]:
        first, second, third, hers = Ear(BOB), Ear(BOB), Ear(BOB), Ear(ALICE)
        for ear in (first, second, hers):
            one.connect(ear, {ROOM: 0})
        assert first.codes == []
        one.connect(third, {ROOM: 0})
        assert [ear.codes for ear in (first, second, third, hers)] == [[4409], [], [], []]
        one.disconnect(first)
        one.disconnect(second)
        one.connect(second, {ROOM: 0})
        assert (third.codes, second.codes) == ([], [])


async def test_a_hub_forgets_rooms_and_people_who_are_gone() -> None:
    async with hubs() as [one]:
        ear = Ear(ALICE)
        one.connect(ear, {ROOM: 0})
        one.deliver(Delivery(effect=Effect("joined", ALICE, conversation=OTHER_ROOM)))
        one.deliver(Delivery(effect=Effect("left", ALICE, conversation=ROOM)))
        one.disconnect(ear)
        assert [len(kept) for kept in (one._of_room, one._of_user, one._rooms, one._handed_out)] == [0, 0, 0, 0]
        assert one.users == frozenset()


async def test_who_joins_hears_from_then_on_and_who_leaves_no_more() -> None:
    async with hubs() as [one]:
        ear = Ear(ALICE)
        one.connect(ear, {})
        one.deliver(Delivery(rooms=(ROOM,), texts=("before",)))
        one.deliver(Delivery(effect=Effect("joined", ALICE, conversation=ROOM)))
        one.deliver(Delivery(rooms=(ROOM,), texts=("inside",)))
        one.deliver(Delivery(effect=Effect("left", ALICE, conversation=ROOM)))
        one.deliver(Delivery(rooms=(ROOM,), texts=("after",)))
        assert ear.heard == ["inside"]
        assert one.rooms_of(ALICE) == frozenset()


async def test_effects_on_people_who_are_not_here_change_nothing() -> None:
    async with hubs() as [one]:
        one.deliver(Delivery(effect=Effect("joined", ALICE, conversation=ROOM)))
        one.deliver(Delivery(effect=Effect("left", ALICE, conversation=ROOM)))
        one.deliver(Delivery(effect=Effect("ended", ALICE)))
        assert not one.is_here(ALICE)
        assert one.rooms_of(ALICE) == frozenset()


async def test_ending_a_session_ends_its_sockets_only_and_ending_access_all() -> None:
    async with hubs() as [one]:
        laptop, phone, other = Ear(ALICE, "laptop"), Ear(ALICE, "phone"), Ear(BOB, "laptop")
        for ear in (laptop, phone, other):
            one.connect(ear, {ROOM: 0})
        one.deliver(Delivery(effect=Effect("ended", ALICE, session="laptop")))
        assert (laptop.codes, phone.codes, other.codes) == ([4401], [], [])
        one.deliver(Delivery(effect=Effect("ended", ALICE)))
        assert (phone.codes, other.codes) == ([4401], [])


# Several processes ---------------------------------------------------------------------------------------------


async def test_what_one_process_hands_out_all_of_them_deliver_once_in_order() -> None:
    async with hubs(3) as those:
        ears = [Ear(ALICE) for _ in those]
        for each, ear in zip(those, ears, strict=True):
            each.connect(ear, {ROOM: 0})
        for number in range(50):
            those[0].hand_out(Delivery(rooms=(ROOM,), texts=(str(number),), revision=number))
        for ear in ears:
            await ear.hears("49")
        assert [ear.heard for ear in ears] == [[str(number) for number in range(50)]] * 3


async def test_an_effect_reaches_the_other_processes_before_what_follows_it() -> None:
    async with hubs(2) as [here, there]:
        ear = Ear(ALICE)
        there.connect(ear, {ROOM: 0})
        here.hand_out(Delivery(rooms=(ROOM,), texts=("to all",)))
        here.hand_out(Delivery(effect=Effect("left", ALICE, conversation=ROOM)))
        here.hand_out(Delivery(rooms=(ROOM,), texts=("without her",)))
        here.hand_out(Delivery(users=(ALICE,), texts=("end",)))
        await ear.hears("end")
        assert ear.heard == ["to all", "end"]


async def test_a_session_is_ended_in_every_process() -> None:
    async with hubs(2) as [here, there]:
        ear = Ear(ALICE, "phone")
        there.connect(ear, {})
        here.hand_out(Delivery(effect=Effect("ended", ALICE, session="phone")))
        await ear.is_ended()
        assert ear.codes == [4401]


async def test_what_cannot_be_read_is_logged_and_does_not_deafen_the_process(monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "BREATH", 0.01)
    async with hubs(2) as [here, there]:
        ear = Ear(ALICE)
        there.connect(ear, {ROOM: 0})
        with structlog.testing.capture_logs() as logs:
            for nonsense in ({"origin": "?"}, {"origin": "?", "deliveries": [["too", "short"]]}):
                await get_channel_layer().group_send(hub.GROUP, {"type": "hub.deliveries", **nonsense})
            here.hand_out(Delivery(rooms=(ROOM,), texts=("still heard",)))
            await ear.hears("still heard")
        assert "hub interrupted" in {each["event"] for each in logs}


@pytest.mark.django_db(transaction=True)
async def test_a_process_without_sockets_is_heard_too(alice: User, bob: User, room: Conversation) -> None:
    async with connected(bob) as his:
        await asyncio.wait_for(hub.running().is_subscribed.wait(), PATIENCE)
        said = await run_elsewhere(
            "from chat import actions; from uuid import UUID, uuid4; "
            f"draft = actions.Draft(UUID('{alice.pk}'), UUID('{room.pk}'), uuid4(), 'from afar'); "
            "print(actions.post_message(draft).message.pk)"
        )
        event = await his.hear("message.posted")
        assert (event["message"]["content"], event["message"]["id"]) == ("from afar", said)


# Coming in while the rooms change ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["chat.reception.revisions_of", "chat.reception.reading.conversations_of"])
async def test_who_is_put_out_while_coming_in_hears_nothing_of_the_room(
    alice: User, bob: User, room: Conversation, monkeypatch: Any, step: str
) -> None:
    _after(monkeypatch, step, lambda: actions.remove_member(alice, room.pk, bob.pk))
    async with connected(bob) as his:
        assert his.hello["conversations"] == []
        await desk.ask(actions.post_message, draft(alice, room, "without him"))
        assert await his.hears_nothing_more() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["chat.reception.revisions_of", "chat.reception.reading.conversations_of"])
async def test_who_is_let_in_while_coming_in_hears_the_room(
    alice: User, charlie: User, room: Conversation, monkeypatch: Any, step: str
) -> None:
    _, token = await desk.ask(actions.invite, alice, room.pk)
    _after(monkeypatch, step, lambda: actions.accept_invite(charlie, token))
    async with connected(charlie) as his:
        assert [each["id"] for each in his.hello["conversations"]] == [str(room.pk)]
        await desk.ask(actions.post_message, draft(alice, room, "welcome"))
        assert (await his.hear("message.posted"))["message"]["content"] == "welcome"


def _after(monkeypatch: Any, step: str, happening: Any) -> None:
    """Let something happen right after the first time that this step has read the database."""
    module, _, name = step.rpartition(".")
    owner = locate(module)
    read = getattr(owner, name)
    happened: list[bool] = []

    def read_then(*args: object) -> object:
        found = read(*args)
        if not happened:
            happened.append(True)
            happening()
        return found

    monkeypatch.setattr(owner, name, read_then)
