"""Conversations of two."""

from uuid import uuid4

from accounts.models import User
from chat import actions
from chat.models import Conversation
from tests.chat.test_people import names, refusal_of


def test_two_people_have_one_direct_conversation_whoever_opens_it(alice: User, bob: User, room: Conversation) -> None:
    first = actions.open_direct(alice, bob.pk)
    assert actions.open_direct(bob, alice.pk).pk == first.pk
    assert actions.open_direct(alice, bob.pk).pk == first.pk
    assert names(first) == [("Alice", "member"), ("Bob", "member")]
    assert not first.listening


def test_a_direct_conversation_takes_somebody_else_whom_one_knows(alice: User, charlie: User) -> None:
    assert refusal_of(actions.open_direct, alice, alice.pk) == "invalid"
    assert refusal_of(actions.open_direct, alice, charlie.pk) == "not_found"
    assert refusal_of(actions.open_direct, alice, uuid4()) == "not_found"
    assert not Conversation.objects.exists()


def test_a_direct_conversation_stays_between_the_two(alice: User, bob: User, dora: User, room: Conversation) -> None:
    direct = actions.open_direct(alice, bob.pk)
    assert refusal_of(actions.invite, alice, direct.pk) == "forbidden"
    assert refusal_of(actions.add_members, alice, direct.pk, [dora.pk]) == "forbidden"
    assert refusal_of(actions.remove_member, alice, direct.pk, bob.pk) == "forbidden"
    assert refusal_of(actions.change_role, alice, direct.pk, bob.pk, "owner") == "forbidden"
    assert refusal_of(actions.delete_conversation, alice, direct.pk) == "forbidden"


def test_both_may_switch_listening_in_a_direct_conversation(alice: User, bob: User, room: Conversation) -> None:
    direct = actions.open_direct(alice, bob.pk)
    assert actions.change_conversation(bob, direct.pk, listening=True).listening
    assert not actions.change_conversation(alice, direct.pk, listening=False).listening


def test_a_direct_conversation_starts_not_listened_to(alice: User, bob: User, listening: Conversation) -> None:
    direct = actions.open_direct(alice, bob.pk)
    assert (direct.listening, direct.listening_since) == (False, None)


def test_who_left_a_direct_conversation_can_open_it_again(alice: User, bob: User, room: Conversation) -> None:
    direct = actions.open_direct(alice, bob.pk)
    actions.leave(alice, direct.pk)
    assert actions.open_direct(alice, bob.pk).pk == direct.pk
    assert {name for name, _ in names(direct)} == {"Alice", "Bob"}
