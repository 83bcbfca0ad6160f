"""Which works fit the moment: parts of a score, fused, and then made diverse."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.library import Library, Scores
from agents.turns import Vector
from agents.wishes import Wish
from agents.works import Work, words_of

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
    found |= {"asked": _asked(library, query.wish), "kind": _kind(library, query)}
    if query.intent in MOODS:
        found["intent"] = _each(library, lambda work: float(query.intent in work.intents))
        moods = MOODS[query.intent]
        found["mood"] = _each(library, lambda work: len(moods & set(work.moods)) / 2)
    return found


def _allowed(library: Library, query: Query) -> np.ndarray:
    named = {library.works[place].id for place in query.named}
    wish = query.wish

    def is_allowed(work: Work) -> bool:
        return not (
            work.id in query.excluded
            or work.id in named
            or (wish.kind and work.kind != wish.kind)
            or wish.unwanted & {*work.genres, *work.moods}
            or work.language in wish.unwanted_languages
        )

    return np.fromiter((is_allowed(work) for work in library.works), dtype=bool, count=len(library))


def _asked(library: Library, wish: Wish) -> Scores:
    """How much of what was asked for each work is: -1 to 1 or so."""
    return _each(library, lambda work: _fit(work, wish))


def _fit(work: Work, wish: Wish) -> float:
    genres = {genre.casefold() for genre in work.genres}
    wanted = [
        *(float(genre in genres) for genre in wish.genres),
        *(0.7 * (mood in work.moods) for mood in wish.moods),
        *([float(work.language in wish.languages)] if wish.languages else []),
        *([_in_years(work, wish.years)] if wish.years else []),
        *([_in_length(work, wish.length)] if wish.length else []),
    ]
    return sum(wanted) / len(wanted) if wanted else 0.0


def _in_years(work: Work, years: tuple[int, int]) -> float:
    if work.year is None:
        return 0.0
    away = max(years[0] - work.year, work.year - years[1], 0)
    return max(-1.0, 1.0 - away / 5)


_SHORT = {"movie": 100, "book": 220, "music": 40}


def _in_length(work: Work, length: str) -> float:
    if work.length is None:
        return 0.0
    is_short = work.length <= _SHORT[work.kind]
    return 1.0 if is_short == (length == "short") else -0.5


def _kind(library: Library, query: Query) -> Scores:
    if query.wish.kind or query.intent not in KINDS:
        return np.zeros(len(library), dtype=np.float32)
    suits = KINDS[query.intent]
    return _each(library, lambda work: suits.get(work.kind, 0.0))


def _likeness(library: Library, named: Sequence[int]) -> Scores:
    """How like the named works each is: by vector, genres, creator, and the first words of the title."""
    close = np.stack([library.closeness(library.matrix[place]) for place in named])
    scores = _standing_out(close.mean(axis=0)) + 0.5 * _standing_out(close.max(axis=0))
    works = [library.works[place] for place in named]
    genres = {genre for work in works for genre in work.genres}
    creators = {work.creator for work in works if work.creator}
    series = {_series(work) for work in works} - {""}
    shared = _each(
        library,
        lambda work: (
            0.5 * len(genres & set(work.genres)) / max(1, len(genres | set(work.genres)))
            + 0.5 * (work.creator in creators)
            + 0.7 * (_series(work) in series)
        ),
    )
    return scores + shared


def _series(work: Work) -> str:
    words = words_of(work.title)
    return " ".join(words[:2]) if len(words) > 1 and len(" ".join(words[:2])) > 6 else ""


def _standing_out(scores: Scores) -> Scores:
    """Bring cosines of any model onto one scale: 1 is four standard deviations above the mean."""
    spread = float(scores.std()) or 1.0
    found: Scores = np.clip((scores - scores.mean()) / (4 * spread), -1.0, 1.5)
    return found


def _each(library: Library, part: Callable[[Work], float]) -> Scores:
    return np.fromiter((part(work) for work in library.works), dtype=np.float32, count=len(library))


def _dice(library: Library, query: Query) -> Scores:
    chance: Scores = np.random.default_rng(query.seed).random(len(library), dtype=np.float32)
    return chance * np.float32(0.08 if query.seed else 0.0)


def _diverse(library: Library, scores: Scores, limit: int) -> list[int]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998) over the best."""
    order = [int(n) for n in np.argsort(-scores, kind="stable") if np.isfinite(scores[n])]
    pool, chosen = order[: max(_POOL, limit)], order[:1]
    pool = pool[1:]
    while pool and len(chosen) < limit:
        likeness = (library.matrix[pool] @ library.matrix[chosen].T).max(axis=1)
        best = int(np.argmax(scores[pool] - _DIVERSITY * likeness))
        chosen.append(pool.pop(best))
    return chosen
