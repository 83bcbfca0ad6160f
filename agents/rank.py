"""Which works fit the moment: parts of a score, fused, and then made diverse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.library import Library, Scores, series_of
from agents.turns import Vector
from agents.wishes import Wish
from agents.works import Work

WEIGHTS = {
    "meaning": 1.0,
    "words": 0.6,
    "named": 1.2,
    "asked": 1.5,
    "intent": 0.7,
    "mood": 0.4,
    "kind": 0.6,
    "popularity": 0.5,
    "taste": 0.8,
}
"""How much each part counts; docs/decisions/0004-deciding.md records the run that chose them."""

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

_DIVERSITY = 0.3
"""How much likeness to what is shown already takes from a work."""
_POOL = 40


@dataclass(frozen=True)
class Query:
    """What the moment asks of the catalogue. Vectors are by the library's model; places are places in it."""

    intent: str
    wish: Wish = field(default_factory=Wish)
    words: Sequence[str] = ()
    meaning: Vector | None = None
    named: Sequence[int] = ()
    """Works that people named: what comes should be like them, and never one of them."""
    liked: Vector | None = None
    """The room's taste from feedback."""
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
    parts = {name: WEIGHTS[name] * part for name, part in _parts(library, query).items()}
    scores = np.where(allowed, sum(parts.values(), _dice(library, query)), -np.inf)
    chosen = _diverse(library, scores, min(limit, int(allowed.sum())))
    return [
        Ranked(library.works[n], float(scores[n]), {name: round(float(part[n]), 3) for name, part in parts.items()})
        for n in chosen
    ]


def _parts(library: Library, query: Query) -> dict[str, Scores]:
    found: dict[str, Scores] = {"popularity": library.popularity}
    if query.meaning is not None:
        found["meaning"] = _standing_out(library.closeness(query.meaning))
    if query.words:
        found["words"] = library.word_match(query.words)
    if query.named:
        found["named"] = _likeness(library, query.named)
    if query.liked is not None:
        found["taste"] = _standing_out(library.closeness(query.liked))
    found["asked"] = _asked(library, query.wish)
    if query.intent in MOODS:
        found["intent"] = library.having("intent", query.intent)
        found["mood"] = _sum(library, ((0.5, "mood", mood) for mood in MOODS[query.intent]))
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
    return allowed & (library.having("kind", wish.kind) > 0) if wish.kind else allowed


def _asked(library: Library, wish: Wish) -> Scores:
    """How much of what was asked for each work is, -1 to 1; of several genres, moods or languages each counts."""
    wanted = [
        *(library.having("genre", genre) for genre in wish.genres),
        *(0.7 * library.having("mood", mood) for mood in wish.moods),
    ]
    if wish.languages:
        wanted.append(_sum(library, ((1.0, "language", language) for language in wish.languages)))
    if wish.years:
        away = np.maximum(np.maximum(wish.years[0] - library.years, library.years - wish.years[1]), 0)
        wanted.append(np.nan_to_num(np.maximum(-1.0, 1.0 - away / 5)))
    if wish.length:
        fits = (library.lengths <= 1) == (wish.length == "short")
        wanted.append(np.where(np.isnan(library.lengths), 0.0, np.where(fits, 1.0, -0.5)).astype(np.float32))
    return _sum(library, ()) if not wanted else np.mean(wanted, axis=0, dtype=np.float32)


def _likeness(library: Library, named: Sequence[int]) -> Scores:
    """How like the named works each is: by vector, genres, creator, and the series it belongs to."""
    close = np.stack([library.closeness(library.matrix[place]) for place in named])
    scores = _standing_out(close.mean(axis=0)) + 0.5 * _standing_out(close.max(axis=0))
    works = [library.works[place] for place in named]
    genres = {genre for work in works for genre in work.genres}
    shared = _sum(library, ((0.5 / len(genres), "genre", genre) for genre in genres))
    same = _sum(library, ((0.5, "creator", creator) for creator in {work.creator for work in works}))
    series = _sum(library, ((0.7, "series", name) for name in {series_of(work) for work in works}))
    found: Scores = scores + shared + np.minimum(same, 0.5) + np.minimum(series, 0.7)
    return found


def _sum(library: Library, tags: Iterable[tuple[float, str, str]]) -> Scores:
    """Add up what each tag (how much, which sort, value) counts for the works that have it."""
    total = np.zeros(len(library), dtype=np.float32)
    for much, sort, value in tags:
        total += np.float32(much) * library.having(sort, value)
    return total


def _standing_out(scores: Scores) -> Scores:
    """Bring cosines of any model onto one scale: 1 is four standard deviations above the mean."""
    spread = float(scores.std()) or 1.0
    found: Scores = np.clip((scores - scores.mean()) / (4 * spread), -1.0, 1.5)
    return found


def _dice(library: Library, query: Query) -> Scores:
    chance: Scores = np.random.default_rng(query.seed).random(len(library), dtype=np.float32)
    return chance * np.float32(0.08 if query.seed else 0.0)


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
