"""Clocks differ, those of hosts by seconds and those of some cores by milliseconds: the order of things does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat import actions
from chat.models import Conversation, Message
from tests.chat.test_people import names
from tests.chat.test_posting import draft
from tests.chat.test_versions import history

SetBack = Callable[[], None]


@pytest.fixture
def set_clock_back(monkeypatch: Any) -> SetBack:
    """Give what lets the clock be a second behind from then on."""

    def set_back() -> None:
        behind = timezone.now() - timedelta(seconds=1)
        monkeypatch.setattr(timezone, "now", lambda: behind)

    return set_back


def test_who_came_later_stands_later(alice: User, charlie: User, room: Conversation, set_clock_back: SetBack) -> None:
    _, token = actions.invite(alice, room.pk)
    set_clock_back()
    actions.accept_invite(charlie, token)
    assert names(room) == [("Alice", "owner"), ("Bob", "member"), ("Charlie", "member")]


def test_who_took_note_that_a_room_is_listened_to_is_not_told_again(
    alice: User, bob: User, room: Conversation, set_clock_back: SetBack
) -> None:
    since = actions.change_conversation(alice, room.pk, listening=True).listening_since
    set_clock_back()
    told = actions.change_membership(bob, room.pk, listening_told=True).listening_told_at
    assert since
    assert told
    assert told >= since


def test_the_latest_pin_stands_first(alice: User, room: Conversation, set_clock_back: SetBack) -> None:
    first, second = (actions.post_message(draft(alice, room, text)).message for text in ("one", "two"))
    actions.pin_message(alice, second.pk)
    set_clock_back()
    actions.pin_message(alice, first.pk)
    assert [each.content for each in Message.objects.filter(conversation=room).pinned()] == ["one", "two"]


def test_no_version_ends_before_it_began(bob: User, room: Conversation, set_clock_back: SetBack) -> None:
    said = actions.post_message(draft(bob, room, "Doors at seven")).message
    actions.edit_message(bob, said.pk, "Doors at eight")
    set_clock_back()
    actions.edit_message(bob, said.pk, "Doors at nine")
    versions = history(bob, said).json()["results"]
    assert len(versions) == 2
    assert all(each["since"] <= each["until"] for each in versions)
