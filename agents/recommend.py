"""Decision + recall + catalogue → works and a reason: locally, or by the agent where a model is configured."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zlib import crc32

from agents import talk
from agents.alike import Like, query_like, reason_like
from agents.context import DEPTH
from agents.creators import had_enough_of, liked
from agents.decide import CALL, Decision
from agents.fits import FOR_CHILDREN
from agents.language import language_of
from agents.library import Library
from agents.mentions import ruled_out, without_titles
from agents.rank import Query, Ranked, rank
from agents.reason import reason_for
from agents.rooms import Room
from agents.subjects import topic_of
from agents.suiting import OF_A_SUBJECT
from agents.taste import tastes
from agents.turns import Turn, Vector
from agents.vocabulary import vocabulary
from agents.welcome import welcome
from agents.wishes import Wish
from agents.works import Work, words_of

LOCAL = "local"
CANDIDATES = 12
"""How many are weighed, kept for the admin, and given to a model."""
AT_MOST = {True: 3, False: 2}
"""Works at the most, by whether somebody asked."""
_UNUSUAL = {("boredom", "music"): 0.7, ("learning", "music"): 0.8}
"""What the need that was found says against a kind."""
_SUITING = 0.4
"""How likely a kind that is usual in a moment is welcome, as a part of the likeliest one, where it may come at all."""
_RECENT = 6
"""Turns in which it still counts that somebody has had enough of a creator."""


@dataclass(frozen=True)
class Suggestion:
    """What goes into the room: works, a reason, and what it took."""

    items: Sequence[Ranked]
    reason: str
    candidates: Sequence[Ranked]
    evidence: Sequence[str]
    looked_up: Sequence[Turn] = ()
    """What a model read of the room beside the moment's own turns."""
    model: str = LOCAL
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True)
class Moment:
    """All that a recommendation is made from."""

    decision: Decision
    turns: Sequence[Turn]
    recalled: Sequence[Turn]
    room: Room
    meaning: Vector | None
    """Of `search_text`, by the library's model; None when no vector could be had."""
    kind: str = ""
    """The only kind that is wanted, whatever was said."""
    like: Like | None = None
    """Others like this work are wanted; the trigger is then no message, but stands for the wish."""

    @property
    def trigger(self) -> Turn:
        """The turn that called for it."""
        return next(turn for turn in self.turns if turn.id == self.decision.trigger)

    @property
    def messages(self) -> Sequence[Turn]:
        """The turns that are messages of the room."""
        return [turn for turn in self.turns if not (self.like and turn is self.trigger)]

    @property
    def language(self) -> str:
        """Which people talk in here."""
        return language_of([turn.text for turn in reversed(self.messages) if not turn.is_agent])

    @property
    def said(self) -> Sequence[Turn]:
        """What people said up to the trigger, and after it: all where somebody asks, else what the same one said."""
        last, trigger = self.turns.index(self.trigger), self.trigger
        after = [turn for turn in self.turns[last + 1 :] if self.decision.is_ask or turn.speaker == trigger.speaker]
        return [turn for turn in [*self.turns[: last + 1], *after] if not turn.is_agent]


def suggest(moment: Moment, library: Library) -> Suggestion | None:
    """Choose works and word the reason without any model; None when nothing in the catalogue may be shown."""
    candidates = weigh(moment, library)
    if not candidates:
        return None
    items = candidates[: AT_MOST[moment.decision.is_ask]]
    reason = worded(moment, items[0].work)
    return Suggestion(items=items, reason=reason, candidates=candidates, evidence=moment.decision.evidence)


def weigh(moment: Moment, library: Library, limit: int = CANDIDATES) -> list[Ranked]:
    """Return the works that fit the moment best; what was asked for is loosened before nothing is found."""
    if moment.like:
        query = query_like(moment.like.work, moment.room, library, meaning=moment.meaning, language=moment.language)
        return rank(library, query, limit)
    query = query_of(moment, library)
    return next(filter(None, (rank(library, each, limit) for each in loosened(query))), [])


def worded(moment: Moment, work: Work) -> str:
    """Return why `work` comes, where no model says it."""
    if moment.like is None:
        return reason_for(moment.decision.intent, moment.trigger, moment.turns, work)
    earlier = [turn.text for turn in moment.turns if turn.is_agent]
    seed = f"{moment.trigger.id} {work.id}"
    return reason_like(work, moment.like.work, moment.language, earlier, seed)


