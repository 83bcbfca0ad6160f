"""Which works fit the moment: parts of a score, fused, and then made diverse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.library import Library, series_of
from agents.postings import Scores
from agents.taste import Taste, for_all
from agents.turns import Vector
from agents.wishes import Wish
from agents.works import Work

WEIGHTS = {
    "meaning": 1.3,
    "words": 1.1,
    "subject": 3.0,
    "tags": 1.5,
    "named": 1.3,
    "asked": 1.0,
    "intent": 0.9,
    "mood": 0.5,
    "kind": 0.8,
    "fame": 0.6,
    "taste": 1.5,
    "dated": 0.4,
    "for_children": 0.4,
}
"""How much each part counts; docs/decisions/0007-ranking.md records the run that chose them."""

LIKENESS = {"words": 3.0, "genres": 1.2, "years": 0.8, "series": 0.7, "creator": 0.5, "meaning": 0.4}
"""What makes a work like a named one."""

KINDS = {
    "boredom": {"movie": 1.0, "book": 0.6, "music": 0.4},
    "focus": {"music": 1.0, "book": 0.0, "movie": -0.5},
    "low_spirits": {"movie": 1.0, "music": 0.9, "book": 0.6},
    "company": {"movie": 1.0, "music": 0.6, "book": -0.3},
    "winding_down": {"music": 1.0, "book": 0.8, "movie": 0.7},
    "learning": {"book": 1.0, "movie": 0.7, "music": 0.1},
    "travel": {"book": 1.0, "music": 0.8, "movie": 0.6},
    "celebration": {"music": 1.0, "movie": 0.5, "book": -0.3},
}
"""What kind of work suits which moment, where nobody said."""

MOODS = {
    "boredom": {"funny", "thrilling", "adventurous", "playful", "energetic"},
    "focus": {"calm", "dreamy", "thoughtful"},
    "low_spirits": {"warm", "uplifting", "funny", "cosy"},
    "company": {"funny", "playful", "warm", "thrilling"},
    "winding_down": {"calm", "cosy", "dreamy", "warm"},
    "learning": {"thoughtful", "inspiring"},
    "travel": {"adventurous", "inspiring", "dreamy"},
    "celebration": {"energetic", "uplifting", "playful"},
}

AGAINST = {
    "boredom": {"melancholic", "dark", "calm"},
    "focus": {"energetic", "dark", "funny", "thrilling"},
    "low_spirits": {"melancholic", "dark", "tense", "strange"},
    "company": {"melancholic", "dark", "tense", "strange", "calm"},
    "winding_down": {"thrilling", "energetic", "tense", "dark", "melancholic"},
    "learning": set[str](),
    "travel": {"dark"},
    "celebration": {"calm", "melancholic", "dark", "dreamy", "tense"},
}
"""Moods that spoil a moment."""

OF_A_SUBJECT = frozenset({"learning", "travel"})
"""Moments in which what was spoken of is what is looked for; in the others the mood decides first."""
_FELT = {"mood": 2.0, "intent": 2.0, "words": 0.5, "meaning": 0.8, "fame": 2.0, "for_children": 2.0, "dated": 2.0}
"""How much more, or less, a part counts in those others."""
_DATED = {"movie": (1975, 1935), "music": (1800, 1600), "book": (1800, 1500)}
"""From which year on a work of a kind is still easy for everybody, and before which not at all."""

_FOR_CHILDREN = frozenset({"children", "family"})
_FRIGHTENING = (("genre", "horror"), ("genre", "war"), ("genre", "thriller"), ("mood", "dark"), ("mood", "tense"))

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
    meaning: Vector | None = None
    named: Mapping[int, float] = field(default_factory=dict)
    """Works that people named, with how much they liked them (negative: not at all); never recommended back."""
    tags: Mapping[str, float] = field(default_factory=dict)
    """Genres that people spoke of, with how much they count."""
    tastes: Sequence[Taste] = ()
    """Each member's, from feedback."""
    excluded: frozenset[str] = frozenset()
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
    allowed = _allowed(library, query)
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
    is_told = wish.subject or wish.genres or wish.languages or wish.years
    is_felt = query.intent in MOODS and query.intent not in OF_A_SUBJECT and not is_told
    return WEIGHTS[part] * (_FELT.get(part, 1.0) if is_felt else 1.0)


