"""Bodies of the agents' REST requests and answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chat.protocol import CardItem, MessageNoun, Wire

Verdict = Literal["saved", "loved", "seen", "not_now", "not_this"]


class NewFeedback(Wire):
    """What one says to a recommendation: `not_now` is about the moment, all others about one work."""

    verdict: Verdict
    item: str | None = None


class Recommendations(Wire):
    """What was recommended in a room, latest first: the assistant's messages with their cards."""

    results: list[MessageNoun]
    more: bool


class ShelfItem(Wire):
    """A work somebody saved or loved, and where it was recommended."""

    item: CardItem
    verdict: Literal["saved", "loved"]
    conversation: UUID
    recommendation: UUID
    at: datetime


class Shelf(Wire):
    """What one saved or loved, latest first."""

    results: list[ShelfItem]


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


class Catalog(Wire):
    """A part of the catalogue."""

    results: list[Work]
    more: bool
