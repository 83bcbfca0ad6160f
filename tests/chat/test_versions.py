"""What a message said before: kept with each edit, for who sees the message, and gone with it."""

from typing import Any

import pytest

from accounts.models import User
from chat import actions
from chat.actions import messages
from chat.models import Conversation, Message, MessageVersion
from tests.chat.rest import Api
from tests.chat.test_posting import draft


@pytest.fixture
def said(bob: User, room: Conversation) -> Message:
    made = actions.post_message(draft(bob, room, "Doors at *seven*")).message
    actions.edit_message(bob, made.pk, "Doors at eight")
    return actions.edit_message(bob, made.pk, "Doors at nine")


def history(user: User, message: Message) -> Any:
    return Api(user).ask("GET", f"conversations/{message.conversation_id}/messages/{message.pk}/history/")


def test_everybody_in_the_room_sees_what_stood_there_and_when(alice: User, said: Message) -> None:
    seven, eight = history(alice, said).json()["results"]
    assert (seven["content"], eight["content"]) == ("Doors at *seven*", "Doors at eight")
    assert seven["html"] == "<p>Doors at <em>seven</em></p>"
    # A clock that moves in steps tells two edits in a row by the same moment.
    assert seven["since"] <= seven["until"] == eight["since"] <= eight["until"]


def test_nobody_else_does(charlie: User, said: Message) -> None:
    assert history(charlie, said).status_code == 404


def test_what_was_never_edited_has_no_history(alice: User, room: Conversation) -> None:
    fresh = actions.post_message(draft(alice, room)).message
    assert history(alice, fresh).json() == {"results": []}


def test_it_is_deleted_with_the_message(alice: User, bob: User, said: Message) -> None:
    actions.delete_message(bob, said.pk)
    assert (history(alice, said).status_code, history(bob, said).json()["code"]) == (410, "gone")
    assert not MessageVersion.objects.exists()


def test_it_is_off_while_the_message_is_hidden(alice: User, bob: User, said: Message) -> None:
    actions.hide_message(alice, said.pk, "rude")
    assert (history(bob, said).json()["code"], MessageVersion.objects.count()) == ("gone", 2)
    actions.restore_message(alice, said.pk, "a mistake")
    assert len(history(bob, said).json()["results"]) == 2


def test_so_many_are_kept_and_the_oldest_goes_first(bob: User, said: Message, monkeypatch: Any) -> None:
    monkeypatch.setattr(messages, "VERSIONS_LIMIT", 3)
    for number in range(4):
        actions.edit_message(bob, said.pk, f"Doors at {number}")
    kept = [each["content"] for each in history(bob, said).json()["results"]]
    assert kept == ["Doors at 0", "Doors at 1", "Doors at 2"]
