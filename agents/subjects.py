"""What a work should be about: the subject that an ask names, in words that descriptions have."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from agents.vocabulary import vocabulary
from agents.works import ARTICLES, words_of

_ABOUT = re.compile(
    r"\b(?:about|on|set in|set on|set during|takes place in|\u00fcber|spielt in|rund um|zum thema"
    r"|sur|qui parle de|se passe [a\u00e0]u?|se d\u00e9roule [a\u00e0]u?"
    r"|sobre|acerca de|trata de|ambientad[ao] (?:en|em|no|na)"
    r"|que fale de|passad[ao] n[ao]|su|sul|sulla|sui|che parla di|ambientat[ao] (?:in|a))\s+(?P<rest>[^?!.,;:\n]+)"
    r"|\bin (?P<place>[\w ]+?) spielt",
    re.IGNORECASE,
)
_LONGEST = 3
_ENGLISH = 5
"""Forms of a subject that descriptions have; the others only lead to it."""


def subject_of(text: str) -> tuple[str, ...]:
    """Return words of what `text` wants to hear about, English ones for what we know in six languages; () for none."""
    found = _ABOUT.search(text)
    said = _telling(words_of(found["rest"] or found["place"])) if found else _beside_kind(words_of(text))
    known = [word for name in _names(said[: 2 * _LONGEST]) for word in _english(name)]
    return tuple(dict.fromkeys(words_of(" ".join(known)))) or (tuple(said[:_LONGEST]) if found else ())


def spoken_of(text: str, *, places_only: bool) -> tuple[str, ...]:
    """Return English words of the subjects, or only the places, that `text` names in whatever way; () for none."""
    places = set(vocabulary()["about"]["places"])
    names = [name for name in _names(words_of(text)) if name in places or not places_only]
    return tuple(dict.fromkeys(words_of(" ".join(form for name in names for form in _english(name)))))


def _english(name: str) -> list[str]:
    return vocabulary()["subjects"][name][:_ENGLISH]


def _beside_kind(words: Sequence[str]) -> list[str]:
    """Return the two words before a word such as "book": a "chess book" is about chess."""
    kinds = {word for phrases in vocabulary()["kinds"].values() for word in phrases}
    return [word for place, word in enumerate(words) if not kinds.isdisjoint(words[place + 1 : place + 2])]


def _names(words: Sequence[str]) -> list[str]:
    phrases = [*words, *map(" ".join, pairwise(words))]
    return list(dict.fromkeys(name for phrase in phrases for name in _forms().get(phrase, ())))


def _telling(words: Sequence[str]) -> list[str]:
    """Return the words up to the first that begins another thought."""
    kept = list[str]()
    for word in words:
        if word in _stops():
            if kept:
                break
            continue
        kept.append(word)
    return kept


@cache
def _forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, forms in vocabulary()["subjects"].items():
        for form in forms:
            found.setdefault(" ".join(words_of(form)), []).append(name)
    return found


@cache
def _stops() -> frozenset[str]:
    return ARTICLES | frozenset(vocabulary()["about"]["nothing"])
