"""The wire, once: every noun, command, answer and event, for the socket and for REST (protocol version 1).

Nouns are whole and in their present state wherever they appear. Events that carry a `revision` are durable: what they
tell can be had again by `sync`. Commands forbid unknown fields, so that a client's mistake is an error and not silence.
"""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chat.models import MESSAGE_LIMIT, TITLE_LIMIT

VERSION = 1

# Pictographs and what joins, colours or flags them; a text in any script is no reaction.
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINER = "\u200d\u20e3\ufe0f\U000e0020-\U000e007f"
_EMOJI = f"^[{_PICTURE}][{_PICTURE}{_JOINER}]*$|^[#*0-9]\ufe0f?\u20e3$"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean_text(text: str, limit: int) -> str:
    """Return `text` as it is stored: line ends as one newline, no outer blank space.

    Raises with type `empty`, `too_long` (over `limit` characters) or `control_characters`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise PydanticCustomError("empty", "There is nothing in it.")
    if len(text) > limit:
        raise PydanticCustomError("too_long", f"It has {len(text):,} characters; {limit:,} is the most.")
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "It has control characters in it.")
    return text


Content = Annotated[str, AfterValidator(lambda text: clean_text(text, MESSAGE_LIMIT))]
Title = Annotated[str, AfterValidator(lambda text: clean_text(text, TITLE_LIMIT))]
Emoji = Annotated[str, StringConstraints(max_length=32, pattern=_EMOJI)]
Sequence = Annotated[int, Field(ge=0, le=2**62)]
Ref = Annotated[str, StringConstraints(max_length=64)]


class Wire(BaseModel):
    """What goes over the wire: frozen, and nothing undeclared in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Nouns ---------------------------------------------------------------------------------------------------------


class Person(Wire):
    """Somebody, as others see them."""

    id: UUID
    display_name: str


class MemberNoun(Wire):
    """Somebody in a conversation; `online` is told where members are asked for, and None elsewhere."""

    user: Person
    role: Literal["owner", "moderator", "member"]
    online: bool | None = None
    joined_at: datetime


class ReactionNoun(Wire):
    """One emoji on a message, and who chose it, first first."""

    emoji: str
    users: list[UUID]


class CardItem(Wire):
    """One recommended work."""

    id: str
    kind: Literal["movie", "book", "music"]
    title: str
    creator: str
    year: int | None
    description: str
    link: str
    score: float


class CardVerdict(Wire):
    """What somebody said to a recommended item (None: to the whole of it)."""

    user: UUID
    item: str | None
    verdict: Literal["saved", "loved", "seen", "not_now", "not_this"]


class RecommendationCard(Wire):
    """What the agent put into the room, and why. Every id in `evidence` is a message of this conversation."""

    kind: Literal["recommendation"] = "recommendation"
    id: UUID
    intent: str
    confidence: float
    reason: str
    evidence: list[UUID]
    items: list[CardItem]
    trigger: UUID | None
    verdicts: list[CardVerdict] = []


class MessageNoun(Wire):
    """Something said. A deleted or hidden one keeps its place, with empty content and `deleted_at` set."""

    id: UUID
    conversation: UUID
    sequence: int
    revision: int
    role: Literal["user", "assistant"]
    sender: Person | None
    client_id: UUID
    content: str
    html: str
    reply_to: UUID | None
    reactions: list[ReactionNoun]
    off_record: bool = False
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    card: RecommendationCard | None


class ConversationNoun(Wire):
    """A room as everybody in it sees it."""

    id: UUID
    kind: Literal["direct", "group"]
    title: str
    revision: int
    listening: bool
    listening_since: datetime | None
    eagerness: Literal["quiet", "balanced", "eager"]
    created_at: datetime