def _parts(library: Library, query: Query) -> dict[str, Scores]:
    wish = query.wish
    found: dict[str, Scores] = {"fame": library.fame}
    if query.meaning is not None:
        found["meaning"] = library.standing_out(query.meaning)
    if query.words:
        found["words"] = library.word_match(query.words)
    if wish.subject:
        found["subject"] = library.word_match(wish.subject)
    if whole := sum(query.tags.values()):
        found["tags"] = _sum(library, ((much / whole, "genre", tag) for tag, much in query.tags.items()))
    if query.named:
        found["named"] = _likeness(library, query.named)
    if query.tastes:
        found["taste"] = for_all(library, query.tastes)
    found["asked"] = _asked(library, wish)
    return found | _unasked(library, query) | _fit(library, query)


def _unasked(library: Library, query: Query) -> dict[str, Scores]:
    """What takes from works of a sort that few want unless they say so: old ones, and those for small children."""
    found = {} if query.wish.years else {"dated": _dated(library)}
    if not _FOR_CHILDREN & (query.wish.genres | query.tags.keys()):
        found["for_children"] = -library.having("genre", "children")
    return found


def _fit(library: Library, query: Query) -> dict[str, Scores]:
    """What suits the moment, where it is one of those we know."""
    if query.intent not in MOODS:
        return {}
    found = {
        "intent": library.having("intent", query.intent),
        "mood": _sum(library, ((0.5, "mood", mood) for mood in MOODS[query.intent]))
        - _sum(library, ((1.0, "mood", mood) for mood in AGAINST[query.intent])),
    }
    if not query.wish.kind:
        found["kind"] = _sum(library, ((much, "kind", kind) for kind, much in KINDS[query.intent].items()))
    return found


def _allowed(library: Library, query: Query) -> NDArray[np.bool_]:
    wish, allowed = query.wish, np.ones(len(library), dtype=bool)
    allowed[list(query.named)] = False
    allowed[[library.place[work] for work in query.excluded if work in library.place]] = False
    for tag in wish.unwanted:
        allowed &= (library.having("genre", tag) == 0) & (library.having("mood", tag) == 0)
    for language in wish.unwanted_languages:
        allowed &= library.having("language", language) == 0
    if wish.kind:
        allowed &= library.having("kind", wish.kind) > 0
    if wish.languages:
        allowed &= _sum(library, ((1.0, "language", language) for language in wish.languages)) > 0
    if wish.is_wordless and wish.kind == "music":
        allowed &= ~library.is_sung
    if wish.years:
        away = np.maximum(wish.years[0] - library.years, library.years - wish.years[1])
        allowed &= ~(away > _ERA)
    if wish.genres & _FOR_CHILDREN:
        allowed &= _sum(library, ((1.0, "genre", genre) for genre in _FOR_CHILDREN)) > 0
        allowed &= _sum(library, ((1.0, sort, tag) for sort, tag in _FRIGHTENING)) == 0
    return allowed


def _asked(library: Library, wish: Wish) -> Scores:
    """How much of what was asked for each work is: genres, moods, years and length add up."""
    found = _sum(library, ((1.2, "genre", genre) for genre in wish.genres - _FOR_CHILDREN))
    found += _sum(library, ((0.7, "mood", mood) for mood in wish.moods))
    if wish.years:
        away = np.maximum(np.maximum(wish.years[0] - library.years, library.years - wish.years[1]), 0)
        found += np.nan_to_num(np.maximum(-1.5, 1.5 - away / 4)).astype(np.float32)
    if wish.length:
        fits = (library.lengths <= 1) == (wish.length == "short")
        found += np.where(np.isnan(library.lengths), 0.0, np.where(fits, 1.0, -0.7)).astype(np.float32)
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
        "genres": library.genre_likeness(place),
        "years": np.nan_to_num(np.exp(-away / _ERA)),
        "series": library.having("series", series_of(work)),
        "creator": library.having("creator", work.creator),
    }
    weighed = [np.float32(LIKENESS[name]) * part for name, part in parts.items()]
    found: Scores = np.sum(weighed, axis=0)
    return found


def _sum(library: Library, tags: Iterable[tuple[float, str, str]]) -> Scores:
    """Add up what each tag (how much, which sort, value) counts for the works that have it."""
    total = np.zeros(len(library), dtype=np.float32)
    for much, sort, value in tags:
        total += np.float32(much) * library.having(sort, value)
    return total


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
