"""What suits the moment, where it is one of those we know: kinds of works, moods and marks."""

from collections.abc import Iterable, Iterator

from agents.fits import added
from agents.library import Library
from agents.postings import Scores
from agents.vocabulary import vocabulary

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


def suiting(library: Library, intent: str, kind: str) -> dict[str, Scores]:
    """Return how much each work suits the moment, part by part; its kind only where none (`kind`) was asked for."""
    if intent not in MOODS:
        return {}
    suits, spoils = vocabulary()["suits"][intent], vocabulary()["spoils"][intent]
    found = {
        "intent": library.having("intent", intent),
        "mood": added(library, [*_each(0.5, "mood", MOODS[intent]), *_each(-1.0, "mood", AGAINST[intent])]),
        "suits": added(library, [*_each(0.5, "mark", suits), *_each(-1.0, "mark", spoils)]),
    }
    if not kind:
        found["kind"] = added(library, ((much, "kind", name) for name, much in KINDS[intent].items()))
    return found


def _each(much: float, sort: str, values: Iterable[str]) -> Iterator[tuple[float, str, str]]:
    return ((much, sort, value) for value in values)
