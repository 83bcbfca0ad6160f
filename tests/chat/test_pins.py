"""Pins: who may, how many, and that nothing stays pinned that is gone."""

from typing import Any

import pytest

from accounts.models import User
from chat import actions, reading
from chat.actions import pins
from chat.models import Conversation, Membership, Message
from tests.chat.conftest import Happening
from tests.chat.rest import Api
from tests.chat.test_people import refusal_of
from tests.chat.test_posting import draft


@pytest.fixture
def said(alice: User, room: Conversation) -> Message:
    return actions.post_message(draft(alice, room, "The door code is 1234")).message


def pinned_in(room: Conversation) -> tuple[int, list[str]]:
    """The count that the room tells, and what is pinned."""
    room.refresh_from_db()
    return room.pin_count, [each.content for each in Message.objects.filter(conversation=room).pinned()]


def test_everybody_may_pin_and_the_message_says_who_and_when(
    bob: User, room: Conversation, said: Message, happening: Happening
) -> None:
    with happening() as events:
        pinned = actions.pin_message(bob, said.pk)
    assert pinned.pinned_by == bob
    assert pinned.pinned_at
    assert [event["type"] for event in events] == ["message.pinned"]
    assert events[0]["message"]["pinned_by"] == {"id": str(bob.pk), "display_name": "Bob"}
    assert (events[0]["state"]["pin_count"], events[0]["revision"]) == (1, pinned.revision)


def test_a_pin_neither_moves_a_message_nor_says_that_it_was_edited(bob: User, said: Message) -> None:
    pinned = actions.pin_message(bob, said.pk)
    assert (pinned.sequence, pinned.edited_at) == (said.sequence, None)


def test_an_outsider_neither_pins_nor_sees_pins(alice: User, charlie: User, room: Conversation, said: Message) -> None:
    actions.pin_message(alice, said.pk)
    for verb in (actions.pin_message, actions.unpin_message):
        assert refusal_of(verb, charlie, said.pk) == "not_found"
    assert refusal_of(reading.pins, charlie, room.pk) == "not_found"


def test_in_a_group_who_pinned_it_or_a_moderator_takes_it_off(
    alice: User, bob: User, charlie: User, room: Conversation, said: Message
) -> None:
    Membership.objects.create(conversation=room, user=charlie)
    actions.pin_message(bob, said.pk)
    assert refusal_of(actions.unpin_message, charlie, said.pk) == "forbidden"
    actions.unpin_message(bob, said.pk)
    actions.pin_message(bob, said.pk)
    actions.unpin_message(alice, said.pk)
    assert pinned_in(room) == (0, [])


def test_in_a_direct_conversation_both_take_off_any(alice: User, bob: User, room: Conversation) -> None:
    direct = actions.open_direct(alice, bob.pk)
    theirs = actions.post_message(draft(alice, direct, "keep this")).message
    actions.pin_message(alice, theirs.pk)
    actions.unpin_message(bob, theirs.pk)
    assert pinned_in(direct) == (0, [])


def test_a_room_has_so_many_pins_and_no_more(alice: User, room: Conversation, said: Message, monkeypatch: Any) -> None:
    monkeypatch.setattr(pins, "PINS_LIMIT", 2)
    more = [actions.post_message(draft(alice, room, text)).message for text in ("two", "three")]
    actions.pin_message(alice, said.pk)
    actions.pin_message(alice, more[0].pk)
    assert refusal_of(actions.pin_message, alice, more[1].pk) == "conflict"
    actions.pin_message(alice, more[0].pk)
    actions.unpin_message(alice, said.pk)
    actions.pin_message(alice, more[1].pk)
    assert pinned_in(room) == (2, ["three", "two"])


def test_what_is_deleted_is_unpinned(bob: User, alice: User, room: Conversation, said: Message) -> None:
    actions.pin_message(bob, said.pk)
    actions.delete_message(alice, said.pk)
    assert pinned_in(room) == (0, [])
    assert refusal_of(actions.pin_message, bob, said.pk) == "gone"


def test_what_is_hidden_is_unpinned_and_stays_so_when_it_is_restored(
    bob: User, alice: User, room: Conversation, said: Message
) -> None:
    actions.pin_message(bob, said.pk)
    actions.hide_message(alice, said.pk, "secret")
    assert pinned_in(room) == (0, [])
    actions.restore_message(alice, said.pk, "a mistake")
    assert pinned_in(room) == (0, [])


def test_pins_over_rest(alice: User, bob: User, charlie: User, room: Conversation, said: Message) -> None:
    pin, listed = f"conversations/{room.pk}/messages/{said.pk}/pin/", f"conversations/{room.pk}/pins/"
    for _ in range(2):
        answer = Api(bob).ask("PUT", pin)
        assert (answer.status_code, answer.json()["pinned_by"]["display_name"]) == (200, "Bob")
    assert [each["id"] for each in Api(alice).ask("GET", listed).json()["results"]] == [str(said.pk)]
    assert Api(alice).ask("GET", f"conversations/{room.pk}/").json()["pin_count"] == 1
    assert Api(alice).ask("DELETE", pin).json()["pinned_at"] is None
    assert Api(alice).ask("GET", listed).json()["results"] == []
    assert {Api(charlie).ask(*asked).status_code for asked in (("PUT", pin), ("DELETE", pin), ("GET", listed))} == {404}
