"""What a room is for all is read once. That no verb leaves it behind is for `test_events.py`."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actions as accounts
from accounts.models import User
from chat import actions, protocol, reading, shared
from chat.models import Conversation
from tests.chat.test_posting import draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(alice: User, room: Conversation) -> protocol.OwnConversation:
    """Return what Alice is told of a room in which she spoke last; now it is remembered."""
    actions.post_message(draft(alice, room, "hi"))
    return reading.own_conversation(alice, room.pk)


def test_a_room_that_did_not_change_is_not_read_again_and_each_sees_it_from_their_own_place(
    told: protocol.OwnConversation, bob: User, room: Conversation
) -> None:
    with CaptureQueriesContext(connection) as queries:
        his = reading.own_conversation(bob, room.pk)
    assert not any("reaction" in each["sql"] for each in queries), "the last message is there already"
    assert his.last_message == told.last_message
    assert [person.display_name for person in (*told.others, *his.others)] == ["Bob", "Alice"]
    assert (told.unread, his.unread) == (0, 1)


def test_a_new_name_is_told_although_the_room_has_not_changed(
    told: protocol.OwnConversation, alice: User, bob: User, room: Conversation
) -> None:
    accounts.change_profile(alice, display_name="Alicia")
    his = reading.own_conversation(bob, room.pk)
    assert his.revision == told.revision
    assert [person.display_name for person in his.others] == ["Alicia"]
    assert his.last_message
    assert his.last_message.sender
    assert his.last_message.sender.display_name == "Alicia"


def test_no_more_rooms_are_kept_than_there_is_place_for(alice: User, bob: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(shared, "MOST_KEPT", 2)
    shared.forget()
    titles = ["Attic", "Barn", "Cellar"]
    for title in titles:
        actions.start_group(alice, title)
    assert sorted(each.title for each in reading.own_conversations(alice)) == titles
    assert len(shared._kept) == 2
    assert sorted(each.title for each in reading.own_conversations(alice)) == titles


def test_what_a_transaction_saw_of_itself_is_not_kept(alice: User, room: Conversation) -> None:
    with transaction.atomic():
        actions.change_conversation(alice, room.pk, title="Cellar")
        undone = reading.own_conversation(alice, room.pk)
        transaction.set_rollback(True)
    kept = actions.change_conversation(alice, room.pk, title="Attic")
    assert (undone.title, undone.revision) == ("Cellar", kept.revision)
    assert reading.own_conversation(alice, room.pk).title == "Attic"