class OwnConversation(ConversationNoun):
    """A room as one of its members sees it in the list.

    `unread` stops counting at 100; `others` are up to three other members, for a face and, in a direct one, a name.
    """

    role: Literal["owner", "moderator", "member"]
    unread: int
    read_sequence: int
    notifications: Literal["all", "mentions", "nothing"]
    agents_allowed: bool
    member_count: int
    others: list[Person]
    last_message: MessageNoun | None


# Commands ------------------------------------------------------------------------------------------------------


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


# Answers -------------------------------------------------------------------------------------------------------


class Ack(Wire):
    """It is done and committed. Carries the message, or the read mark, that came of it."""

    type: Literal["ack"] = "ack"
    ref: Ref | None
    message: MessageNoun | None = None
    conversation: UUID | None = None
    sequence: int | None = None
    revision: int | None = None


class Error(Wire):
    """It was not done; `code` is stable, `retry_after` is in seconds."""

    type: Literal["error"] = "error"
    ref: Ref | None
    code: str
    detail: str
    fields: dict[str, list[str]] | None = None
    retry_after: float | None = None


class SyncPage(Wire):
    """What has changed since `after`: all of it (over several pages while `more`), or `reset`: forget and show this.

    `conversation` and `members` are given when they changed too.
    """

    type: Literal["sync.page"] = "sync.page"
    ref: Ref | None = None
    conversation: UUID
    after: int
    revision: int
    reset: bool
    messages: list[MessageNoun]
    more: bool
    state: ConversationNoun | None = None
    members: list[MemberNoun] | None = None


# Events --------------------------------------------------------------------------------------------------------


class Hello(Wire):
    """The first event on a socket."""

    type: Literal["hello"] = "hello"
    protocol: int = VERSION
    user: Person
    conversations: list[OwnConversation]


class MessageEvent(Wire):
    """Durable: a message as it is now."""

    type: Literal[
        "message.posted",
        "message.edited",
        "message.deleted",
        "reaction.changed",
        "recommendation.made",
        "recommendation.changed",
    ]
    conversation: UUID
    revision: int
    message: MessageNoun


class ConversationChanged(Wire):
    """Durable: the room's title or switches changed, or a revision was missed (then only `revision` is news)."""

    type: Literal["conversation.changed"] = "conversation.changed"
    conversation: UUID
    revision: int
    state: ConversationNoun


class MembershipChanged(Wire):
    """Durable: somebody came, went, or has another role."""

    type: Literal["membership.changed"] = "membership.changed"
    conversation: UUID
    revision: int
    change: Literal["joined", "left", "role"]
    member: MemberNoun


class ReadMarked(Wire):
    """To one's own devices: read up to here."""

    type: Literal["read.marked"] = "read.marked"
    conversation: UUID
    user: UUID
    sequence: int
    unread: int


class SwitchesChanged(Wire):
    """To one's own devices: one's own switches in a room."""

    type: Literal["switches.changed"] = "switches.changed"
    conversation: UUID
    notifications: Literal["all", "mentions", "nothing"]
    agents_allowed: bool


class TypingStarted(Wire):
    """Somebody is typing; holds for six seconds."""

    type: Literal["typing.started"] = "typing.started"
    conversation: UUID
    user: Person


class PresenceChanged(Wire):
    """Somebody one shares a room with came online or went."""

    type: Literal["presence.changed"] = "presence.changed"
    user: UUID
    online: bool


class PersonChanged(Wire):
    """Somebody one shares a room with is called otherwise now, wherever they are named."""

    type: Literal["person.changed"] = "person.changed"
    user: Person


AnyEvent = (
    Hello
    | MessageEvent
    | ConversationChanged
    | MembershipChanged
    | ReadMarked
    | SwitchesChanged
    | TypingStarted
    | PresenceChanged
    | PersonChanged
    | SyncPage
    | Ack
    | Error
)
"""Everything a server sends."""

CLOSE_CODES = {
    4400: "not the protocol",
    4401: "not or no longer authenticated",
    4403: "forbidden origin",
    4408: "too slow: reconnect and sync",
    4429: "too many requests",
}
"""Why the server closes a socket."""
