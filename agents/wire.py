"""Bodies of the agents' REST requests and answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chat.protocol import CardItem, CardVerdict, MessageNoun, Wire, WorkId

Verdict = Literal["saved", "loved", "seen", "not_now", "not_this"]


class NewFeedback(Wire):
    """What one says to a recommendation: `not_now` is about the moment, all others about one work."""

    verdict: Verdict
    item: str | None = None


class NewWish(Wire):
    """Which work one wants more like; where only one was shown, it need not be named."""

    item: WorkId | None = None


class Asked(Wire):
    """What was asked is looked for; `answer` is the `client_id` of the message that will answer."""

    answer: UUID


class Recommendations(Wire):
    """What was recommended in a room, latest first: the assistant's messages with their cards."""

    results: list[MessageNoun]
    more: bool


class ShelfItem(Wire):
    """A work that one keeps; `seen`: one has seen, read or heard it.

    Where it was recommended is null for a room that one left; `message` also where the message is gone.
    """

    id: int
    item: CardItem
    verdict: Literal["saved", "loved", "seen"]
    seen: bool
    conversation: UUID | None
    recommendation: UUID | None
    message: UUID | None
    at: datetime


class Shelf(Wire):
    """What one keeps, latest first."""

    results: list[ShelfItem]


class ShelfPatch(Wire):
    """Whether one has seen it."""

    seen: bool


class RoomShelfItem(Wire):
    """A work that members of a room keep, the message that recommended it, and what everybody said to it.

    `own` is its id on one's own shelf, null where it is not there.
    """

    own: int | None
    item: CardItem
    message: UUID | None
    verdicts: list[CardVerdict]
    at: datetime


class RoomShelf(Wire):
    """What the members of a room keep of what was recommended there, latest first."""

    results: list[RoomShelfItem]


class BeliefNoun(Wire):
    """Something that the agent believes a room likes, or does not; so many works and people say so."""

    id: str
    words: str
    likes: bool
    works: int
    people: int


class DroppedBeliefNoun(Wire):
    """Something that is no longer believed of a room, and does not come back by itself."""

    id: str
    words: str


class Beliefs(Wire):
    """What the agent believes a room likes, made from its members' answers; and what was dropped."""

    results: list[BeliefNoun]
    dropped: list[DroppedBeliefNoun]


class Work(Wire):
    """A work of the catalogue."""

    id: str
    kind: Literal["movie", "book", "music"]
    title: str
    creator: str
    year: int | None
    language: str
    length: int | None
    genres: list[str]
    moods: list[str]
    intents: list[str]
    description: str
    link: str
    popularity: float
    also: list[str]
    about: list[str]
    marks: list[str]
    age: int | None


class Catalog(Wire):
    """A part of the catalogue."""

    results: list[Work]
    more: bool
