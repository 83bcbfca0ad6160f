"""Which works fit the moment: parts of a score, fused, and then made diverse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.fits import FOR_CHILDREN, added, allowed_by, answered, is_christmas, of_the_genres
from agents.library import Library
from agents.postings import Scores
from agents.suiting import MOODS, OF_A_SUBJECT, suiting
from agents.taste import Taste, for_all
from agents.titles import series_of
from agents.turns import Vector
from agents.vocabulary import vocabulary
from agents.welcome import of_welcome_kinds
from agents.wishes import Wish
from agents.works import Work

WEIGHTS = {
    "meaning": 1.3,
    "words": 1.1,
    "subject": 4.0,
    "about": 1.2,
    "touched": 2.0,
    "tags": 1.5,
    "named": 1.3,
    "asked": 1.0,
    "intent": 0.9,
    "mood": 0.5,
    "kind": 0.8,
    "suits": 0.8,
    "fame": 0.6,
    "taste": 1.5,
    "dated": 0.4,
    "silent": 0.4,
    "brief": 0.6,
    "spoken": 0.35,
    "for_children": 1.2,
    "special": 1.2,
    "christmas": 1.2,
    "factual": 0.7,
}
"""How much each part counts; docs/decisions/0007-ranking.md records the run that chose them."""

LIKENESS = {
    "words": 3.0,
    "circles": 4.0,
    "genres": 1.2,
    "years": 0.8,
    "series": 0.7,
    "creator": 0.5,
    "meaning": 0.4,
    "language": 0.5,
}
"""What makes a work like a named one."""

_FELT = {
    "asked": 1.5,
    "mood": 2.0,
    "intent": 2.0,
    "words": 0.5,
    "about": 0.3,
    "touched": 0.3,
    "meaning": 2.0,
    "fame": 2.0,
    "for_children": 2.0,
    "dated": 2.0,
}
"""How much more, or less, a part counts in moments in which the mood decides first."""
_TOLD = {"intent": 0.3, "mood": 0.5, "suits": 0.5}
"""What counts less where somebody says what it should be."""
_DATED = {"movie": (1975, 1935), "music": (1800, 1600), "book": (1800, 1500)}
"""From which year on a work of a kind is still easy for everybody, and before which not at all."""
_YOUNG = 6
"""Works that are for children of this age on are not always what grown-ups want."""
_SPECIAL = frozenset({"graphic novel", "poetry", "self-help", "horror"})
"""Forms that are only for those who want them."""
_BRIEF = 45
"""Minutes up to which a film is no evening."""
_DIVERSITY = 0.3
"""How much likeness to what is shown already takes from a work."""
_POOL = 40
_ERA = 8
"""Years apart at which two works are no longer of one time."""


@dataclass(frozen=True)
class Query:
    """What the moment asks of the catalogue. Vectors are by the library's model; places are places in it."""

    intent: str
    wish: Wish = field(default_factory=Wish)
    words: Sequence[str] = ()
    about: Sequence[str] = ()
    """English words of the subjects that were spoken of."""
    meaning: Vector | None = None
    named: Mapping[int, float] = field(default_factory=dict)
    """Works that people named, with how much they liked them (negative: not at all); never recommended back."""
    likened: Mapping[int, float] = field(default_factory=dict)
    """Works to which others are likened too, and which may come all the same, such as those of a creator."""
    tags: Mapping[str, float] = field(default_factory=dict)
    """Genres that people spoke of, with how much they count."""
    tastes: Sequence[Taste] = ()
    """Each member's, from feedback."""
    excluded: frozenset[str] = frozenset()
    kinds: Mapping[str, float] = field(default_factory=dict)
    """How likely a work of each kind is welcome, where nobody named one; empty where that is open."""
    language: str = ""
    """Which people talk in."""
    seed: int = 0
    """Rooms alike in everything else get different works."""


@dataclass(frozen=True)
class Ranked:
    """A work with its score, and what the score is made of."""

    work: Work
    score: float
    parts: Mapping[str, float]


def rank(library: Library, query: Query, limit: int) -> list[Ranked]:
    """Return the `limit` works that fit best, best first, no two too much alike."""
    allowed = allowed_by(library, query.wish) & of_welcome_kinds(library, query.kinds, query.wish)
    allowed[[*query.named, *(library.place[work] for work in query.excluded if work in library.place)]] = False
    is_of_a_genre = query.intent == "ask" and not (query.wish.subject or query.about)
    if is_of_a_genre and (asked_for := allowed & of_the_genres(library, query.wish)).any():
        allowed = asked_for
    if not allowed.any():
        return []
    parts = {name: weight_of(name, query) * part for name, part in _parts(library, query).items()}
    scores = np.where(allowed, sum(parts.values(), _dice(library, query)), -np.inf)
    chosen = _diverse(library, scores, min(limit, int(allowed.sum())))
    return [
        Ranked(library.works[n], float(scores[n]), {name: round(float(part[n]), 3) for name, part in parts.items()})
        for n in chosen
    ]


