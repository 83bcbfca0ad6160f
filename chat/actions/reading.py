"""Having read: marks that only grow, but for those that their owner sets back, each time in a turn of its own."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from accounts.models import User
from chat import broadcast, protocol
from chat.actions.locking import not_found
from chat.models import Conversation, Membership


@transaction.atomic
def mark_read(user: User, conversation: UUID, sequence: int, turn: int | None = None) -> protocol.ReadMarked:
    """Move the user's read mark up to `sequence`, never back, never past the end. Raises `not_found`.

    With the `turn` that the caller knows of, nothing moves when the mark was set back since.
    """
    marks = Membership.objects.filter(user=user, conversation=conversation)
    if turn is not None:
        marks = marks.filter(read_turn__lte=turn)
    end = Conversation.objects.filter(pk=conversation).values("revision")
    marks.update(read_sequence=Greatest(F("read_sequence"), Least(sequence, end[:1])))
    return _tell(user, conversation)


@transaction.atomic
def mark_unread(user: User, conversation: UUID, sequence: int) -> protocol.ReadMarked:
    """Set the user's read mark back: what stands at `sequence` and after it is unread. Raises `not_found`.

    A place beyond the mark moves nothing.
    """
    ahead = Membership.objects.filter(user=user, conversation=conversation, read_sequence__gte=sequence)
    ahead.update(read_sequence=max(0, sequence - 1), read_turn=F("read_turn") + 1)
    return _tell(user, conversation)


@transaction.atomic
def mark_all_read(user: User) -> protocol.AllRead:
    """Move the user's marks to the end of every conversation, in one query; returns those that moved."""
    moved = Membership.objects.read_to_the_end(user)
    marks = [protocol.ReadUpTo(conversation=room, sequence=sequence, turn=turn) for room, sequence, turn in moved]
    event = protocol.AllRead(user=user.pk, marks=marks)
    if marks:
        broadcast.to_user(user.pk, event)
    return event


def _tell(user: User, conversation: UUID) -> protocol.ReadMarked:
    own = Membership.objects.filter(user=user, conversation=conversation).with_unread().first()
    if own is None:
        raise not_found("conversation")
    event = protocol.ReadMarked(
        conversation=conversation,
        user=user.pk,
        sequence=own.read_sequence,
        turn=own.read_turn,
        unread=own.unread,
        unread_mentions=own.unread_mentions,
        as_of=own.conversation.revision,
    )
    broadcast.to_user(user.pk, event)
    return event
