"""What a client can say. Undeclared fields are forbidden, so that a client's mistake is an error and not silence."""

from typing import Literal
from uuid import UUID

from chat.protocol.nouns import Wire
from chat.protocol.text import Content, Emoji, Ref, Sequence


class Command(Wire):
    """Something a client wants done; `ref` comes back in the answer."""

    ref: Ref | None = None


class MessagePost(Command):
    """Say something. The same `client_id` again gets the original back."""

    type: Literal["message.post"]
    conversation: UUID
    client_id: UUID
    content: Content
    reply_to: UUID | None = None
    off_record: bool = False


class MessageEdit(Command):
    """Change one's own message."""

    type: Literal["message.edit"]
    message: UUID
    content: Content
    conversation: UUID | None = None


class MessageDelete(Command):
    """Take back one's own message; moderators may take back any in their room."""

    type: Literal["message.delete"]
    message: UUID
    conversation: UUID | None = None


class ReactionToggle(Command):
    """Put an emoji on a message, or take it off again."""

    type: Literal["reaction.toggle"]
    message: UUID
    emoji: Emoji
    conversation: UUID | None = None


class ReadMark(Command):
    """Have read up to and with `sequence`; a mark never goes back."""

    type: Literal["read.mark"]
    conversation: UUID
    sequence: Sequence


class TypingStart(Command):
    """Be typing; others forget it after some seconds."""

    type: Literal["typing.start"]
    conversation: UUID


class Sync(Command):
    """Ask for everything changed since revision `after`."""

    type: Literal["sync"]
    conversation: UUID
    after: Sequence


class Ping(Command):
    """Ask whether anybody is there."""

    type: Literal["ping"]


AnyCommand = MessagePost | MessageEdit | MessageDelete | ReactionToggle | ReadMark | TypingStart | Sync | Ping

COMMANDS: dict[str, type[AnyCommand]] = {
    "message.post": MessagePost,
    "message.edit": MessageEdit,
    "message.delete": MessageDelete,
    "reaction.toggle": ReactionToggle,
    "read.mark": ReadMark,
    "typing.start": TypingStart,
    "sync": Sync,
    "ping": Ping,
}
"""Every command by its type."""
