"""Whatever is done by whom, and whatever the network loses, repeats and reorders: all end in the same state."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.problems import Refusal
from chat import actions, reading
from chat.actions.posting import Draft
from chat.models import Conversation, Message
from tests.chat.network import Device, Network, Told, network

EMOJIS = ["👍", "🎉"]
PEOPLE = ["alice", "bob", "charlie"]
who = st.sampled_from(PEOPLE)
place = st.integers(0, 1_000)


class Talk(RuleBasedStateMachine):
    """Three people with four devices in a room, on a network that does its worst."""

    net: Network

    @initialize()
    def begin(self) -> None:
        self.net.deliveries.clear()
        self.people = {name: _person(name) for name in PEOPLE}
        self.room = actions.start_group(self.people["alice"], "Kitchen").pk
        _, self.token = actions.invite(self.people["alice"], self.room)
        actions.accept_invite(self.people["bob"], self.token)
        self.devices = [Device(self.people[name], name) for name in ("alice", "alice", "bob", "charlie")]
        for device in self.devices:
            self.net.connect(device)
            device.take_all()
        self.drafts: list[Draft] = []
        self.places: dict[UUID, int] = {}

    # What people do -------------------------------------------------------------------------------------------

    @rule(name=who, text=st.sampled_from(["hi", "*ho*", "x y z"]))
    def post(self, name: str, text: str) -> None:
        draft = Draft(self.people[name].pk, self.room, uuid4(), text, reply_to=self._some_message(len(text)))
        self.drafts.append(draft)
        self._try(actions.post_message, draft)

    @precondition(lambda self: self.drafts)
    @rule(number=place)
    def retry(self, number: int) -> None:
        """Send again what was sent once, refused or stored."""
        self._try(actions.post_message, self.drafts[number % len(self.drafts)])

    @rule(name=who, number=place, text=st.sampled_from(["edited", "again"]))
    def edit(self, name: str, number: int, text: str) -> None:
        self._change(actions.edit_message, name, number, text)

    @rule(name=who, number=place)
    def delete(self, name: str, number: int) -> None:
        self._change(actions.delete_message, name, number)

    @rule(name=who, number=place, emoji=st.sampled_from(EMOJIS))
    def react(self, name: str, number: int, emoji: str) -> None:
        self._change(actions.toggle_reaction, name, number, emoji)

    @rule(name=who, number=place, is_pinning=st.booleans())
    def pin(self, name: str, number: int, is_pinning: bool) -> None:
        self._change(actions.pin_message if is_pinning else actions.unpin_message, name, number)

    @rule(number=place, is_hiding=st.booleans())
    def moderate(self, number: int, is_hiding: bool) -> None:
        self._change(actions.hide_message if is_hiding else actions.restore_message, "alice", number, "a reason")

    @rule(name=who, number=place)
    def read(self, name: str, number: int) -> None:
        self._try(actions.mark_read, self.people[name], self.room, number % 20)

    @rule(name=who, is_listening=st.booleans())
    def switch(self, name: str, is_listening: bool) -> None:
        self._try(actions.change_conversation, self.people[name], self.room, listening=is_listening)

    @rule(name=st.sampled_from(["bob", "charlie"]), is_coming=st.booleans())
    def come_or_go(self, name: str, is_coming: bool) -> None:
        if is_coming:
            self._try(actions.accept_invite, self.people[name], self.token)
        else:
            self._try(actions.leave, self.people[name], self.room)

    # What the network does ------------------------------------------------------------------------------------

    @rule(number=place, count=st.integers(1, 4))
    def deliver(self, number: int, count: int) -> None:
        """Take the next ones of a wire, in order."""
        device = self._device(number)
        for _ in range(min(count, len(device.wire))):
            device.take()

    @rule(number=place, where=place)
    def reorder(self, number: int, where: int) -> None:
        """Let something overtake what lies before it."""
        if wire := self._device(number).wire:
            self._device(number).take(where % len(wire))

    @rule(number=place, where=place)
    def repeat(self, number: int, where: int) -> None:
        if wire := self._device(number).wire:
            wire.append(wire[where % len(wire)])

    @rule(number=place, where=place)
    def lose(self, number: int, where: int) -> None:
        if wire := self._device(number).wire:
            wire.pop(where % len(wire))

    @rule(number=place)
    def notice(self, number: int) -> None:
        """Wait a moment, then ask for what is missing."""
        device = self._device(number)
        for room in device.replica.gaps:
            device.replica.catch_up(room)

    @rule(number=place)
    def reconnect(self, number: int) -> None:
        self.net.connect(self._device(number))

    # What holds -----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_doubled_or_moves(self) -> None:
        """Each message is shown once, at a place that never changes, and each thing sent became at most one."""
        for device in self.devices if hasattr(self, "devices") else []:
            for id_ in device.replica.rooms:
                self._look_at(device.replica.timeline(id_))

    def _look_at(self, timeline: list[dict[str, Any]]) -> None:
        marks = [(each["sender"]["id"], each["client_id"]) for each in timeline]
        assert len(marks) == len(set(marks))
        for each in timeline:
            assert self.places.setdefault(each["id"], each["sequence"]) == each["sequence"]
        sequences = [each["sequence"] for each in timeline]
        assert sequences == sorted(set(sequences))

    def teardown(self) -> None:
        if not hasattr(self, "devices"):
            return
        truth = {person.pk: Told(person).all() for person in self.people.values()}
        self._assert_the_numbers_are_right()
        self._let_one_of_them_notice_without_a_new_connection()
        for device in self.devices[1:]:
            self.net.connect(device)
            device.take_all()
        for device in self.devices:
            _load_what_a_reset_left_out(device)
            assert _durable(device.shown) == _durable(truth[device.user])
        for device in self.devices[1:]:
            assert device.shown == truth[device.user]
        for device in self.devices:
            self.net.disconnect(device)

    def _let_one_of_them_notice_without_a_new_connection(self) -> None:
        # Its last events are lost: only the hub's comparison tells it that there was something.
        device = self.devices[0]
        device.wire.clear()
        self.net._hub._handed_out.update(dict.fromkeys(self.net._hub._handed_out, 0))
        self.net.compare()
        device.take_all()

    def _assert_the_numbers_are_right(self) -> None:
        room = Conversation.objects.get(pk=self.room)
        durable = [each for each in self.net.deliveries if each.rooms == (self.room,) and each.revision]
        told = [json.loads(text)["revision"] for each in durable for text in each.texts]
        assert sorted(told) == list(range(1, room.revision + 1)), "each number is one change, and is told once"
        stored = list(Message.objects.filter(conversation=room).order_by("sequence"))
        assert all(each.sequence <= each.revision <= room.revision for each in stored)
        assert {(each.sender_id, each.client_id) for each in stored} <= {(d.user, d.client_id) for d in self.drafts}

    # Hands ----------------------------------------------------------------------------------------------------

    def _change(self, verb: Any, name: str, number: int, *args: Any) -> None:
        message = self._some_message(number)
        if message is not None:
            self._try(verb, self.people[name], message, *args)

    def _try(self, verb: Any, *args: Any, **fields: Any) -> None:
        before = Conversation.objects.get(pk=self.room).revision
        try:
            verb(*args, **fields)
        except Refusal:
            assert Conversation.objects.get(pk=self.room).revision == before, "what is refused changes nothing"

    def _some_message(self, number: int) -> UUID | None:
        found = list(Message.objects.filter(conversation=self.room).order_by("sequence").values_list("pk", flat=True))
        return found[number % len(found)] if found else None

    def _device(self, number: int) -> Device:
        return self.devices[number % len(self.devices)]


def _person(name: str) -> User:
    return User.objects.create_user(f"{name}-{uuid4().hex}@example.org", None, display_name=name.title())


def _load_what_a_reset_left_out(device: Device) -> None:
    for id_, room in device.replica.rooms.items():
        for message in [] if room.is_whole else device.told.history(id_) or []:
            room.messages.setdefault(message["id"], message)


def _durable(shown: dict[str, Any]) -> dict[str, Any]:
    """Without one's own marks and switches, which are told to one's own devices once and in hello."""
    own = {"read_sequence", "unread", "notifications", "agents_allowed", "listening_told_at"}
    return {id_: ({k: v for k, v in room.items() if k not in own}, *rest) for id_, (room, *rest) in shown.items()}


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a short talk passes, so that pages and resets are met as well."""
    monkeypatch.setattr(reading, "PAGE", 3)
    monkeypatch.setattr(reading, "FAR_BEHIND", 8)
    monkeypatch.setattr(reading, "LATEST", 4)


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as made:
        yield made


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_pages")
def test_all_clients_end_in_the_state_of_the_database(net: Network) -> None:
    class Shaken(Talk):
        pass

    Shaken.net = net
    run_state_machine_as_test(
        Shaken,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
