"""What suits the moment, where it is one of those we know: moods, marks, and the kinds that are welcome."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from agents.fits import added
from agents.library import Library
from agents.postings import Scores
from agents.vocabulary import vocabulary
from agents.wishes import Wish

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


def suiting(library: Library, intent: str, wish: Wish, kinds: Mapping[str, float]) -> dict[str, Scores]:
    """Return how much each work suits the moment, part by part. `kinds` are those that are welcome, and how much."""
    if intent not in MOODS:
        return {}
    suits, spoils = vocabulary()["suits"][intent], vocabulary()["spoils"][intent]
    against = AGAINST[intent] - wish.moods
    found = {
        "intent": library.having("intent", intent),
        "mood": added(library, [*_each(0.5, "mood", MOODS[intent]), *_each(-1.0, "mood", against)]),
        "suits": added(library, [*_each(0.5, "mark", suits), *_each(-1.0, "mark", spoils)]),
    }
    if intent == "learning":
        found["factual"] = library.is_factual.astype(np.float32)
    if kinds:
        found["kind"] = added(library, ((much, "kind", name) for name, much in kinds.items()))
    return found


def _each(much: float, sort: str, values: Iterable[str]) -> Iterator[tuple[float, str, str]]:
    return ((much, sort, value) for value in values)
