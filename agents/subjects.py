"""What a work should be about: the subject that an ask names, in words that descriptions have."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, takewhile

from agents.language import language_of
from agents.vocabulary import vocabulary
from agents.works import ARTICLES, words_of

_ABOUT = re.compile(
    r"\b(?:about|set in|set on|set during|takes place in|\u00fcber|spielt in|rund um|zum thema"
    r"|qui parle de|se passe [a\u00e0]u?|se d\u00e9roule [a\u00e0]u?"
    r"|sobre|acerca de|trata de|ambientad[ao] (?:en|em|no|na)"
    r"|que fale de|passad[ao] n[ao]|che parla di|ambientat[ao] (?:in|a))\s+(?P<rest>[^?!.,;:\n]+)"
    r"|\bin (?P<place>[\w ]+?) spielt",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?P<before>\w*)\s*\b(?:on|loves?|into|obsessed with|besessen von|verr\u00fcckt nach"
    r"|sur|dingue d[eu]|folle? d[eu]|fan d[eu]|loc[oa] por|obsesionad[oa] con"
    r"|louc[oa] por|obcecad[oa] por|sul?|sulla|sui|pazz[oa] (?:di|per)|fissat[oa] con)\s+(?P<rest>[^?!.,;:\n]+)",
    re.IGNORECASE,
)
"""What names a subject if it is one that we know, or if a kind stands before: a "book on beekeeping"."""
_LONGEST = 3
_ENGLISH = 5
"""Forms of a subject that descriptions have; the others only lead to it."""


def subject_of(text: str) -> tuple[str, ...]:
    """Return words of what `text` wants to hear about, English ones for what we know in six languages; () for none."""
    found = _ABOUT.search(text)
    if found:
        said = _telling(words_of(found["rest"] or found["place"]))
        return _known(said) or tuple(said[:_LONGEST])
    for perhaps in _PERHAPS.finditer(text):
        said, before = _telling(words_of(perhaps["rest"])), words_of(perhaps["before"])
        if subject := _known(said) or (tuple(said[:_LONGEST]) if _kinds() & {*before} else ()):
            return subject
    return _known(_beside_kind(words_of(text)))


def _known(said: Sequence[str]) -> tuple[str, ...]:
    """Return English words of the subjects that we know among the first of what was `said`."""
    return tuple(
        dict.fromkeys(words_of(" ".join(form for name in _names(said[: 2 * _LONGEST]) for form in _english(name))))
    )


def spoken_of(text: str, *, places_only: bool) -> tuple[str, ...]:
    """Return English words of the subjects, or only the places, that `text` names in whatever way; () for none."""
    places = set(vocabulary()["about"]["places"])
    names = [name for name in named_subjects(text) if name in places or not places_only]
    return tuple(dict.fromkeys(words_of(" ".join(form for name in names for form in _english(name)))))


def named_subjects(text: str) -> list[str]:
    """Return the names of the subjects that `text` names in whatever way."""
    words = words_of(text)
    friends = {*vocabulary()["about"]["false_friends"]} if language_of([text]) != "en" else set()
    return _names([word for word in words if word not in friends])


def is_subject(key: str) -> bool:
    """Whether `key` is what a subject is called, such as "istanbul"."""
    return key in _forms()


def _english(name: str) -> list[str]:
    return vocabulary()["subjects"][name][:_ENGLISH]


def _beside_kind(words: Sequence[str]) -> list[str]:
    """Return the two words before a word such as "book": a "chess book" is about chess."""
    return [word for place, word in enumerate(words) if not _kinds().isdisjoint(words[place + 1 : place + 2])]


def _names(words: Sequence[str]) -> list[str]:
    phrases = [*words, *map(" ".join, pairwise(words)), *map(" ".join, zip(words, words[1:], words[2:], strict=False))]
    return list(dict.fromkeys(name for phrase in phrases for name in _forms().get(phrase, ())))


def _telling(words: Sequence[str]) -> list[str]:
    """Return the words up to the first that begins another thought; none where that is the first of all."""
    begin = next((place for place, word in enumerate(words) if word not in _openings()), len(words))
    return list(takewhile(lambda word: word not in _stops(), words[begin:]))


@cache
def _forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, forms in vocabulary()["subjects"].items():
        for form in forms:
            found.setdefault(" ".join(words_of(form)), []).append(name)
    return found


@cache
def _kinds() -> frozenset[str]:
    return frozenset(word for phrases in vocabulary()["kinds"].values() for word in phrases)


@cache
def _openings() -> frozenset[str]:
    return ARTICLES | frozenset(vocabulary()["about"]["before"])


@cache
def _stops() -> frozenset[str]:
    return ARTICLES | frozenset(vocabulary()["about"]["nothing"])
