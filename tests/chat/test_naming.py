"""Whom a message names: found when it is said or changed, and paid for only then."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from chat import actions, nouns, protocol
from chat.actions.naming import SMALL_ROOM
from chat.models import Conversation, Membership, Mention, Message
from tests.chat.conftest import Happening
from tests.chat.test_posting import draft
from tests.chat.test_reading import crowd


@pytest.fixture
def other_bob(room: Conversation) -> User:
    """Somebody else in the room who is called Bob."""
    made = User.objects.create_user("robert@example.org", None, display_name="bob")
    Membership.objects.create(user=made, conversation=room)
    return made


def said(user: User, room: Conversation, text: str, **fields: Any) -> protocol.MessageNoun:
    """What is told of a message that is posted."""
    return nouns.message(actions.post_message(draft(user, room, text, **fields)).message)


def stored(message: UUID) -> protocol.MessageNoun:
    return nouns.message(Message.objects.with_all_told().get(pk=message))


def test_a_member_is_named_and_an_outsider_is_not(alice: User, bob: User, room: Conversation) -> None:
    noun = said(alice, room, "@bob and @Charlie: soup")
    assert (noun.mentions, noun.mentions_all) == ([bob.pk], False)
    assert f'<span class="mention" data-users="{bob.pk}">@bob</span> and @Charlie' in noun.html
    assert noun == stored(noun.id)


def test_the_event_tells_it_too(alice: User, bob: User, room: Conversation, happening: Happening) -> None:
    with happening() as told:
        said(alice, room, "@Bob")
    [event] = told
    assert event["message"]["mentions"] == [str(bob.pk)]


def test_of_two_with_one_name_both_are_meant_or_the_one_that_is_said(
    alice: User, bob: User, other_bob: User, room: Conversation
) -> None:
    assert said(alice, room, "@Bob").mentions == sorted([bob.pk, other_bob.pk])
    assert said(alice, room, "@Bob", mentions=(other_bob.pk,)).mentions == [other_bob.pk]


def test_who_is_not_named_is_not_mentioned_by_being_said_to_be(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    assert said(alice, room, "@Bob", mentions=(charlie.pk, uuid4())).mentions == [bob.pk]
    assert said(alice, room, "hello @ all", mentions=(bob.pk,)).mentions == []


def test_many_messages_in_one_transaction_each_name_their_own(alice: User, bob: User, room: Conversation) -> None:
    elsewhere = actions.start_group(alice, "Attic")
    drafts = [draft(alice, room, "@Bob"), draft(alice, elsewhere, "@Bob"), draft(bob, room, "@alice @all")]
    nouns_ = [nouns.message(each.message) for each in actions.post_messages(drafts) if not isinstance(each, Exception)]
    assert [each.mentions for each in nouns_] == [[bob.pk], [], [alice.pk]]
    assert [each.mentions_all for each in nouns_] == [False, False, True]


@pytest.mark.parametrize(("text", "more"), [("no names here", 0), ("@Bob", 2), ("@all @Bob", 3)])
def test_names_cost_queries_only_where_there_is_an_at(
    text: str, more: int, alice: User, room: Conversation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5 + more):
        actions.post_messages([draft(alice, room, text) for _ in range(10)])


# Everybody -----------------------------------------------------------------------------------------------------


def test_in_a_small_room_anybody_may_call_everybody(bob: User, room: Conversation) -> None:
    noun = said(bob, room, "@All look")
    assert noun.mentions_all
    assert 'data-users="all">@All<' in noun.html


def test_in_a_large_room_the_owner_and_moderators_may(alice: User, bob: User, room: Conversation) -> None:
    crowd(room, SMALL_ROOM - 1)
    assert said(alice, room, "@all").mentions_all
    assert not said(bob, room, "@all").mentions_all
    actions.change_role(alice, room.pk, bob.pk, Membership.Role.MODERATOR)
    assert said(bob, room, "@all").mentions_all


# Changes -------------------------------------------------------------------------------------------------------


def test_an_edit_names_anew(alice: User, bob: User, room: Conversation) -> None:
    first = said(alice, room, "soup, @Bob")
    assert nouns.message(actions.edit_message(alice, first.id, "soup")).mentions == []
    again = nouns.message(actions.edit_message(alice, first.id, "soup, @all"))
    assert (again.mentions, again.mentions_all) == ([], True)
    assert again == stored(first.id)


def test_an_edit_means_whom_it_meant_before(alice: User, bob: User, other_bob: User, room: Conversation) -> None:
    first = said(alice, room, "@Bob", mentions=(other_bob.pk,))
    assert nouns.message(actions.edit_message(alice, first.id, "@Bob!")).mentions == [other_bob.pk]
    assert nouns.message(actions.edit_message(alice, first.id, "@Bob!!", [bob.pk])).mentions == [bob.pk]
    assert nouns.message(actions.edit_message(alice, first.id, "@Bob?", [])).mentions == sorted([bob.pk, other_bob.pk])


def test_who_is_renamed_stays_named(alice: User, bob: User, room: Conversation) -> None:
    first = said(alice, room, "soup, @Bob")
    User.objects.filter(pk=bob.pk).update(display_name="Robert")
    assert stored(first.id) == first
    edited = nouns.message(actions.edit_message(alice, first.id, "soup now, @bob and @robert"))
    assert edited.mentions == [bob.pk]
    assert edited.html.count(f'data-users="{bob.pk}"') == 2


def test_what_is_deleted_names_nobody_and_what_is_restored_does_again(
    alice: User, bob: User, room: Conversation
) -> None:
    first, second = said(alice, room, "@Bob"), said(alice, room, "@Bob")
    actions.delete_message(alice, first.id)
    assert not Mention.objects.filter(message=first.id).exists()
    actions.hide_message(bob, second.id, "rude")
    assert stored(second.id).mentions == []
    actions.restore_message(bob, second.id, "a mistake")
    assert stored(second.id).mentions == [bob.pk]
