"""Which kinds of works are welcome where nobody asks: a film needs eyes and an evening, music only ears.

A linear model over what people say that they do, where and with whom (`intents/circumstances.toml`), and over the
meaning of the last lines together; `manage.py train_decider` fits it on the scenes of `intents/welcome.jsonl`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.classify import Weights, weights
from agents.context import DEPTH
from agents.fits import of_the_genres
from agents.library import Library
from agents.providers import local
from agents.signs import phrases
from agents.turns import Vector
from agents.wishes import Wish
from agents.works import words_of

KINDS = ("movie", "book", "music")
READABLE = 2
"""Features of each circumstance: whether it is spoken of at all, and whether in one of the last lines."""
_LAST = 2
_MISSING = "dark"
"""The circumstance that tells what is missing; elsewhere what follows a "no" is not there."""
_DENIED = re.compile(
    r"\b(?:(?:no|without|keine?n?|ohne|pas de|sans|sin|sem|senza) \w+"
    r"|(?:cant|cannot|darf nicht|peux pas|no puedo|nao posso|non posso)(?: \w+){1,4})"
)
_AS_LIKELY, _ABOUT_AS_LIKELY = 0.97, 0.6
"""What part of the likeliest kind's probability lets another come beside it; a subject that was spoken of leaves more
open, as few works of one kind may be about it."""
_HARDLY = 0.3
"""A kind with fewer works of a genre than this part of what the richest one has is not what is meant."""
_CIRCUMSTANCES = Path(__file__).parent / "intents" / "circumstances.toml"


@lru_cache(maxsize=256)
def welcome(texts: tuple[str, ...]) -> Mapping[str, float]:
    """Return how likely a work of each kind is welcome after the last of `texts`, which people said."""
    told = texts[-DEPTH:]
    return probabilities(weights(), features(told, local.encode([joined(told)])[0]))


def of_welcome_kinds(library: Library, kinds: Mapping[str, float], wish: Wish) -> NDArray[np.bool_]:
    """Return which works are of a kind that may come: the likeliest, and such as are about as likely.

    Where a genre was spoken of, kinds that hardly have it are out.
    """
    if not kinds:
        return np.ones(len(library), dtype=bool)
    having = {kind: library.having("kind", kind) for kind in kinds}
    of_genres = of_the_genres(library, wish)
    found = {kind: float((having[kind] * of_genres).sum()) for kind in kinds}
    possible = {kind: much for kind, much in kinds.items() if found[kind] > _HARDLY * max(found.values())} or kinds
    least = (_ABOUT_AS_LIKELY if wish.subject else _AS_LIKELY) * max(possible.values())
    is_one = np.zeros(len(library), dtype=bool)
    for kind, much in possible.items():
        is_one |= (having[kind] > 0) & (much >= least)
    return is_one


def probabilities(weights: Weights, row: Vector) -> Mapping[str, float]:
    """Return what the model says of a row of `features`; kinds are judged each by itself."""
    chances = 1 / (1 + np.exp(-(row @ weights["welcome_w"] + weights["welcome_b"])))
    return dict(zip(KINDS, chances.tolist(), strict=True))


def features(texts: Sequence[str], together: Vector) -> Vector:
    """Return what the model weighs. `together` is the vector of the `joined` texts."""
    plain = [" ".join(words_of(text)) for text in texts[-DEPTH:]]
    granted = [_DENIED.sub("", text) for text in plain]
    shown = [
        [pattern.search(text) is not None for text in (plain if name == _MISSING else granted)]
        for name, pattern in _circumstances().items()
    ]
    told = [float(value) for each in shown for value in (any(each), any(each[-_LAST:]))]
    return np.concatenate([np.array(told, dtype=np.float32), together])


def joined(texts: Sequence[str]) -> str:
    """Return the lines that are read, as one text."""
    return "\n".join(texts[-DEPTH:])


@cache
def _circumstances() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(_CIRCUMSTANCES.read_text(encoding="utf-8"))
    return {name: phrases(words) for name, words in table.items()}