def weight_of(part: str, query: Query) -> float:
    """Return how much `part` counts in the moment: where nobody asks, mood and fame more, chance words less."""
    wish = query.wish
    insisted = wish.marks & {*vocabulary()["insisted"]["marks"]}
    is_told = bool(wish.subject or wish.genres or wish.languages or wish.years or insisted or wish.moods or wish.length)
    is_felt = query.intent in MOODS and query.intent not in OF_A_SUBJECT and not is_told
    return WEIGHTS[part] * (_FELT if is_felt else _TOLD if is_told else {}).get(part, 1.0)


def _parts(library: Library, query: Query) -> dict[str, Scores]:
    wish = query.wish
    found: dict[str, Scores] = {"fame": library.fame, "asked": answered(library, wish)}
    if query.meaning is not None:
        found["meaning"] = library.standing_out(query.meaning)
    if whole := sum(query.tags.values()):
        found["tags"] = added(library, ((much / whole, "genre", tag) for tag, much in query.tags.items()))
    if query.named or query.likened:
        found["named"] = _likeness(library, {**query.likened, **query.named})
    if query.language and not wish.languages:
        found["spoken"] = library.having("language", query.language)
    if query.tastes:
        found["taste"] = for_all(library, query.tastes)
    return (
        found
        | _spoken_of(library, query)
        | _unasked(library, query)
        | suiting(library, query.intent, query.wish, query.kinds)
    )


def _spoken_of(library: Library, query: Query) -> dict[str, Scores]:
    """How much of what was said each work has: its words, what it is about, and the subject that was asked for."""
    found: dict[str, Scores] = {}
    if query.words:
        found["words"] = library.word_match(query.words)
        found["about"] = library.abouts.spoken_of(query.words)
    if query.about:
        found["touched"] = library.subject_match(query.about)
    if query.wish.subject:
        found["subject"] = library.subject_match(query.wish.subject)
    return found


def _unasked(library: Library, query: Query) -> dict[str, Scores]:
    """What takes from works that few want unless they say so: old, silent or brief ones, and for small children."""
    found = {} if query.wish.years else {"dated": _dated(library)}
    is_short = query.wish.length == "short" and (query.wish.minutes or 0) <= _BRIEF
    if not is_short and query.wish.age is None:
        found["brief"] = -library.having("kind", "movie") * (library.sizes < _BRIEF)
    if query.intent in MOODS and not is_christmas(query.wish, query.words):
        found["christmas"] = -library.having("mark", "christmas")
    if "silent" not in query.wish.marks:
        found["silent"] = -library.having("mark", "silent")
    if query.wish.age is None and not FOR_CHILDREN & query.wish.genres:
        is_young = (library.ages <= _YOUNG) & (library.having("kind", "music") == 0)
        found["for_children"] = -np.maximum(
            library.having("genre", "children"), np.float32(0.17 if query.named else 0.4) * is_young
        )
    if not (query.named or query.likened):
        special = _SPECIAL - query.wish.genres - query.tags.keys()
        found["special"] = added(library, ((-1.0, "genre", genre) for genre in special))
    return found


def _dated(library: Library) -> Scores:
    """How much the age of each work takes from it where nobody asked for an old one: 0 to -1."""
    found = np.zeros(len(library), dtype=np.float32)
    for kind, (easy, hard) in _DATED.items():
        age = np.clip((easy - library.years) / (easy - hard), 0.0, 1.0)
        found -= np.nan_to_num(age).astype(np.float32) * library.having("kind", kind)
    return found


def _likeness(library: Library, named: Mapping[int, float]) -> Scores:
    """How like the named works each is: by words such as names, genres, years, series, creator and vector."""
    whole = sum(much for much in named.values() if much > 0) or 1.0
    total = np.zeros(len(library), dtype=np.float32)
    for place, much in named.items():
        total += np.float32(much / whole) * _likeness_to(library, place)
    middle = sum(much * library.matrix[place] for place, much in named.items())
    return total + np.float32(LIKENESS["meaning"]) * library.standing_out(middle)


def _likeness_to(library: Library, place: int) -> Scores:
    work = library.works[place]
    away = np.abs(library.years - library.years[place])
    parts = {
        "words": library.likeness(place),
        "circles": library.circle_likeness(place),
        "genres": library.genre_likeness(place),
        "years": np.nan_to_num(np.exp(-away / _ERA)),
        "series": library.having("series", series_of(work)),
        "creator": library.having("creator", work.creator),
        # English is what most works are in, and tells nothing.
        "language": library.having("language", work.language if work.language != "en" else ""),
    }
    weighed = [np.float32(LIKENESS[name]) * part for name, part in parts.items()]
    found: Scores = np.sum(weighed, axis=0)
    return found


def _dice(library: Library, query: Query) -> Scores:
    chance: Scores = np.random.default_rng(query.seed).random(len(library), dtype=np.float32)
    return chance * np.float32(0.15 if query.seed else 0.0)


def _diverse(library: Library, scores: Scores, limit: int) -> list[int]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998) over the best."""
    order = np.argsort(-scores, kind="stable")
    pool = order[np.isfinite(scores[order])][: max(_POOL, limit)]
    left, likeness, chosen = scores[pool].copy(), np.zeros(len(pool), dtype=np.float32), list[int]()
    matrix = library.matrix[pool]
    while len(chosen) < limit:
        best = int(np.argmax(left - _DIVERSITY * likeness))
        chosen.append(int(pool[best]))
        left[best] = -np.inf
        likeness = np.maximum(likeness, matrix @ matrix[best])
    return chosen
