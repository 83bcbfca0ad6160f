"""What moderators do to messages; each time with a reason that stays."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import signals
from chat.actions.locking import lock_any_message
from chat.actions.messages import count_in_thread, publish_change
from chat.actions.pins import take_down
from chat.models import Message, ModerationRecord


@transaction.atomic
def hide_message(moderator: User, message: UUID, reason: str) -> Message:
    """Hide a message from everybody; its content is kept for the record. Raises `not_found`, `conflict`."""
    room, found = lock_any_message(message)
    if found.is_gone:
        raise Refusal("conflict", "That message is hidden or deleted already.")
    take_down(room, found)
    found.hidden_at = timezone.now()
    _record(moderator, found, ModerationRecord.Verb.HIDDEN, reason)
    publish_change(room, found, "message.deleted")
    count_in_thread(room, found, -1)
    signals.content_withdrawn.send(sender=Message, messages=[found])
    return found


@transaction.atomic
def restore_message(moderator: User, message: UUID, reason: str) -> Message:
    """Show a hidden message again. Raises `not_found`, `conflict`."""
    room, found = lock_any_message(message)
    if found.hidden_at is None:
        raise Refusal("conflict", "That message is not hidden.")
    found.hidden_at = None
    _record(moderator, found, ModerationRecord.Verb.RESTORED, reason)
    publish_change(room, found, "message.edited")
    count_in_thread(room, found, 1)
    return found


def _record(moderator: User, message: Message, verb: ModerationRecord.Verb, reason: str) -> None:
    if not reason.strip():
        raise Refusal("invalid", "Give a reason.", fields={"reason": ["Give a reason."]})
    ModerationRecord.objects.create(message=message, moderator=moderator, verb=verb, reason=reason.strip()[:300])
