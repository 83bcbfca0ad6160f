"""What chat tells → may the agents hear it? → one task a batch. Nothing here may fail into the chat."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import agents_allowed_changed
from agents import actors, consent
from agents.models import MessageEmbedding
from chat import signals
from chat.models import Conversation, Message

log = structlog.get_logger(__name__)


@receiver(signals.message_posted)
def hear(messages: Sequence[Message], **_: Any) -> None:
    """Hand what may be heard to the worker. What gets lost here is found again by the sweep."""
    heard = [str(message.pk) for message in messages if _may_be_heard(message)]
    if heard:
        actors.enqueue(actors.hear, heard)


@receiver(signals.content_withdrawn)
def forget_messages(messages: Sequence[Message], **_: Any) -> None:
    """Purge the vectors of what was edited, deleted or hidden, in the same transaction."""
    consent.take_back(message.conversation_id for message in messages)
    MessageEmbedding.objects.filter(message__in=messages).delete()


@receiver(signals.consent_changed)
def forget_room(conversation: Conversation, user: User | None, **_: Any) -> None:
    """Purge the vectors of a room, or of one member's messages in it, in the same transaction."""
    consent.take_back([conversation.pk])
    found = MessageEmbedding.objects.filter(conversation=conversation)
    (found if user is None else found.filter(message__sender=user)).delete()


@receiver(agents_allowed_changed)
def forget_person(user: User, **_: Any) -> None:
    """Purge the vectors of all that a person said, in the same transaction."""
    rooms = Message.objects.filter(sender=user).order_by().values_list("conversation", flat=True).distinct()
    consent.take_back(rooms)
    MessageEmbedding.objects.filter(message__sender=user).delete()


def _may_be_heard(message: Message) -> bool:
    # Cheap, on what is at hand; the worker asks the database before it reads a word.
    return (
        message.conversation.listening
        and not message.off_record
        and message.sender is not None
        and message.sender.agents_allowed
    )
