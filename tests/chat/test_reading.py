"""What somebody sees: complete, bounded, theirs, and in a number of queries that does not grow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from chat import actions, found, nouns, protocol, reading, search
from chat.models import Conversation, Membership, Mention, Message, Reaction
from chat.querysets import UNREAD_COUNTED
from tests.chat.test_people import refusal_of
from tests.chat.test_posting import draft


def fill(room: Conversation, sender: User, count: int) -> list[Message]:
    """Store `count` messages at once, as if they had been posted."""
    room.refresh_from_db()
    made = [
        Message(
            conversation=room,
            sender=sender,
            content=str(number),
            client_id=uuid4(),
            sequence=room.revision + number,
            revision=room.revision + number,
        )
        for number in range(1, count + 1)
    ]
    Message.objects.bulk_create(made)
    Conversation.objects.filter(pk=room.pk).update(revision=made[-1].revision, last_message_at=timezone.now())
    return made


def crowd(room: Conversation, count: int) -> None:
    people = User.objects.bulk_create(
        [User(email=f"{uuid4().hex}@example.org", display_name=f"Guest {number}") for number in range(count)]
    )
    Membership.objects.bulk_create([Membership(user=person, conversation=room) for person in people])


def _first(room: Conversation) -> Message:
    """Find, by one query, the message that is answered, edited and pinned."""
    return Message.objects.filter(conversation=room).earliest("sequence")


# Queries -------------------------------------------------------------------------------------------------------

READS: dict[str, tuple[int, Callable[[User, Conversation], Any]]] = {
    "all rooms": (6, lambda user, _: reading.own_conversations(user)),
    "one room": (6, lambda user, room: reading.own_conversation(user, room.pk)),
    "members": (2, lambda user, room: [nouns.member(each) for each in reading.members(user, room.pk)]),
    "history": (
        4,
        lambda user, room: [
            nouns.message(each) for each in reading.history(user, room.pk, before=None, after=None, limit=50)
        ],
    ),
    "sync": (5, lambda user, room: reading.changes(user, room.pk, 0)),
    "search": (10, lambda user, _: found.page(search.find(user, "1", limit=50))),
    "thread": (
        7,
        lambda user, room: [
            nouns.message(each) for each in reading.thread(user, room.pk, _first(room).pk, after=0, limit=50)[1]
        ],
    ),
    "pins": (4, lambda user, room: [nouns.message(each) for each in reading.pins(user, room.pk)]),
    "versions": (5, lambda user, room: reading.versions(user, room.pk, _first(room).pk)),
}


@pytest.mark.parametrize("read", READS)
def test_the_number_of_queries_does_not_grow(
    read: str, alice: User, bob: User, room: Conversation, django_assert_num_queries: Any
) -> None:
    queries, look = READS[read]
    said = fill(room, alice, 2)[0]
    actions.toggle_reaction(bob, said.pk, "👍")
    actions.pin_message(bob, said.pk)
    actions.edit_message(alice, said.pk, "1 edited")
    actions.post_message(draft(bob, room, reply_to=said.pk))
    with django_assert_num_queries(queries):
        look(alice, room)
    room.refresh_from_db()
    crowd(room, 20)
    for number in range(5):
        actions.post_message(draft(bob, room, reply_to=said.pk))
        actions.edit_message(alice, said.pk, f"1 edited {number}")
        actions.pin_message(alice, actions.post_message(draft(alice, room)).message.pk)
    for number in range(10):
        other = actions.start_group(alice, f"Room {number}")
        crowd(other, 5)
        fill(other, alice, 3)
    for message in fill(room, bob, 60):
        Reaction.objects.create(message=message, user=bob, emoji="👍")
        Mention.objects.create(message=message, user=alice, name="alice", conversation=room, sequence=message.sequence)
    with django_assert_num_queries(queries):
        look(alice, room)


# The list of rooms ---------------------------------------------------------------------------------------------


def test_unread_are_those_of_others_that_stand_beyond_the_mark(alice: User, bob: User, room: Conversation) -> None:
    actions.mark_read(alice, room.pk, 10**9)
    said = [actions.post_message(draft(bob, room, str(number))).message for number in range(4)]
    actions.post_message(draft(alice, room, "mine"))
    actions.delete_message(bob, said[1].pk)
    actions.hide_message(alice, said[2].pk, "a reason")
    assert reading.own_conversation(alice, room.pk).unread == 2
    assert actions.mark_read(alice, room.pk, said[0].sequence).unread == 1
    assert reading.own_conversation(bob, room.pk).unread == 1


@pytest.mark.parametrize("count", [UNREAD_COUNTED - 1, UNREAD_COUNTED, UNREAD_COUNTED + 50])
def test_unread_are_counted_up_to_a_hundred(alice: User, bob: User, room: Conversation, count: int) -> None:
    fill(room, bob, count)
    assert reading.own_conversation(alice, room.pk).unread == min(count, UNREAD_COUNTED)


def test_rooms_stand_in_the_order_of_their_latest_talk(alice: User, room: Conversation) -> None:
    quiet = actions.start_group(alice, "Quiet")
    Conversation.objects.filter(pk=quiet.pk).update(created_at=timezone.now())
    actions.post_message(draft(alice, room, "now"))
    Conversation.objects.filter(pk=room.pk).update(last_message_at=timezone.now() + timedelta(minutes=1))
    assert [each.title for each in reading.own_conversations(alice)] == ["Kitchen", "Quiet"]


def test_the_last_message_is_the_last_that_stands(alice: User, room: Conversation) -> None:
    first, second = (actions.post_message(draft(alice, room, text)).message for text in ("one", "two"))
    actions.delete_message(alice, second.pk)
    last = reading.own_conversation(alice, room.pk).last_message
    assert last
    assert last.id == first.pk


def test_three_others_are_shown_and_all_are_counted(alice: User, room: Conversation) -> None:
    crowd(room, 7)
    shown = reading.own_conversation(alice, room.pk)
    assert (len(shown.others), shown.member_count) == (3, 9)
    assert alice.pk not in {each.id for each in shown.others}
    alone = reading.own_conversation(alice, actions.start_group(alice, "Alone").pk)
    assert (alone.others, alone.member_count) == ([], 1)


def test_nobody_sees_a_room_they_are_not_in(charlie: User, room: Conversation, alice: User) -> None:
    said = actions.post_message(draft(alice, room, "secret")).message
    assert reading.own_conversations(charlie) == []
    assert _found(charlie, "secret") == []
    assert _found(alice, "secret") == [said.pk]
    for read in (reading.own_conversation, reading.members):
        assert refusal_of(read, charlie, room.pk) == "not_found"
    assert refusal_of(reading.message, charlie, room.pk, said.pk) == "not_found"
    assert refusal_of(reading.changes, charlie, room.pk, 0) == "not_found"
    assert refusal_of(reading.history, charlie, room.pk, before=None, after=None, limit=5) == "not_found"


def test_what_is_gone_is_not_found_by_its_words(alice: User, bob: User, room: Conversation) -> None:
    deleted, hidden = (actions.post_message(draft(bob, room, "marmalade")).message for _ in range(2))
    assert len(_found(alice, "marmalade")) == 2
    actions.delete_message(bob, deleted.pk)
    actions.hide_message(alice, hidden.pk, "a reason")
    assert _found(alice, "marmalade") == []


def _found(user: User, words: str) -> list[UUID]:
    return [hit.message.pk for hit in search.find(user, words, limit=10).hits]


# Sync ----------------------------------------------------------------------------------------------------------


def test_many_changes_come_in_pages_that_join(alice: User, room: Conversation) -> None:
    before = room.revision
    said = fill(room, alice, 450)
    pages: list[protocol.SyncPage] = []
    after = before
    while not pages or pages[-1].more:
        pages.append(reading.changes(alice, room.pk, after))
        after = pages[-1].revision
    assert [len(page.messages) for page in pages] == [200, 200, 50]
    assert [each.id for page in pages for each in page.messages] == [each.pk for each in said]
    assert [page.reset for page in pages] == [False] * 3
    assert after == said[-1].revision


def test_what_changes_between_two_pages_is_on_the_later_one(alice: User, room: Conversation) -> None:
    said = fill(room, alice, 250)
    first = reading.changes(alice, room.pk, room.revision)
    actions.edit_message(alice, said[0].pk, "changed meanwhile")
    second = reading.changes(alice, room.pk, first.revision)
    assert second.messages[-1].content == "changed meanwhile"
    assert not second.more
    assert second.revision == said[-1].revision + 1


@pytest.mark.parametrize(("count", "is_reset"), [(1_000, False), (1_001, True)])
def test_who_is_more_than_a_thousand_changes_behind_starts_over(
    alice: User, room: Conversation, count: int, is_reset: bool
) -> None:
    before = room.revision
    said = fill(room, alice, count)
    page = reading.changes(alice, room.pk, before)
    assert page.reset is is_reset
    if is_reset:
        assert [each.id for each in page.messages] == [each.pk for each in said[-50:]]
        assert (page.revision, page.more) == (said[-1].revision, False)
        assert page.state
        assert page.members


def test_one_message_changed_a_thousand_times_is_no_reason_to_start_over(alice: User, room: Conversation) -> None:
    said = actions.post_message(draft(alice, room)).message
    Conversation.objects.filter(pk=room.pk).update(revision=5_000)
    Message.objects.filter(pk=said.pk).update(revision=5_000)
    page = reading.changes(alice, room.pk, said.sequence)
    assert (page.reset, [each.id for each in page.messages], page.revision) == (False, [said.pk], 5_000)


def test_nothing_new_is_an_empty_page(alice: User, room: Conversation) -> None:
    page = reading.changes(alice, room.pk, room.revision)
    assert (page.messages, page.more, page.reset, page.state, page.members) == ([], False, False, None, None)
    assert page.revision == room.revision
