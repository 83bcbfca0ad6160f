"""Telling a room of a message as it is now."""

from typing import Literal

from chat import broadcast, nouns, protocol
from chat.models import Message

Change = Literal[
    "message.posted",
    "message.edited",
    "message.deleted",
    "reaction.changed",
    "thread.changed",
    "recommendation.made",
    "recommendation.changed",
]


def tell_message(message: Message, change: Change) -> None:
    """Tell the room after commit. Only then is the message rendered: until then its room is locked for all others."""
    revision = message.revision

    def event() -> protocol.MessageEvent:
        return protocol.MessageEvent(
            type=change,
            conversation=message.conversation_id,
            revision=revision,
            message=nouns.message(message),
        )

    broadcast.make_for_room(message.conversation_id, event, revision=revision)
