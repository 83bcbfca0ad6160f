"""What a model can look up while it chooses: this room and these works, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_ai import RunContext

from agents import recall
from agents.database import in_database
from agents.library import Library
from agents.rank import Ranked
from agents.recommend import Moment
from agents.turns import Turn
from agents.works import Work, words_of

_FOUND = 6
_MOST_WORDS = 8
_PAST = 50
"""Earlier recommendations that are told."""


@dataclass(frozen=True)
class Reach:
    """What one run can reach."""

    moment: Moment
    library: Library
    pool: Sequence[Ranked]
    looked_up: list[Turn] = field(default_factory=list)
    """Earlier turns that it was told of."""

    def told(self, turn: Turn) -> dict[str, str]:
        """Return a turn as the model gets it: people are numbered, so that nobody's name or id is in it."""
        return {"who": "you" if turn.is_agent else self._number(turn.speaker), "said": turn.brief}

    def _number(self, speaker: str) -> str:
        people = list(dict.fromkeys(turn.speaker for turn in self.moment.turns if not turn.is_agent))
        return f"person {people.index(speaker) + 1}" if speaker in people else "another person"


async def search_history(context: RunContext[Reach], about: str) -> list[dict[str, str]]:
    """Find earlier messages of this conversation about something."""
    reach = context.deps
    room = UUID(reach.moment.room.id)
    turns = await in_database(recall.about)(room, words_of(about)[:_MOST_WORDS], _FOUND)
    found = [*turns, *reach.moment.recalled][:_FOUND]
    # What it may repeat has to be known when somebody takes their words back.
    reach.looked_up.extend(found)
    return [reach.told(turn) for turn in found]


def search_catalog(context: RunContext[Reach], words: str) -> list[dict[str, Any]]:
    """Search the works that may be recommended here by words: genres, subjects, names, moods."""
    library = context.deps.library
    scores = library.word_match(words_of(words)[:_MOST_WORDS])
    found = sorted(context.deps.pool, key=lambda each: -float(scores[library.place[each.work.id]]))
    return [candidate(each) for each in found[:_FOUND]]


def past_recommendations(context: RunContext[Reach]) -> list[dict[str, str]]:
    """List what was recommended in this conversation before, and what people answered."""
    room, library = context.deps.moment.room, context.deps.library
    verdicts = {work: verdict for _, work, verdict in room.verdicts}
    # Those that somebody answered tell more; a room of years has more than a model can be told.
    spent = sorted(room.spent & library.place.keys(), key=lambda work: (work not in verdicts, work))[:_PAST]
    titles = {work: library.works[library.place[work]].title for work in spent}
    return [{"title": title, "answer": verdicts.get(work, "none")} for work, title in titles.items()]


def candidate(ranked: Ranked) -> dict[str, Any]:
    """Return a work that may be chosen as the model gets it."""
    return described(ranked.work)


def described(work: Work) -> dict[str, Any]:
    """Return a work as the model gets it."""
    return {
        "id": work.id,
        "kind": work.kind,
        "title": work.title,
        "by": work.creator,
        "year": work.year,
        "tags": [*work.genres, *work.moods],
        "about": work.description[:300],
    }
