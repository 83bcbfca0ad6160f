"""Creators that people name: of whom they have had enough, and to whom something is to be likened."""

import re
from collections.abc import Sequence
from functools import cache

from agents.library import Library
from agents.vocabulary import vocabulary
from agents.works import words_of

_REACH = 4
"""Words before a name that speak of it."""
_NEAR = 2
"""Words before a name that liken to it."""
_MOST = 4
"""Works that stand for a creator."""
_LONGEST_NAME = 4
_SURNAME = 4
"""Letters that a surname has at the least to stand for the whole name."""


def had_enough_of(texts: Sequence[str], library: Library, named: Sequence[int] = ()) -> frozenset[str]:
    """Return the ids of the works by creators whom `texts` want no more of; `named` are works that they named."""
    found = set[int]()
    for place, text in enumerate(texts):
        words = words_of(text)
        is_over = _has("enough", texts[place : place + 2]) or _has("other", texts[place:])
        for start, size, works in _names(words, library):
            before = words[max(0, start - _REACH) : start]
            if (
                is_over
                or not _cue_words("before").isdisjoint(before)
                or words[start + size : start + size + 1] == ["done"]
            ):
                found.update(works)
    if _has("same", texts):
        found.update(work for place in named for work in library.creations(_key(library.works[place].creator)))
    return frozenset(library.works[place].id for place in found)


def liked(texts: Sequence[str], library: Library, *, only_compared: bool = False) -> dict[int, float]:
    """Return the works, by place, of creators that were named as liked or to compare with; a creator counts 1.

    Who wants something "like Murakami" has read him: `only_compared` are such alone.
    """
    found = dict[int, float]()
    for text in texts:
        words = words_of(text)
        for start, size, works in _names(words, library):
            before = words[max(0, start - _NEAR) : start]
            is_name = any(word.title() in text for word in words[start : start + size])
            if is_name and (
                _is_compared(before) or (not only_compared and not _cue_words("liking").isdisjoint(before))
            ):
                found.update(dict.fromkeys(works[:_MOST], 1 / len(works[:_MOST])))
    return found


def _is_compared(before: Sequence[str]) -> bool:
    """Whether the words before a name end as in "something like", and not as in "I like"."""
    return bool(before) and before[-1] in _cue_words("comparing") and before[0] not in _cue_words("persons")


def _names(words: Sequence[str], library: Library) -> list[tuple[int, int, Sequence[int]]]:
    """Return (first word, count of words, places of the works) of each creator among `words`."""
    found = list[tuple[int, int, Sequence[int]]]()
    for start in range(len(words)):
        for size in range(min(_LONGEST_NAME, len(words) - start), 0, -1):
            key = " ".join(words[start : start + size])
            works = library.creations(key) or (_by_surname(key, library) if size == 1 else [])
            if works and len(key) > 2:
                found.append((start, size, works))
                break
    return found


def _by_surname(word: str, library: Library) -> Sequence[int]:
    """Return the works by those called `word`; "the Austens" are what Austen wrote."""
    if len(word) < _SURNAME:
        return []
    return library.surnamed(word) or library.surnamed(word.removesuffix("s"))


def _key(creator: str) -> str:
    return " ".join(words_of(creator))


def _has(section: str, texts: Sequence[str]) -> bool:
    return any(_cues(section).search(" ".join(words_of(text))) for text in texts)


@cache
def _cues(section: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(vocabulary()['creators'][section])})\b")


@cache
def _cue_words(section: str) -> frozenset[str]:
    return frozenset(vocabulary()["creators"][section])
