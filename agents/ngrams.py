"""The words and pieces of words of a line, as places in one table: what a meaning's vector smooths over."""

import unicodedata
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 1 << 15
"""Places in the table; two n-grams may share one (feature hashing, Weinberger and others 2009)."""
_MARKS = frozenset("!?…")
_LONGEST = 400
"""Characters that are read of one line."""


def places(text: str) -> NDArray[np.int64]:
    """Return the places of a line's words, pairs of words, and pieces of 3 to 5 letters; each once, in order."""
    words = _words(text[:_LONGEST])
    found = {_place(f"{first} {second}") for first, second in zip(["^", *words], [*words, "$"], strict=True)}
    return np.array(sorted(found.union(*map(_of_word, words))), dtype=np.int64)


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> frozenset[int]:
    """The places of a word and of its pieces."""
    inside = f"<{word}>"
    pieces = (inside[start : start + length] for length in (3, 4, 5) for start in range(len(inside) - length + 1))
    return frozenset([_place(word), *(_place(f"#{piece}") for piece in pieces)])


def _place(gram: str) -> int:
    return crc32(gram.encode()) % SIZE


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    kept = "".join(_shown(letter) for letter in plain if not unicodedata.combining(letter))
    return kept.split()


def _shown(letter: str) -> str:
    if letter.isalpha() or letter == "'":
        return letter
    if letter.isdigit():
        return "0"
    # A picture and a mark of excitement are words of their own; all else only parts them.
    return f" {letter} " if letter in _MARKS or unicodedata.category(letter) == "So" else " "
