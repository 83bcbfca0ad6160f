"""Who is in a room: inviting, coming in, leaving, roles."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import broadcast, nouns, protocol, signals
from chat.actions.locking import lock_room, lock_rooms, not_found, raise_revision
from chat.models import Conversation, Invite, Membership

INVITE_LIFETIME = timedelta(days=7)


@transaction.atomic
def invite(user: User, conversation: UUID) -> tuple[Invite, str]:
    """Make a link into a group; returns it with its token, which is not kept. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    _must_moderate_group(room, membership)
    token = secrets.token_urlsafe(24)
    made = Invite.objects.create(
        conversation=room, created_by=user, digest=_digest(token), expires_at=timezone.now() + INVITE_LIFETIME
    )
    return made, token


@transaction.atomic
def revoke_invite(user: User, conversation: UUID, invite_id: UUID) -> None:
    """Close a link. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    _must_moderate_group(room, membership)
    if not Invite.objects.filter(conversation=room, pk=invite_id).update(revoked_at=timezone.now()):
        raise not_found("invite")


@transaction.atomic
def accept_invite(user: User, token: str) -> Conversation:
    """Come in by a link; whoever is in already just gets the conversation. Raises `not_found` (also when expired)."""
    locked = lock_rooms([find_invite(token).conversation_id])
    # Asked again: the link may have been closed, or the room deleted, while the lock was waited for.
    room = locked[find_invite(token).conversation_id]
    if not room.memberships.filter(user=user).exists():
        come_in(room, user)
    return room


def find_invite(token: str) -> Invite:
    """Return the open invite of a token. Raises `not_found`."""
    found = Invite.objects.open().select_related("conversation", "created_by").filter(digest=_digest(token)).first()
    if found is None:
        raise Refusal("not_found", "This invite is not valid, or no longer.")
    return found


@transaction.atomic
def add_members(user: User, conversation: UUID, people: Iterable[UUID]) -> Conversation:
    """Take people into a group whom the user shares a room with. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    _must_moderate_group(room, membership)
    inside = set(room.memberships.values_list("user", flat=True))
    for person in acquaintances(user, people):
        if person.pk not in inside:
            come_in(room, person)
    return room


@transaction.atomic
def remove_member(user: User, conversation: UUID, person: UUID) -> None:
    """Put somebody out; nothing more is delivered to them. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    _must_moderate_group(room, membership)
    theirs = _membership(room, person)
    if theirs.role == Membership.Role.OWNER or (
        theirs.role == Membership.Role.MODERATOR and membership.role != Membership.Role.OWNER
    ):
        raise Refusal("forbidden", "You can't remove somebody of the same rank or above.")
    _go(room, theirs)


@transaction.atomic
def leave(user: User, conversation: UUID) -> None:
    """Go; an owner's place falls to the next in seniority, and the last one out closes the room. Raises `not_found`."""
    room, membership = lock_room(conversation, user)
    _go(room, membership)


@transaction.atomic
def leave_all(user: User) -> None:
    """Leave every conversation, as a deleted account does."""
    # All of them locked first and in the one order, so that nobody who posts can wait for us while we wait for them.
    for conversation in lock_rooms(user.memberships.values_list("conversation", flat=True)):
        leave(user, conversation)


@transaction.atomic
def change_role(user: User, conversation: UUID, person: UUID, role: str) -> Membership:
    """Make somebody moderator or member, or hand the room over. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    if membership.role != Membership.Role.OWNER or person == user.pk:
        raise Refusal("forbidden", "Only the owner gives roles, and only to others.")
    theirs = _membership(room, person)
    if theirs.role == role:
        return theirs
    if role == Membership.Role.OWNER:
        _set_role(room, membership, Membership.Role.MODERATOR)
        room.owner_id = person
        room.save(update_fields=["owner"])
    _set_role(room, theirs, role)
    return theirs


@transaction.atomic
def change_membership(
    user: User,
    conversation: UUID,
    *,
    notifications: str | None = None,
    agents_allowed: bool | None = None,
    listening_told: bool = False,
) -> Membership:
    """Change one's own switches in a room; `listening_told`: one has taken note of who listens. Raises `not_found`."""
    room, membership = lock_room(conversation, user)
    if notifications is not None:
        membership.notifications = notifications
    was_allowed = membership.agents_allowed
    if agents_allowed is not None:
        membership.agents_allowed = agents_allowed
    if listening_told:
        now = timezone.now()
        # Not before it began, where the clock that told that is ahead.
        membership.listening_told_at = max(now, room.listening_since or now)
    membership.save(update_fields=["notifications", "agents_allowed", "listening_told_at"])
    if membership.agents_allowed != was_allowed:
        signals.consent_changed.send(sender=Conversation, conversation=room, user=user)
    broadcast.to_user(user.pk, _switches(membership))
    return membership


def come_in(room: Conversation, user: User, role: str = Membership.Role.MEMBER) -> Membership:
    """Add somebody to a locked (or new) room; what was said before counts as read."""
    membership = Membership.objects.create(conversation=room, user=user, role=role, read_sequence=room.revision)
    raise_revision(room, is_state=True)
    broadcast.joined(user.pk, room.pk)
    _tell(room, membership, "joined")
    return membership


def acquaintances(user: User, people: Iterable[UUID]) -> list[User]:
    """Return these people, all of whom share a room with the user. Raises `not_found` for anybody else."""
    asked = set(people) - {user.pk}
    if not asked:
        return []
    known = User.objects.active().filter(pk__in=asked, memberships__conversation__memberships__user=user).distinct()
    if len(known) != len(asked):
        raise Refusal("not_found", "You can add people you share a room with; invite others by a link.")
    return list(known)


def _go(room: Conversation, membership: Membership) -> None:
    user = membership.user
    raise_revision(room, is_state=True)
    _tell(room, membership, "left")
    broadcast.left(user.pk, room.pk)
    membership.delete()
    heir = room.memberships.of_active().by_seniority().first()
    if heir is not None and room.owner_id == user.pk:
        room.owner_id = heir.user_id
        room.save(update_fields=["owner"])
        if room.kind == Conversation.Kind.GROUP:
            _set_role(room, heir, Membership.Role.OWNER)
    signals.consent_changed.send(sender=Conversation, conversation=room, user=user)
    if heir is None:
        room.delete()


def _set_role(room: Conversation, membership: Membership, role: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    raise_revision(room, is_state=True)
    _tell(room, membership, "role")


def _switches(membership: Membership) -> protocol.SwitchesChanged:
    return protocol.SwitchesChanged.model_validate(
        {
            "conversation": membership.conversation_id,
            "notifications": membership.notifications,
            "agents_allowed": membership.agents_allowed,
            "listening_told_at": membership.listening_told_at,
        }
    )


def _tell(room: Conversation, membership: Membership, change: Literal["joined", "left", "role"]) -> None:
    event = protocol.MembershipChanged(
        conversation=room.pk, revision=room.revision, change=change, member=nouns.member(membership)
    )
    broadcast.to_room(room.pk, event, revision=event.revision)


def _membership(room: Conversation, person: UUID) -> Membership:
    found = room.memberships.select_related("user").filter(user=person).first()
    if found is None:
        raise not_found("member")
    return found


def _must_moderate_group(room: Conversation, membership: Membership) -> None:
    if room.kind != Conversation.Kind.GROUP:
        raise Refusal("forbidden", "A direct conversation stays between the two.")
    if not membership.can_moderate:
        raise Refusal("forbidden", "Only the owner and moderators can do that.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
