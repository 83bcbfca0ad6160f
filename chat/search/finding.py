"""The search itself: bounded in what it reads and in how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import QueryCanceled

from accounts.models import User
from chat.models import Message
from chat.search import meaning
from chat.search.cursor import Cursor
from chat.search.fusion import fused
from chat.search.latest import latest
from chat.search.question import Question, read
from chat.search.scope import rooms_of, scope_of
from chat.search.words import within_words

log = structlog.get_logger(__name__)

LARGEST = 300
"""Messages that are found by words at the most, the latest ones; who wants others narrows the search."""
CLOSE = 60
"""Messages that are found by meaning at the most."""

type Meaning = Literal["asked", "late", "off"]
"""Whether it was also looked for by meaning: `late` where that would have taken too long."""


@dataclass(frozen=True)
class Hit:
    """A message that was found, and how."""

    message: Message
    by_words: bool
    by_meaning: bool


@dataclass(frozen=True)
class Found:
    """A page of what was found, best first; `cursor` begins the next one."""

    hits: list[Hit]
    question: Question
    meaning: Meaning = "off"
    cursor: str | None = None


@dataclass(frozen=True)
class _Ranked:
    by_words: Sequence[UUID]
    by_meaning: Sequence[UUID]
    meaning: Meaning


def find(user: User, text: str, *, limit: int, cursor: str | None = None) -> Found:
    """Return what the user may see of what a text asks for. Raises `invalid` for a cursor that is none.

    What can't be understood, and what took too long, is said in the question's hints; it is never an error.
    """
    now = timezone.now()
    place = Cursor.read(cursor) if cursor else Cursor.first()
    question = read(text, now, _zone(user))
    if question.is_empty:
        return Found([], question)
    try:
        ranked = _ranked(user, question, place, limit)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        log.warning("search took too long", user=str(user.pk))
        question.hint("", "That is a lot to look through: narrow it by a room or by days.")
        return Found([], question)
    return _page(user, question, ranked, place, limit)


def _ranked(user: User, question: Question, place: Cursor, limit: int) -> _Ranked:
    # Asked first: while somebody thinks about what is meant, the words are looked up.
    sought = meaning.seek(user, question.meant) if place.is_by_meaning else None
    rooms = rooms_of(user, question)
    scope = scope_of(user, rooms, question, place.until)
    # One order alone is as it comes, and the page with what follows it is all there is to know of it.
    most = LARGEST if sought else min(LARGEST, place.offset + limit + 1)
    by_words = latest(scope, rooms, question, most)
    if sought is None:
        return _Ranked(by_words, (), "off")
    close = sought.nearest(within_words(Message.objects.standing().filter(scope), question), CLOSE)
    return _Ranked(by_words, close or (), "late" if close is None else "asked")


def _page(user: User, question: Question, ranked: _Ranked, place: Cursor, limit: int) -> Found:
    order = fused(ranked.by_words, ranked.by_meaning)
    end = place.offset + limit
    hits = _hits(user, order[place.offset : end], ranked)
    if end < len(order):
        until = place.until if place.offset else _end_of(hits)
        following = Cursor(end, until, is_by_meaning=ranked.meaning == "asked")
        return Found(hits, question, ranked.meaning, str(following))
    if len(ranked.by_words) == LARGEST:
        question.hint("", f"Only the latest {LARGEST} are shown; go further back with before:.")
    return Found(hits, question, ranked.meaning)


def _end_of(hits: Sequence[Hit]) -> datetime:
    # Now, or where another clock is ahead, behind the last that was shown.
    return max([timezone.now(), *[hit.message.created_at + timedelta(microseconds=1) for hit in hits]])


def _hits(user: User, ids: Sequence[UUID], ranked: _Ranked) -> list[Hit]:
    by_words, by_meaning = set(ranked.by_words), set(ranked.by_meaning)
    # Asked again who may see them: this is what is handed out.
    found = Message.objects.visible_to(user).standing().with_all_told().in_bulk(ids)
    return [Hit(found[pk], pk in by_words, pk in by_meaning) for pk in ids if pk in found]


def _zone(user: User) -> ZoneInfo:
    try:
        return ZoneInfo(user.time_zone or "UTC")
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")
