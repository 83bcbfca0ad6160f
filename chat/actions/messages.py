"""Changing what was said: edit, delete, react."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.problems import Refusal
from chat import protocol, signals
from chat.actions.locking import lock_message, raise_revision
from chat.actions.naming import look_ahead, name_anew
from chat.actions.pins import take_down
from chat.actions.telling import tell_message
from chat.actions.threads import count_replies
from chat.models import Conversation, Message, MessageVersion, Reaction

REACTIONS_LIMIT = 20
"""Different emojis that one message may have."""
VERSIONS_LIMIT = 50
"""Earlier versions that are kept of one message."""


def edit_message(user: User, message: UUID, content: str, mentions: Collection[UUID] | None = None) -> Message:
    """Replace the content of one's own message. Raises `not_found`, `gone`, `forbidden`.

    `mentions` says who is meant where several people have a name that it calls; None: who was meant before.
    """
    rooms = Message.objects.visible_to(user).filter(pk=message).values_list("conversation", flat=True)
    look_ahead((each, content) for each in rooms)
    return _edit(user, message, content, mentions)


@transaction.atomic
def delete_message(user: User, message: UUID) -> Message:
    """Take back one's own message, or as a moderator any. Raises `not_found`, `gone`, `forbidden`."""
    room, membership, found = lock_message(message, user)
    if found.sender_id != user.pk and not membership.can_moderate:
        raise Refusal("forbidden", "Only whoever wrote a message, or a moderator of the room, can delete it.")
    take_down(room, found)
    found.content = ""
    found.card = None
    found.deleted_at = timezone.now()
    found.reactions.all().delete()
    found.mentions.all().delete()
    found.versions.all().delete()
    publish_change(room, found, "message.deleted")
    count_in_thread(room, found, -1)
    signals.content_withdrawn.send(sender=Message, messages=[found])
    return found


@transaction.atomic
def toggle_reaction(user: User, message: UUID, emoji: str) -> Message:
    """Put an emoji on a message, or take one's own off. Raises `not_found`, `gone`, `conflict` (too many)."""
    room, _, found = lock_message(message, user)
    removed, _ = Reaction.objects.filter(message=found, user=user, emoji=emoji).delete()
    if not removed:
        _react(user, found, emoji)
    found = Message.objects.with_all_told().get(pk=found.pk)
    publish_change(room, found, "reaction.changed")
    return found


def publish_change(room: Conversation, message: Message, change: protocol.MessageChange) -> None:
    """Number the change of a message in a locked room, store it, and tell the room after commit."""
    message.revision = raise_revision(room)
    message.save(update_fields=["content", "card", "revision", "edited_at", "deleted_at", "hidden_at"])
    tell_message(message, change)


def count_in_thread(room: Conversation, message: Message, more: int) -> None:
    """Say at the beginning of a message's thread, if it is in one, that it stands there now or no longer does."""
    if message.thread_id:
        count_replies({room.pk: room}, {message.thread_id: more})
        room.save(update_fields=["revision"])


@transaction.atomic
def _edit(user: User, message: UUID, content: str, mentions: Collection[UUID] | None) -> Message:
    room, _, found = lock_message(message, user)
    if found.sender_id != user.pk:
        raise Refusal("forbidden", "Only whoever wrote a message can edit it.")
    if found.content != content:
        # Clocks differ: no version ends before it begins.
        now = max(timezone.now(), found.edited_at or found.created_at)
        _keep_version(found, until=now)
        found.content = content
        found.edited_at = now
        name_anew(found, mentions)
        publish_change(room, found, "message.edited")
        signals.content_withdrawn.send(sender=Message, messages=[found])
        _tell_listeners(found)
    return found


def _keep_version(message: Message, until: datetime) -> None:
    since = message.edited_at or message.created_at
    MessageVersion.objects.create(message=message, content=message.content, since=since, until=until)
    too_many = message.versions.order_by("-pk").values("pk")[VERSIONS_LIMIT:]
    message.versions.filter(pk__in=too_many).delete()


def _react(user: User, message: Message, emoji: str) -> None:
    others = set(message.reactions.values_list("emoji", flat=True))
    if emoji not in others and len(others) >= REACTIONS_LIMIT:
        raise Refusal("conflict", f"A message can have {REACTIONS_LIMIT} different reactions.")
    Reaction.objects.create(message=message, user=user, emoji=emoji)


def _tell_listeners(message: Message) -> None:
    # What was edited is read anew: its old vector went with the edit.
    transaction.on_commit(lambda: signals.message_posted.send_robust(sender=Message, messages=[message]), robust=True)
