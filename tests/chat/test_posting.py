"""Posting: numbered, stored once, told after commit."""

import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.problems import Refusal
from chat import actions, nouns, protocol
from chat.actions.posting import Posted
from chat.models import Conversation, Message
from chat.protocol import ready


def draft(user: User, room: Conversation, content: str = "hello", **fields: Any) -> actions.Draft:
    usual: dict[str, Any] = {"user": user.pk, "conversation": room.pk, "client_id": uuid.uuid4(), "content": content}
    return actions.Draft(**{**usual, **fields})


def test_a_message_takes_the_next_revision_as_its_place(alice: User, room: Conversation) -> None:
    first = actions.post_message(draft(alice, room)).message
    second = actions.post_message(draft(alice, room)).message
    assert (second.sequence, second.revision) == (first.sequence + 1, first.sequence + 1)
    room.refresh_from_db()
    assert room.revision == second.revision


def test_a_retry_gets_the_original_back(alice: User, room: Conversation) -> None:
    first = draft(alice, room, "once")
    original = actions.post_message(first)
    retry = actions.post_message(first)
    assert original.is_new
    assert not retry.is_new
    assert retry.message.pk == original.message.pk
    assert Message.objects.count() == 1


def test_an_outsider_is_told_that_there_is_no_such_conversation(charlie: User, room: Conversation) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.post_message(draft(charlie, room))
    assert refusal.value.code == "not_found"
    assert not Message.objects.exists()


def test_one_refused_draft_holds_up_none_of_the_others(alice: User, charlie: User, room: Conversation) -> None:
    outcomes = actions.post_messages([draft(alice, room, "a"), draft(charlie, room, "b"), draft(alice, room, "c")])
    assert [isinstance(each, Posted) for each in outcomes] == [True, False, True]
    assert list(Message.objects.order_by("sequence").values_list("content", flat=True)) == ["a", "c"]


def test_the_same_client_id_twice_in_one_batch_is_one_message(alice: User, room: Conversation) -> None:
    twice = draft(alice, room)
    first, second = actions.post_messages([twice, twice])
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.message.pk == second.message.pk


def test_a_retry_among_new_ones_leaves_no_gap(alice: User, room: Conversation) -> None:
    retry = draft(alice, room, "first")
    original = actions.post_message(retry).message
    told = actions.post_messages([draft(alice, room, "second"), retry, draft(alice, room, "third")])
    posted = [each for each in told if isinstance(each, Posted)]
    assert [each.is_new for each in posted] == [True, False, True]
    assert posted[1].message.pk == original.pk
    assert [each.message.sequence - original.sequence for each in posted] == [1, 0, 2]
    assert Message.objects.count() == 3


def test_a_client_id_of_another_room_is_a_conflict(alice: User, room: Conversation) -> None:
    other = actions.start_group(alice, "Other")
    mark = uuid.uuid4()
    actions.post_message(draft(alice, room, client_id=mark))
    with pytest.raises(Refusal) as refusal:
        actions.post_message(draft(alice, other, client_id=mark))
    assert refusal.value.code == "conflict"


def test_two_people_may_use_the_same_client_id(alice: User, bob: User, room: Conversation) -> None:
    mark = uuid.uuid4()
    assert actions.post_message(draft(alice, room, client_id=mark)).is_new
    assert actions.post_message(draft(bob, room, client_id=mark)).is_new


def test_a_reply_to_a_message_of_another_room_is_refused(alice: User, room: Conversation) -> None:
    other = actions.start_group(alice, "Other")
    elsewhere = actions.post_message(draft(alice, other)).message
    with pytest.raises(Refusal) as refusal:
        actions.post_message(draft(alice, room, reply_to=elsewhere.pk))
    assert refusal.value.code == "not_found"


def test_what_is_stored_is_what_the_orm_would_store(alice: User, room: Conversation) -> None:
    root = actions.post_message(draft(alice, room)).message
    asked = draft(alice, room, 'é "quoted" \\ {} \n', reply_to=root.pk, off_record=True)
    posted = actions.post_message(asked).message
    stored = Message.objects.get(pk=posted.pk)
    for field in Message._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(posted, field.attname), field.attname


@given(ref=st.none() | st.text(max_size=64), content=st.text(min_size=1, max_size=40))
def test_ready_answers_and_events_are_what_the_protocol_would_make(ref: str | None, content: str) -> None:
    sender = User(display_name=content)
    message = Message(
        conversation_id=uuid.uuid4(), sender=sender, client_id=uuid.uuid4(), content=content, sequence=3, revision=4
    )
    message.created_at = timezone.now()
    message.told_reactions, message.told_mentions = [], []
    noun, told = nouns.message(message), Posted(message, is_new=True).told
    event = protocol.MessageEvent(type="message.posted", conversation=message.conversation_id, revision=4, message=noun)
    assert ready.posted(message.conversation_id, 4, told) == event.model_dump_json()
    assert ready.acked(ref, told) == protocol.Ack(ref=ref, message=noun).model_dump_json()
    fields = {"conversation": message.conversation_id, "after": 1, "revision": 4, "reset": False, "more": False}
    page = protocol.SyncPage.model_validate({**fields, "messages": [noun]})
    assert ready.page(page).text(ref) == page.model_copy(update={"ref": ref}).model_dump_json()
