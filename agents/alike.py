"""More like a work that was recommended: what is looked for, and in what the two are alike. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zlib import crc32

from agents.describe import described
from agents.library import Library
from agents.rank import Query
from agents.reason import said_alike
from agents.rooms import Room
from agents.taste import tastes
from agents.turns import Vector
from agents.wishes import Wish
from agents.works import Work

_SURE = 1.4
"""As much as a work counts that somebody says they loved."""


@dataclass(frozen=True)
class Like:
    """The work, and the message that recommended it here."""

    work: Work
    message: UUID


def query_like(work: Work, room: Room, library: Library, *, meaning: Vector | None, language: str) -> Query:
    """Return what is to be looked for: of the same kind, as like it as can be, and nothing that was shown here."""
    return Query(
        intent="ask",
        wish=Wish(kind=work.kind),
        meaning=meaning,
        named={library.place[work.id]: _SURE} if work.id in library.place else {},
        tastes=tastes(room.verdicts, library, room.disbelieved),
        excluded=room.spent | {work.id},
        language=language,
        seed=crc32(room.id.encode()),
    )


def reason_like(work: Work, like: Work, language: str, earlier: Sequence[str], seed: str) -> str:
    """Return in what `work` is like the other one, in a sentence of this language; `earlier` begin otherwise."""
    both = shared(work, like)
    words = {
        **described(both, "", Wish(), language),
        "creator": both.creator,
        "title": work.title,
        "like": like.title,
    }
    is_told = bool(both.genres or both.moods)
    return said_alike(
        "alike_creator" if both.creator else "alike" if is_told else "near", words, language, earlier, seed
    )


def shared(work: Work, other: Work) -> Work:
    """Return `work` with nothing but what it has in common with the other."""
    return replace(
        work,
        creator=work.creator if work.creator.casefold() == other.creator.casefold() else "",
        genres=tuple(genre for genre in work.genres if genre in other.genres),
        moods=tuple(mood for mood in work.moods if mood in other.moods),
        description="",
    )
