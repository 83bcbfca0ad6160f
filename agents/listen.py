"""What chat tells → may the agents hear it? → one task a batch. Nothing here may fail into the chat."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_deleted, agents_allowed_changed
from agents import crowd, forget
from chat import signals
from chat.models import Conversation, Message

log = structlog.get_logger(__name__)


@receiver(signals.message_posted)
def hear(messages: Sequence[Message], **_: Any) -> None:
    """Hand what may be heard to the worker. What gets lost here is found again by the sweep."""
    crowd.hand_over([message for message in messages if _may_be_heard(message)])


@receiver(signals.content_withdrawn)
def forget_messages(messages: Sequence[Message], **_: Any) -> None:
    """Purge what was made of messages that were edited, deleted or hidden, in the same transaction."""
    ids = [message.pk for message in messages]
    forget.forget_said(Message.objects.filter(pk__in=ids), {message.conversation_id for message in messages})
    for message in messages:
        if message.deleted_at and message.role == Message.Role.ASSISTANT:
            forget.forget_card(message.pk)


@receiver(signals.consent_changed)
def forget_room(conversation: Conversation, user: User | None, **_: Any) -> None:
    """Purge what was made of all that was said in a room, or of what one member said, in the same transaction."""
    said = Message.objects.filter(conversation=conversation)
    if user is None:
        if not conversation.listening:
            forget.forget_said(said, {conversation.pk})
        return
    membership = conversation.memberships.filter(user=user).first()
    if membership is None or not membership.agents_allowed:
        forget.forget_said(said.filter(sender=user), {conversation.pk})
    if membership is None:
        forget.forget_member(conversation, user)


@receiver(agents_allowed_changed)
def forget_person(user: User, **_: Any) -> None:
    """Purge what was made of all that a person said, in the same transaction."""
    if not (user.agents_allowed and user.is_active):
        _forget_all_of(user)


@receiver(account_deleted)
def forget_account(user: User, **_: Any) -> None:
    """Delete what a person answered and kept, and purge what was made of what they said."""
    forget.forget_verdicts(user)
    _forget_all_of(user)


@receiver(pre_delete, sender=Conversation)
def let_go_of_room(instance: Conversation, **_: Any) -> None:
    """Leave people what they kept when the room in which they found it is deleted."""
    forget.forget_room(instance)


def _forget_all_of(user: User) -> None:
    said = Message.objects.filter(sender=user)
    forget.forget_said(said, set(said.order_by().values_list("conversation", flat=True).distinct()))


def _may_be_heard(message: Message) -> bool:
    # Cheap, on what is at hand; the worker asks the database before it reads a word.
    return (
        message.conversation.listening
        and not message.off_record
        and message.sender is not None
        and message.sender.agents_allowed
    )
