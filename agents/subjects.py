"""What a work should be about: the subject that an ask names, in words that descriptions have."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile

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
_WEAK, _PLACE = 0.5, 0.5
"""How sure an everyday word is, and how much surer a place."""
_FADING, _NEARLY, _MOST = 0.85, 0.8, 2
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


def topic_of(texts: Sequence[str], *, firm_only: bool = False) -> tuple[str, ...]:
    """Return English words of what `texts` are most about, the last one counting most; () where nothing is sure.

    A word that is said of much else too, such as "bank", is only believed when more than one speaks for its subject.
    With `firm_only` it must be a place, or be said in a term such as "moon landing", and be no feeling.
    """
    places, found = {*vocabulary()["about"]["places"]}, dict[str, float]()
    said = [_said(text) for text in reversed(texts)]
    for age, subjects in enumerate(said):
        for name, (phrase, *_) in subjects.items():
            if not firm_only or name in places or _is_firm(name, said):
                sure = _WEAK if phrase in _weak() else 1.0
                found[name] = found.get(name, _PLACE if name in places else 0.0) + sure * _FADING**age
    best = max(found.values(), default=0.0)
    names = [name for name, sure in found.items() if sure > max(_WEAK, _NEARLY * best)]
    return tuple(dict.fromkeys(words_of(" ".join(form for name in names[:_MOST] for form in _english(name)))))


def named_subjects(text: str) -> list[str]:
    """Return the names of the subjects that `text` names in whatever way."""
    return list(_said(text))


def _is_firm(name: str, said: Sequence[Mapping[str, Sequence[str]]]) -> bool:
    """Whether a term such as "moon landing", or two words of one subject, were `said`, and it is no feeling."""
    phrases = {phrase for subjects in said for phrase in subjects.get(name, ())} - _weak()
    is_felt = name in vocabulary()["about"]["felt"]
    return not is_felt and (len(phrases) > 1 or any(" " in phrase for phrase in phrases))


def _said(text: str) -> dict[str, list[str]]:
    friends = {*vocabulary()["about"]["false_friends"]} if language_of([text]) != "en" else set()
    return _phrases_of([word for word in words_of(text) if word not in friends])


def is_subject(key: str) -> bool:
    """Whether `key` is what a subject is called, such as "istanbul"."""
    return key in _forms()


def _english(name: str) -> list[str]:
    return vocabulary()["subjects"][name][:_ENGLISH]


def _beside_kind(words: Sequence[str]) -> list[str]:
    """Return the two words before a word such as "book": a "chess book" is about chess."""
    return [word for place, word in enumerate(words) if not _kinds().isdisjoint(words[place + 1 : place + 2])]


def _names(words: Sequence[str]) -> list[str]:
    return list(_phrases_of(words))


def _phrases_of(words: Sequence[str]) -> dict[str, list[str]]:
    """Return each subject with the phrases that name it; in "first world war" there is no other war."""
    found: dict[str, list[str]] = {}
    left = list(words)
    for size in range(_LONGEST, 0, -1):
        for place in range(len(left) - size + 1):
            phrase = " ".join(left[place : place + size])
            for name in _forms().get(phrase, ()):
                found.setdefault(name, []).append(phrase)
            if phrase in _forms() and size > 1:
                left[place : place + size] = [""] * size
    return found


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
def _weak() -> frozenset[str]:
    return frozenset(vocabulary()["about"]["weak"])


@cache
def _kinds() -> frozenset[str]:
    return frozenset(word for phrases in vocabulary()["kinds"].values() for word in phrases)


@cache
def _openings() -> frozenset[str]:
    return ARTICLES | frozenset(vocabulary()["about"]["before"])


@cache
def _stops() -> frozenset[str]:
    return ARTICLES | frozenset(vocabulary()["about"]["nothing"])
