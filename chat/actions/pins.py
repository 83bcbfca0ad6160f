"""Pinning: what a room wants to find again, up to a number that one can look through."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import broadcast, nouns, protocol
from chat.actions.locking import lock_message, raise_revision
from chat.models import Conversation, Membership, Message

PINS_LIMIT = 50
"""Pinned messages that one room may have."""


@transaction.atomic
def pin_message(user: User, message: UUID) -> Message:
    """Pin a message, as everybody in its room may. Raises `not_found`, `gone`, `conflict` (too many)."""
    room, _, found = lock_message(message, user)
    if found.pinned_at is None:
        if room.pin_count >= PINS_LIMIT:
            raise Refusal("conflict", f"{PINS_LIMIT} messages are pinned here: unpin one first.")
        _pin(room, found, user)
    return found


@transaction.atomic
def unpin_message(user: User, message: UUID) -> Message:
    """Take a pin off: whoever put it there, a moderator, and in a direct conversation both.

    Raises `not_found`, `gone`, `forbidden`.
    """
    room, membership, found = lock_message(message, user)
    if found.pinned_at is not None and not _may_unpin(room, membership, found):
        raise Refusal("forbidden", "Only whoever pinned a message, or a moderator of the room, can unpin it.")
    take_down(room, found)
    return found


def take_down(room: Conversation, message: Message) -> None:
    """Unpin a message of a locked room, if it is pinned: what is gone is not to be found again."""
    if message.pinned_at is not None:
        _pin(room, message, None)


def _may_unpin(room: Conversation, membership: Membership, message: Message) -> bool:
    is_own = message.pinned_by_id == membership.user_id
    return is_own or membership.can_moderate or room.kind == Conversation.Kind.DIRECT


def _after_all_others(room: Conversation) -> datetime:
    # Clocks differ, and the latest pin stands first.
    others = Message.objects.filter(conversation=room).pinned().values_list("pinned_at", flat=True)
    now, latest = timezone.now(), others.first()
    return max(now, latest + timedelta(microseconds=1)) if latest else now


def _pin(room: Conversation, message: Message, by: User | None) -> None:
    message.pinned_by = by
    message.pinned_at = _after_all_others(room) if by else None
    message.revision = raise_revision(room, is_state=True)
    room.pin_count += 1 if by else -1
    room.save(update_fields=["pin_count"])
    message.save(update_fields=["revision", "pinned_at", "pinned_by"])
    event = protocol.PinChanged(
        type="message.pinned" if by else "message.unpinned",
        conversation=room.pk,
        revision=message.revision,
        message=nouns.message(message),
        state=nouns.conversation(room),
    )
    broadcast.to_room(room.pk, event, revision=message.revision)
