"""What commands, answers and events are about, each whole and in its present state wherever it appears."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """What goes over the wire: frozen, and nothing undeclared in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class CardLikeness(Wire):
    """A work that was recommended before, in the message that is replied to, and that somebody wanted more like."""

    item: str
    title: str


class RecommendationCard(Wire):
    """What the agent put into the room, and why. Every id in `evidence` is a message of this conversation.

    `like` is told where somebody asked for more like a work; then nothing that was said called for it.
    """

    kind: Literal["recommendation"] = "recommendation"
    id: UUID
    intent: str
    confidence: float
    reason: str
    evidence: list[UUID]
    items: list[CardItem]
    trigger: UUID | None
    like: CardLikeness | None = None
    verdicts: list[CardVerdict] = []


class MessageNoun(Wire):
    """Something said. A deleted or hidden one keeps its place, with empty content and `deleted_at` set.

    `mentions` are the people whom the text names, `mentions_all` that it calls everybody. In `html` they are
    `<span class="mention" data-users="ids">@name</span>`, with the name that the text has for them; `all` is everybody.
    `thread` is the message with which the chain of replies began that this one is in, `reply_count` how many stand in
    the chain that begins with this one.
    """

    id: UUID
    conversation: UUID
    sequence: int
    revision: int
    role: Literal["user", "assistant"]
    sender: Person | None
    client_id: UUID
    content: str
    html: str
    mentions: list[UUID] = []
    mentions_all: bool = False
    reply_to: UUID | None
    thread: UUID | None = None
    reply_count: int = 0
    reactions: list[ReactionNoun]
    off_record: bool = False
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    pinned_at: datetime | None = None
    pinned_by: Person | None = None
    card: RecommendationCard | None


class ReadUpTo(Wire):
    """How far somebody has read in one conversation."""

    conversation: UUID
    sequence: int
    turn: int


class ConversationNoun(Wire):
    """A room as everybody in it sees it."""

    id: UUID
    kind: Literal["direct", "group"]
    title: str
    revision: int
    listening: bool
    listening_since: datetime | None
    eagerness: Literal["quiet", "balanced", "eager"]
    pin_count: int
    created_at: datetime


class OwnConversation(ConversationNoun):
    """A room as one of its members sees it in the list.

    `unread` are the messages of others that stand beyond `read_sequence`, `unread_mentions` those among them that name
    the member or everybody; both stop counting at 100. The mark only grows, but for a new `read_turn`: of two states of
    it the one with the higher turn is the later, and within a turn the one with the higher sequence. `others` are up to
    three other members, for a face and, in a direct one, a name. Where `listening_told_at` is before `listening_since`,
    or null, the member is yet to be told who listens.
    """

    role: Literal["owner", "moderator", "member"]
    unread: int
    unread_mentions: int
    read_sequence: int
    read_turn: int
    notifications: Literal["all", "mentions", "nothing"]
    agents_allowed: bool
    listening_told_at: datetime | None
    member_count: int
    others: list[Person]
    last_message: MessageNoun | None
