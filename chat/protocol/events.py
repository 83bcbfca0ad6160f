"""What the server sends: answers to commands, and events; those with a `revision` are durable: `sync` has them too."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chat.protocol.nouns import ConversationNoun, MemberNoun, MessageNoun, OwnConversation, Person, ReadUpTo, Wire
from chat.protocol.text import Ref

VERSION = 1
AnswerFailure = Literal["nothing_left", "agents_off"]
MessageChange = Literal[
    "message.posted",
    "message.edited",
    "message.deleted",
    "reaction.changed",
    "thread.changed",
    "recommendation.made",
    "recommendation.changed",
]


class Ack(Wire):
    """It is done and committed. Carries the message, or the read mark, that came of it.

    `answer` is the `client_id` that the agent's message will have, where something was asked of it.
    """

    type: Literal["ack"] = "ack"
    ref: Ref | None
    message: MessageNoun | None = None
    conversation: UUID | None = None
    sequence: int | None = None
    turn: int | None = None
    revision: int | None = None
    answer: UUID | None = None


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


class Hello(Wire):
    """The first event on a socket; `online` are those of the `others` in the conversations who are there now."""

    type: Literal["hello"] = "hello"
    protocol: int = VERSION
    user: Person
    conversations: list[OwnConversation]
    online: list[UUID] = []


class MessageEvent(Wire):
    """Durable: a message as it is now."""

    type: MessageChange
    conversation: UUID
    revision: int
    message: MessageNoun


class PinChanged(Wire):
    """Durable: a message was pinned or is no longer; `state` is the room with its count of pins."""

    type: Literal["message.pinned", "message.unpinned"]
    conversation: UUID
    revision: int
    message: MessageNoun
    state: ConversationNoun


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
    """To one's own devices: read up to here. Of two the higher turn is the later one, then the higher sequence.

    The counts are those of the conversation's revision `as_of`.
    """

    type: Literal["read.marked"] = "read.marked"
    conversation: UUID
    user: UUID
    sequence: int
    turn: int
    unread: int
    unread_mentions: int
    as_of: int


class AllRead(Wire):
    """To one's own devices: everything is read, up to these places."""

    type: Literal["read.all_marked"] = "read.all_marked"
    user: UUID
    marks: list[ReadUpTo]


class SwitchesChanged(Wire):
    """To one's own devices: one's own switches in a room."""

    type: Literal["switches.changed"] = "switches.changed"
    conversation: UUID
    notifications: Literal["all", "mentions", "nothing"]
    agents_allowed: bool
    listening_told_at: datetime | None


class TypingStarted(Wire):
    """Somebody is typing; holds for six seconds."""

    type: Literal["typing.started"] = "typing.started"
    conversation: UUID
    user: Person


class AnswerWriting(Wire):
    """The assistant is writing an answer: its words so far, "" while it thinks. Holds for fifteen seconds.

    `id` is the `client_id` of the message that takes its place. Lost or late ones don't matter.
    """

    type: Literal["answer.writing"] = "answer.writing"
    conversation: UUID
    id: UUID
    text: str


class AnswerFailed(Wire):
    """To one's own devices: what one asked of the agent is not answered, and why. `sync` does not have it.

    `id` is the `client_id` that the answer would have had; `code` is stable.
    """

    type: Literal["answer.failed"] = "answer.failed"
    conversation: UUID
    id: UUID
    code: AnswerFailure
    detail: str


class PresenceChanged(Wire):
    """People one shares a room with came online or went."""

    type: Literal["presence.changed"] = "presence.changed"
    online: list[UUID]
    offline: list[UUID]


class PersonChanged(Wire):
    """Somebody one shares a room with is called otherwise now, wherever they are named."""

    type: Literal["person.changed"] = "person.changed"
    user: Person


class NoticeGiven(Wire):
    """To one's own devices: a word that nobody else sees, that is not kept, and that `sync` does not have.

    `language` is a language tag, or "" where it is not known.
    """

    type: Literal["notice.given"] = "notice.given"
    conversation: UUID
    text: str
    language: str


AnyEvent = (
    Hello
    | MessageEvent
    | PinChanged
    | ConversationChanged
    | MembershipChanged
    | ReadMarked
    | AllRead
    | SwitchesChanged
    | TypingStarted
    | AnswerWriting
    | AnswerFailed
    | PresenceChanged
    | PersonChanged
    | NoticeGiven
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
