"""Who is in a room: inviting, coming in, leaving, roles, and accounts that go."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts import actions as accounts_actions
from accounts.models import User
from accounts.problems import Refusal
from chat import actions, reading
from chat.models import Conversation, Invite, Membership, Message
from tests.chat.conftest import Happening
from tests.chat.test_posting import draft
from tests.conftest import PASSWORD


def refusal_of(verb: Any, *args: Any, **fields: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        verb(*args, **fields)
    return refusal.value.code


def names(room: Conversation) -> list[tuple[str, str]]:
    return [(each.user.display_name, each.role) for each in room.memberships.by_seniority()]


# Links ---------------------------------------------------------------------------------------------------------


def test_a_link_lets_in_everybody_who_has_it(alice: User, charlie: User, dora: User, room: Conversation) -> None:
    other = actions.start_group(alice, "Attic")
    _, token = actions.invite(alice, other.pk)
    for person in (charlie, dora):
        actions.accept_invite(person, token)
    assert {name for name, _ in names(other)} == {"Alice", "Charlie", "Dora"}


def test_the_token_itself_is_not_kept(alice: User, room: Conversation) -> None:
    made, token = actions.invite(alice, room.pk)
    assert token not in str(Invite.objects.filter(pk=made.pk).values())


def test_coming_in_twice_is_being_in_once(alice: User, charlie: User, room: Conversation) -> None:
    _, token = actions.invite(alice, room.pk)
    actions.accept_invite(charlie, token)
    revision = actions.accept_invite(charlie, token).revision
    assert Membership.objects.filter(user=charlie).count() == 1
    assert revision == Conversation.objects.get(pk=room.pk).revision


def test_an_expired_link_lets_nobody_in(alice: User, charlie: User, room: Conversation) -> None:
    made, token = actions.invite(alice, room.pk)
    Invite.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refusal_of(actions.accept_invite, charlie, token) == "not_found"
    assert not Membership.objects.filter(user=charlie).exists()


def test_a_closed_link_lets_nobody_in(alice: User, charlie: User, room: Conversation) -> None:
    made, token = actions.invite(alice, room.pk)
    actions.revoke_invite(alice, room.pk, made.pk)
    assert refusal_of(actions.accept_invite, charlie, token) == "not_found"


@pytest.mark.parametrize(
    "lose",
    [
        lambda alice, dora, room: actions.remove_member(alice, room.pk, dora.pk),
        lambda alice, dora, room: actions.change_role(alice, room.pk, dora.pk, "member"),
        lambda _alice, dora, _room: accounts_actions.ban(dora, reason="spam"),
    ],
)
def test_a_link_of_somebody_who_may_no_longer_invite_lets_nobody_in(
    alice: User, charlie: User, dora: User, room: Conversation, lose: Any
) -> None:
    actions.change_role(alice, room.pk, dora.pk, "moderator")
    made, token = actions.invite(dora, room.pk)
    assert made in room.invites.open()
    lose(alice, dora, room)
    assert refusal_of(actions.accept_invite, charlie, token) == "not_found"
    assert made not in room.invites.open()


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5_000, "é\x00"])
def test_a_made_up_token_is_not_found(charlie: User, token: str) -> None:
    assert refusal_of(actions.accept_invite, charlie, token) == "not_found"


def test_plain_members_and_outsiders_make_and_close_no_links(
    alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    made, _ = actions.invite(alice, room.pk)
    assert refusal_of(actions.invite, bob, room.pk) == "forbidden"
    assert refusal_of(actions.revoke_invite, bob, room.pk, made.pk) == "forbidden"
    assert refusal_of(actions.invite, charlie, room.pk) == "not_found"
    assert refusal_of(actions.revoke_invite, charlie, room.pk, made.pk) == "not_found"


def test_a_link_is_closed_in_its_own_room_only(alice: User, room: Conversation) -> None:
    other = actions.start_group(alice, "Attic")
    made, _ = actions.invite(alice, room.pk)
    assert refusal_of(actions.revoke_invite, alice, other.pk, made.pk) == "not_found"


def test_what_was_said_before_one_came_counts_as_read(alice: User, charlie: User, room: Conversation) -> None:
    actions.post_message(draft(alice, room))
    _, token = actions.invite(alice, room.pk)
    actions.accept_invite(charlie, token)
    assert Membership.objects.with_unread().get(user=charlie, conversation=room).unread == 0


# Roles ---------------------------------------------------------------------------------------------------------


def test_only_the_owner_gives_roles_and_only_to_others(alice: User, bob: User, dora: User, room: Conversation) -> None:
    actions.change_role(alice, room.pk, dora.pk, "moderator")
    assert refusal_of(actions.change_role, dora, room.pk, bob.pk, "moderator") == "forbidden"
    assert refusal_of(actions.change_role, alice, room.pk, alice.pk, "member") == "forbidden"
    assert refusal_of(actions.change_role, alice, room.pk, uuid4(), "member") == "not_found"
    assert names(room) == [("Alice", "owner"), ("Dora", "moderator"), ("Bob", "member")]


def test_handing_over_leaves_one_owner(alice: User, bob: User, room: Conversation) -> None:
    actions.change_role(alice, room.pk, bob.pk, "owner")
    assert names(room) == [("Bob", "owner"), ("Alice", "moderator")]
    assert Conversation.objects.get(pk=room.pk).owner == bob


def test_moderators_remove_members_but_nobody_of_their_rank(
    alice: User, bob: User, charlie: User, dora: User, room: Conversation
) -> None:
    for person in (bob, dora):
        actions.change_role(alice, room.pk, person.pk, "moderator")
    _, token = actions.invite(bob, room.pk)
    actions.accept_invite(charlie, token)
    actions.remove_member(bob, room.pk, charlie.pk)
    assert refusal_of(actions.remove_member, bob, room.pk, dora.pk) == "forbidden"
    assert refusal_of(actions.remove_member, bob, room.pk, alice.pk) == "forbidden"
    actions.remove_member(alice, room.pk, dora.pk)
    assert names(room) == [("Alice", "owner"), ("Bob", "moderator")]


# Leaving -------------------------------------------------------------------------------------------------------


def test_an_owner_who_leaves_is_followed_by_the_highest_and_longest_in(
    alice: User, bob: User, dora: User, room: Conversation
) -> None:
    actions.change_role(alice, room.pk, dora.pk, "moderator")
    actions.leave(alice, room.pk)
    assert names(room) == [("Dora", "owner"), ("Bob", "member")]
    actions.leave(dora, room.pk)
    assert names(room) == [("Bob", "owner")]
    assert Conversation.objects.get(pk=room.pk).owner == bob


def test_nobody_who_is_banned_becomes_the_owner(alice: User, bob: User, dora: User, room: Conversation) -> None:
    accounts_actions.ban(bob, reason="spam")
    actions.leave(alice, room.pk)
    assert Conversation.objects.get(pk=room.pk).owner == dora


def test_the_last_one_out_closes_the_room(alice: User, bob: User, room: Conversation) -> None:
    actions.post_message(draft(alice, room))
    actions.leave(bob, room.pk)
    actions.leave(alice, room.pk)
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()


def test_what_somebody_said_stays_when_they_leave(alice: User, bob: User, room: Conversation) -> None:
    said = actions.post_message(draft(bob, room, "bye")).message
    actions.leave(bob, room.pk)
    assert Message.objects.get(pk=said.pk).sender == bob


def test_who_left_can_do_nothing_more(alice: User, bob: User, room: Conversation) -> None:
    said = actions.post_message(draft(bob, room)).message
    actions.leave(bob, room.pk)
    assert refusal_of(actions.post_message, draft(bob, room)) == "not_found"
    assert refusal_of(actions.edit_message, bob, said.pk, "x") == "not_found"
    assert refusal_of(actions.leave, bob, room.pk) == "not_found"
    assert refusal_of(actions.mark_read, bob, room.pk, 1) == "not_found"


# Listening -----------------------------------------------------------------------------------------------------


def test_a_group_is_listened_to_only_by_its_owners_word(alice: User, bob: User, room: Conversation) -> None:
    assert not actions.start_group(alice, "Garden").listening
    actions.change_role(alice, room.pk, bob.pk, Membership.Role.MODERATOR)
    assert refusal_of(actions.change_conversation, bob, room.pk, listening=True) == "forbidden"
    begun = actions.change_conversation(alice, room.pk, listening=True)
    assert begun.listening_since is not None
    assert actions.change_conversation(bob, room.pk, listening=True, title="Pantry").title == "Pantry"
    ended = actions.change_conversation(bob, room.pk, listening=False)
    assert (ended.listening, ended.listening_since) == (False, None)
    assert refusal_of(actions.change_conversation, bob, room.pk, listening=True) == "forbidden"


def test_who_comes_in_is_yet_to_be_told_who_listens_and_is_told_once(
    alice: User, charlie: User, listening: Conversation
) -> None:
    _, token = actions.invite(alice, listening.pk)
    actions.accept_invite(charlie, token)
    own = reading.own_conversation(charlie, listening.pk)
    assert own.listening_since is not None
    assert own.listening_told_at is None
    actions.change_membership(charlie, listening.pk, listening_told=True)
    told = reading.own_conversation(charlie, listening.pk).listening_told_at
    assert told is not None
    assert told >= own.listening_since
    actions.change_membership(charlie, listening.pk, notifications="nothing")
    assert reading.own_conversation(charlie, listening.pk).listening_told_at == told
    # Some clocks move in steps.
    Membership.objects.filter(user=charlie).update(listening_told_at=told - timedelta(seconds=1))
    actions.change_conversation(alice, listening.pk, listening=False)
    again = actions.change_conversation(alice, listening.pk, listening=True)
    assert again.listening_since is not None
    now = reading.own_conversation(charlie, listening.pk).listening_told_at
    assert now is not None
    assert again.listening_since > now, "what begins anew is told anew"


# Accounts that go ----------------------------------------------------------------------------------------------


def test_a_deleted_account_leaves_its_rooms_and_its_words_stay(
    alice: User, bob: User, room: Conversation, happening: Happening
) -> None:
    said = actions.post_message(draft(alice, room, "I was here")).message
    with happening() as events:
        accounts_actions.delete_account(alice, password=PASSWORD)
    assert names(room) == [("Bob", "owner")]
    told = Message.objects.with_all_told().get(pk=said.pk)
    assert (told.content, told.sender and told.sender.display_name) == ("I was here", "Deleted account")
    changes = [(each["change"], each["member"]["user"]["id"]) for each in events if "change" in each]
    assert changes == [("left", str(alice.pk)), ("role", str(bob.pk))]


def test_a_name_that_changes_is_told_to_those_who_share_a_room(
    alice: User, bob: User, room: Conversation, happening: Happening
) -> None:
    with happening() as events:
        accounts_actions.change_profile(bob, display_name="Robert")
    assert [(each["type"], each["user"]) for each in events] == [
        ("person.changed", {"id": str(bob.pk), "display_name": "Robert"})
    ]
