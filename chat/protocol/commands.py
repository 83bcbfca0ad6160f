"""What a client can say. Undeclared fields are forbidden, so that a client's mistake is an error and not silence."""

from typing import Literal
from uuid import UUID

from chat.protocol.nouns import Wire
from chat.protocol.text import Content, Emoji, Mentions, Ref, Sequence, Turn, WorkId


class Command(Wire):
    """Something a client wants done; `ref` comes back in the answer."""

    ref: Ref | None = None


class MessagePost(Command):
    """Say something. The same `client_id` again gets the original back.

    Whom the text names by "@" and their name is found by the server; `mentions` says who is meant where several people
    have that name. Who is no member, or not named, is not mentioned by it.
    """

    type: Literal["message.post"]
    conversation: UUID
    client_id: UUID
    content: Content
    reply_to: UUID | None = None
    off_record: bool = False
    mentions: Mentions = ()


class MessageEdit(Command):
    """Change one's own message. `mentions` is as in `message.post`; left out, it means who was meant before."""

    type: Literal["message.edit"]
    message: UUID
    content: Content
    mentions: Mentions | None = None
    conversation: UUID | None = None


class MessageDelete(Command):
    """Take back one's own message; moderators may take back any in their room."""

    type: Literal["message.delete"]
    message: UUID
    conversation: UUID | None = None


class MessagePin(Command):
    """Pin a message, so that everybody in the room finds it again."""

    type: Literal["message.pin"]
    message: UUID
    conversation: UUID | None = None


class MessageUnpin(Command):
    """Take a pin off again: one's own, or as a moderator or in a direct conversation any."""

    type: Literal["message.unpin"]
    message: UUID
    conversation: UUID | None = None


class ReactionToggle(Command):
    """Put an emoji on a message, or take it off again."""

    type: Literal["reaction.toggle"]
    message: UUID
    emoji: Emoji
    conversation: UUID | None = None


class ReadMark(Command):
    """Have read up to and with `sequence`; this never sets a mark back.

    With the `turn` that the client knows, it does nothing when another device has set the mark back meanwhile.
    """

    type: Literal["read.mark"]
    conversation: UUID
    sequence: Sequence
    turn: Turn | None = None


class ReadBack(Command):
    """Set the mark back: what stands at `sequence` and after it is unread."""

    type: Literal["read.back"]
    conversation: UUID
    sequence: Sequence


class ReadAll(Command):
    """Have read everything in all of one's conversations."""

    type: Literal["read.all"]


class TypingStart(Command):
    """Be typing; others forget it after some seconds."""

    type: Literal["typing.start"]
    conversation: UUID


class Sync(Command):
    """Ask for everything changed since revision `after`."""

    type: Literal["sync"]
    conversation: UUID
    after: Sequence


class RecommendationMore(Command):
    """Ask the agent for more works like one that it recommended; where it showed only one, that need not be named.

    The answer is a recommendation of its own, in reply to the first: the message whose `client_id` is the `answer` of
    the ack. Where nothing can be found there is `answer.failed`.
    """

    type: Literal["recommendation.more"]
    recommendation: UUID
    item: WorkId | None = None
    conversation: UUID | None = None


class Ping(Command):
    """Ask whether anybody is there."""

    type: Literal["ping"]


AnyCommand = (
    MessagePost
    | MessageEdit
    | MessageDelete
    | MessagePin
    | MessageUnpin
    | ReactionToggle
    | ReadMark
    | ReadBack
    | ReadAll
    | TypingStart
    | Sync
    | RecommendationMore
    | Ping
)

COMMANDS: dict[str, type[AnyCommand]] = {
    "message.post": MessagePost,
    "message.edit": MessageEdit,
    "message.delete": MessageDelete,
    "message.pin": MessagePin,
    "message.unpin": MessageUnpin,
    "reaction.toggle": ReactionToggle,
    "read.mark": ReadMark,
    "read.back": ReadBack,
    "read.all": ReadAll,
    "typing.start": TypingStart,
    "sync": Sync,
    "recommendation.more": RecommendationMore,
    "ping": Ping,
}
"""Every command by its type."""
