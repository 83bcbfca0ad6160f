"""Having read."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from accounts.models import User
from chat import broadcast, protocol
from chat.actions.locking import not_found
from chat.models import Conversation, Membership


@transaction.atomic
def mark_read(user: User, conversation: UUID, sequence: int) -> protocol.ReadMarked:
    """Move the user's read mark up to `sequence`, never back, never past the end. Raises `not_found`."""
    end = Conversation.objects.filter(pk=conversation).values("revision")
    moved = Membership.objects.filter(user=user, conversation=conversation).update(
        read_sequence=Greatest(F("read_sequence"), Least(sequence, end[:1]))
    )
    if not moved:
        raise not_found("conversation")
    room = Conversation.objects.with_membership_of(user).get(pk=conversation)
    event = protocol.ReadMarked(
        conversation=conversation,
        user=user.pk,
        sequence=room.own_read_sequence,
        unread=room.unread,
    )
    broadcast.to_user(user.pk, event)
    return event
