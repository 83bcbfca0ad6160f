"""Telling a room of a message as it is now."""

from chat import broadcast, nouns, protocol
from chat.models import Message


def tell_message(message: Message, change: protocol.MessageChange) -> None:
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
