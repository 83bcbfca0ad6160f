"""Bodies of REST requests and answers that are not on the socket."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from accounts.wire import Me
from chat.protocol import (
    Content,
    Emoji,
    MemberNoun,
    Mentions,
    MessageNoun,
    OwnConversation,
    ReadUpTo,
    Sequence,
    Title,
    Turn,
    Wire,
)

PEOPLE_LIMIT = 100
"""People who are taken in at once."""

Eagerness = Literal["quiet", "balanced", "eager"]
People = Annotated[list[UUID], Field(max_length=PEOPLE_LIMIT)]


class NewConversation(Wire):
    """A group with a title, or with `kind: direct` and one member the conversation of two."""

    title: Title | None = None
    kind: Literal["direct", "group"] = "group"
    listening: bool = False
    eagerness: Eagerness = "balanced"
    members: People = []


class ConversationPatch(Wire):
    """What to change in a room; the last three are one's own. `listening_told`: one has seen who listens here."""

    title: Title | None = None
    listening: bool | None = None
    eagerness: Eagerness | None = None
    notifications: Literal["all", "mentions", "nothing"] | None = None
    agents_allowed: bool | None = None
    listening_told: Literal[True] | None = None


class NewMessage(Wire):
    """Something to say. The same `client_id` again gets the original back."""

    client_id: UUID
    content: Content
    reply_to: UUID | None = None
    off_record: bool = False
    mentions: Mentions = ()


class MessagePatch(Wire):
    """The new content of one's own message."""

    content: Content
    mentions: Mentions | None = None


class NewMark(Wire):
    """How far one has read; with `unread_from` instead, what stands there and after it is unread.

    `turn` is as in `read.mark`.
    """

    sequence: Sequence | None = None
    turn: Turn | None = None
    unread_from: Sequence | None = None


class ReadState(Wire):
    """How far one has read, and what is left."""

    sequence: int
    turn: int
    unread: int
    unread_mentions: int


class ReadMarks(Wire):
    """The marks that moved."""

    results: list[ReadUpTo]


class NewMembers(Wire):
    """People to take in, whom one shares a room with."""

    members: People


class RolePatch(Wire):
    """A member's new role."""

    role: Literal["owner", "moderator", "member"]


class InviteNoun(Wire):
    """A link into a room. The token is told once, when the invite is made."""

    id: UUID
    token: str | None
    url: str | None
    expires_at: datetime


class ReactionToggled(Wire):
    """The emoji to put on or take off."""

    emoji: Emoji


class Conversations(Wire):
    """One's rooms, latest talk first."""

    results: list[OwnConversation]


class Members(Wire):
    """Who is in a room."""

    results: list[MemberNoun]


class Messages(Wire):
    """A page of history, oldest first; `more` in the direction that was asked for."""

    results: list[MessageNoun]
    more: bool


class SnippetPart(Wire):
    """A piece of the place in a message for which it was found; `hit` where it was looked for."""

    text: str
    hit: bool


class FoundMessage(MessageNoun):
    """A message that was found, why, and the place in it, as plain text."""

    found_by: list[Literal["words", "meaning"]]
    snippet: list[SnippetPart]


class SearchHint(Wire):
    """What was wrong with an operator of the question, or ("") with the whole, in words for who typed it."""

    operator: str
    detail: str


class FoundMessages(Wire):
    """A page of what was found, best first; `cursor` gives the next one.

    `meaning`: whether it was looked for by meaning too; `off` where there is nothing to be found so, `late` where it
    would have taken too long this time.
    """

    results: list[FoundMessage]
    more: bool
    cursor: str | None
    meaning: Literal["asked", "late", "off"]
    hints: list[SearchHint]


class Thread(Wire):
    """A message, and a page of the replies to it and to them, oldest first."""

    root: MessageNoun
    results: list[MessageNoun]
    more: bool


class Version(Wire):
    """What a message said before an edit."""

    content: str
    html: str
    since: datetime
    until: datetime


class Versions(Wire):
    """What a message said before each of its edits, as far as it is kept, oldest first."""

    results: list[Version]


class Invites(Wire):
    """A room's open links."""

    results: list[InviteNoun]


class ExportedMembership(Wire):
    """One's place in a room."""

    conversation: UUID
    title: str
    role: str
    read_sequence: int
    read_turn: int
    notifications: str
    agents_allowed: bool
    listening_told_at: datetime | None
    joined_at: datetime


class ExportedVersion(Wire):
    """What one's message said before an edit."""

    content: str
    since: datetime
    until: datetime


class ExportedMessage(Wire):
    """Something one said; of what was deleted only its place is kept."""

    id: UUID
    conversation: UUID
    sequence: int
    content: str
    mentions: list[UUID]
    mentions_all: bool
    reply_to: UUID | None
    off_record: bool
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    versions: list[ExportedVersion]


class ExportedPin(Wire):
    """A message that one has pinned."""

    message: UUID
    pinned_at: datetime


class ExportedReaction(Wire):
    """One's emoji on a message."""

    message: UUID
    emoji: str
    created_at: datetime


class Export(Wire):
    """All that is kept about oneself; other parts of the house add theirs."""

    model_config = ConfigDict(extra="allow")

    exported_at: datetime
    profile: Me
    memberships: list[ExportedMembership]
    messages: list[ExportedMessage]
    reactions: list[ExportedReaction]
    pins: list[ExportedPin]