def query_of(moment: Moment, library: Library) -> Query:
    """Read what the moment asks of the catalogue."""
    texts = [CALL.sub("", turn.brief) for turn in moment.said]
    named, recent, text = talk.named(texts, library), texts[-_RECENT:], search_text(moment.decision, moment.turns)
    plain = [without_titles(each, library) for each in texts]
    wish = _wish(moment, plain)
    known = {*named, *liked(recent, library, only_compared=True)}
    known.update(place for each in recent for place in ruled_out(each, library))
    return Query(
        intent=moment.decision.intent if moment.decision.is_ask else _intent(moment.decision.intent, wish),
        wish=wish,
        words=words_of(text),
        about=() if wish.subject else topic_of(text.splitlines()),
        meaning=moment.meaning,
        named=talk.of_kind(named, wish.kind, library),
        likened=liked(recent, library),
        tags=_tags(moment, wish, plain, library),
        kinds={} if moment.decision.is_ask or wish.kind else _welcome(moment),
        language=language_of(texts[::-1]),
        tastes=tastes(moment.room.verdicts, library, moment.room.disbelieved),
        excluded=moment.room.spent
        | had_enough_of(recent, library, [*named])
        | {library.works[place].id for place in known},
        seed=crc32(moment.room.id.encode()),
    )


def _intent(decided: str, wish: Wish) -> str:
    """Return the moment that was named outright, such as a party, where music is for it; else what was decided."""
    named = next((intent for intent, marks in vocabulary()["moments"].items() if wish.marks & {*marks}), decided)
    kinds = {"", "music"} | ({"book"} if named == "winding_down" else set())
    return named if wish.kind in kinds else decided


def _wish(moment: Moment, texts: Sequence[str]) -> Wish:
    """Return what is asked for, or else what is insisted on all the same; music to work to has no words."""
    intent = moment.decision.intent
    is_of_a_subject = intent in OF_A_SUBJECT
    wish = talk.wish(texts) if moment.decision.is_ask else talk.hinted(texts, intent, is_of_a_subject=is_of_a_subject)
    kind = moment.kind or _kind(moment, wish)
    marks = wish.marks | {"instrumental"} if (intent, kind) == ("focus", "music") else wish.marks
    return replace(wish, kind=kind, marks=marks)


def _tags(moment: Moment, wish: Wish, texts: Sequence[str], library: Library) -> Mapping[str, float]:
    found = talk.tags(texts, library)
    # Children who are spoken of need not be there.
    others = frozenset() if moment.decision.is_ask else FOR_CHILDREN - wish.genres
    return {genre: much for genre, much in found.items() if genre not in others}


def _kind(moment: Moment, wish: Wish) -> str:
    """Return the kind that was named; or else what is at hand or usual, where no genre was named."""
    at_hand = wish.setting or ("music" if moment.decision.intent == "focus" else "")
    if moment.decision.is_ask:
        return wish.kind or at_hand
    named = wish.kind or ("" if wish.genres - FOR_CHILDREN else at_hand)
    return named if named and _suits(moment, named) else ""


def _suits(moment: Moment, kind: str) -> bool:
    kinds = _welcome(moment)
    return kinds[kind] >= _SUITING * max(kinds.values())


def _welcome(moment: Moment) -> Mapping[str, float]:
    found = welcome(tuple(turn.brief for turn in moment.turns if not turn.is_agent))
    return {kind: much * _UNUSUAL.get((moment.decision.intent, kind), 1.0) for kind, much in found.items()}


def loosened(query: Query) -> Iterator[Query]:
    """Yield the query, and then such for the same moment that insist on less: at last on what was ruled out alone."""
    wish = query.wish
    yield query
    looser = replace(
        wish, years=None, marks=wish.marks - {"instrumental"}, unwanted_marks=wish.unwanted_marks - {"singing"}
    )
    yield replace(query, wish=looser)
    # What is in no language of a place may still be about it.
    about = looser.subject or tuple(query.about if wish.languages else ())
    yield replace(query, wish=replace(looser, languages=frozenset(), subject=about))
    least = Wish(unwanted=wish.unwanted, unwanted_languages=wish.unwanted_languages, age=wish.age)
    yield Query(intent=query.intent, wish=least, meaning=query.meaning, excluded=query.excluded, seed=query.seed)


def search_text(decision: Decision, turns: Sequence[Turn]) -> str:
    """Return what is looked for in the catalogue: the wish itself, or for a hint what was said around it."""
    place = next(number for number, turn in enumerate(turns) if turn.id == decision.trigger)
    around = turns[max(0, place - 2) : place + 1] if decision.is_ask else turns[max(0, place + 1 - DEPTH) :]
    said = [turn for turn in around if not turn.is_agent]
    return CALL.sub("", "\n".join(turn.brief for turn in said)).strip()


def shown(ranked: Sequence[Ranked]) -> list[dict[str, Any]]:
    """Return ranked works as they are kept with a recommendation."""
    return [{"id": each.work.id, "rank": place, "score": each.score} for place, each in enumerate(ranked, start=1)]
