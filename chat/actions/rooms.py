"""Making, changing and deleting rooms."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import broadcast, nouns, protocol, signals
from chat.actions.locking import lock_room, lock_rooms, not_found, raise_revision
from chat.actions.people import acquaintances, come_in
from chat.models import Conversation, Membership


@transaction.atomic
def start_group(
    owner: User,
    title: str,
    *,
    listening: bool = False,
    eagerness: str = Conversation.Eagerness.BALANCED,
    members: Iterable[UUID] = (),
) -> Conversation:
    """Make a group with its owner and people the owner shares a room with. Raises `not_found` for others."""
    room = Conversation.objects.create(
        owner=owner,
        title=title,
        kind=Conversation.Kind.GROUP,
        listening=listening,
        listening_since=timezone.now() if listening else None,
        eagerness=eagerness,
    )
    come_in(room, owner, Membership.Role.OWNER)
    for other in acquaintances(owner, members):
        come_in(room, other)
    return room


@transaction.atomic
def open_direct(user: User, other: UUID) -> Conversation:
    """Return the direct conversation of two people who share a room, made on first use; it starts not listened to.

    Raises `not_found`, `invalid` (oneself).
    """
    if other == user.pk:
        raise Refusal("invalid", "A direct conversation takes somebody else.", fields={"members": ["That is you."]})
    key = ":".join(sorted((str(user.pk), str(other))))
    existing = Conversation.objects.filter(direct_key=key, memberships__user=user).first()
    if existing is not None:
        return existing
    [peer] = acquaintances(user, [other])
    found, _ = Conversation.objects.get_or_create(
        direct_key=key, defaults={"kind": Conversation.Kind.DIRECT, "owner": user}
    )
    # As it is now that it is locked: meanwhile the other one may have said something, or left and so closed it.
    room = lock_rooms([found.pk]).get(found.pk)
    if room is None:
        raise not_found("conversation")
    for person in (user, peer):
        if not room.memberships.filter(user=person).exists():
            come_in(room, person)
    return room


@transaction.atomic
def change_conversation(
    user: User,
    conversation: UUID,
    *,
    title: str | None = None,
    listening: bool | None = None,
    eagerness: str | None = None,
) -> Conversation:
    """Change what is given. Raises `not_found`, `forbidden`.

    A group begins to be listened to only by its owner's word; moderators too may end it. In a direct conversation both
    may do either.
    """
    room, membership = lock_room(conversation, user)
    if room.kind == Conversation.Kind.GROUP:
        _must_be_allowed(room, membership, listening=listening)
    if title is not None:
        room.title = title
    if eagerness is not None:
        room.eagerness = eagerness
    was_listening = room.listening
    if listening is not None and listening != was_listening:
        room.listening = listening
        room.listening_since = timezone.now() if listening else None
    raise_revision(room, is_state=True)
    room.save(update_fields=["title", "eagerness", "listening", "listening_since"])
    tell_state(room)
    if room.listening != was_listening:
        signals.consent_changed.send(sender=Conversation, conversation=room, user=None)
    return room


@transaction.atomic
def delete_conversation(user: User, conversation: UUID) -> None:
    """Delete a room and all that was said in it. Raises `not_found`, `forbidden`."""
    room, membership = lock_room(conversation, user)
    if membership.role != Membership.Role.OWNER:
        raise Refusal("forbidden", "Only the owner can delete this room.")
    for each in room.memberships.select_related("user"):
        event = protocol.MembershipChanged(
            conversation=room.pk, revision=room.revision + 1, change="left", member=nouns.member(each)
        )
        broadcast.to_user(each.user_id, event)
        broadcast.left(each.user_id, room.pk)
    room.delete()


def tell_state(room: Conversation) -> None:
    """Tell the room its new title and switches after commit."""
    event = protocol.ConversationChanged(conversation=room.pk, revision=room.revision, state=nouns.conversation(room))
    broadcast.to_room(room.pk, event, revision=room.revision)


def _must_be_allowed(room: Conversation, membership: Membership, *, listening: bool | None) -> None:
    if not membership.can_moderate:
        raise Refusal("forbidden", "Only the owner and moderators can change this room.")
    if listening and not room.listening and membership.role != Membership.Role.OWNER:
        raise Refusal("forbidden", "Only the owner can let Unafied listen here.")
