"""Works that can be searched: by meaning, by words, and by the titles and names that people mention."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agents.turns import Matrix, Vector
from agents.works import Work, title_key, words_of

type Scores = NDArray[np.float32]
"""One number a work, in the library's order."""

SHORT = {"movie": 100, "book": 220, "music": 40}
"""Up to how many minutes, or pages, a work of a kind is short."""

_K1, _B = 1.2, 0.75
_SHORTEST_SLIPPED = 8
_LONG_WORD = 3


class Library:
    """A fixed set of works with one vector each, of one model; everything is held in memory."""

    def __init__(self, works: Sequence[Work], matrix: Matrix, model: str) -> None:
        self.works = works
        self.matrix = matrix
        self.model = model
        self.place = {work.id: number for number, work in enumerate(works)}

    def __len__(self) -> int:
        """Count the works."""
        return len(self.works)

    def closeness(self, vector: Vector) -> Scores:
        """Return each work's cosine to `vector` (of length one, by the library's model)."""
        scores: Scores = self.matrix @ vector[: self.matrix.shape[1]]
        return scores

    def word_match(self, words: Iterable[str]) -> Scores:
        """Return each work's BM25 (k1 1.2, b 0.75; Robertson and Zaragoza 2009), the best of them made 1."""
        scores = np.zeros(len(self.works), dtype=np.float32)
        for word in set(words):
            found = self._postings.get(word)
            if found is not None and len(found[0]) < 0.2 * len(self.works) + 5:
                rarity = math.log(1 + (len(self.works) - len(found[0]) + 0.5) / (len(found[0]) + 0.5))
                scores[found[0]] += rarity * found[1]
        return scores / top if (top := float(scores.max(initial=0.0))) > 0 else scores

    def titles(self, key: str) -> list[int]:
        """Return the places of the works with this title key, or else of those called so by half their title."""
        return self._titles.get(key) or self._halves.get(key, [])

    def nearly(self, key: str, shortest: int) -> list[int]:
        """Return the places of works whose title is a slip of the pen from `key`; both have `shortest` letters."""
        first, *_, last = key.split() if " " in key else ("", "")
        if len(key) < shortest or len(first) < _LONG_WORD or len(last) < _LONG_WORD:
            return []
        found = {near for part in _less_one(key) for near in self._slips.get(part, ()) if _is_slip(key, near)}
        return [place for near in sorted(found) for place in self._titles[near]]

    def creations(self, key: str) -> list[int]:
        """Return the places of the works by the creator with this key."""
        return self._creators.get(key, [])

    def having(self, kind: str, value: str) -> Scores:
        """Return 1 for each work that has this `genre`, `mood`, `intent`, `kind`, `language`, `creator` or `series`."""
        return self._columns.get((kind, value.casefold()), self._nothing)

    @cached_property
    def popularity(self) -> Scores:
        """How widely known each work is; where nobody said so, little."""
        return np.array([0.1 if work.popularity is None else work.popularity for work in self.works], dtype=np.float32)

    @cached_property
    def years(self) -> Scores:
        """The year of each work; not a number where it is unknown."""
        return np.array([np.nan if work.year is None else work.year for work in self.works], dtype=np.float32)

    @cached_property
    def lengths(self) -> Scores:
        """How long each work is, as a part of what is short for its kind; not a number where it is unknown."""
        known = [np.nan if work.length is None else work.length / SHORT[work.kind] for work in self.works]
        return np.array(known, dtype=np.float32)

    @cached_property
    def _columns(self) -> dict[tuple[str, str], Scores]:
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            for tag in _tags(work):
                places[tag].append(number)
        columns = {}
        for tag, found in places.items():
            columns[tag] = self._nothing.copy()
            columns[tag][found] = 1.0
        return columns

    @cached_property
    def _nothing(self) -> Scores:
        return np.zeros(len(self.works), dtype=np.float32)

    @cached_property
    def _titles(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            found[title_key(work.title)].append(number)
        return dict(found)

    @cached_property
    def _halves(self) -> dict[str, list[int]]:
        # "Star Wars: A New Hope" is also called by either half, where the half says enough.
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            for half in work.title.split(": ") if ": " in work.title else ():
                if " " in (key := title_key(half)):
                    found[key].append(number)
        return dict(found)

    @cached_property
    def _slips(self) -> dict[str, list[str]]:
        # Two words that differ by one letter too much, too little, wrong or swapped share a form with one less.
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._titles:
            if len(key) >= _SHORTEST_SLIPPED and " " in key:
                for part in _less_one(key):
                    found[part].append(key)
        return dict(found)

    @cached_property
    def _creators(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            words = words_of(work.creator)
            if words:
                found[" ".join(words)].append(number)
        return dict(found)

    @cached_property
    def _postings(self) -> dict[str, tuple[NDArray[np.int32], Scores]]:
        texts = [words_of(f"{work.text} {work.year or ''}") for work in self.works]
        average = sum(map(len, texts)) / max(1, len(texts))
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, words in enumerate(texts):
            norm = _K1 * (1 - _B + _B * len(words) / average)
            for word, count in Counter(words).items():
                found[word].append((number, count * (_K1 + 1) / (count + norm)))
        return {
            word: (np.array([n for n, _ in rows], dtype=np.int32), np.array([s for _, s in rows], dtype=np.float32))
            for word, rows in found.items()
        }


def series_of(work: Work) -> str:
    """Return what the works of a series begin with, such as "lord rings"; "" where nothing can be said."""
    words = title_key(work.title).split()[:2]
    return " ".join(words) if len(words) > 1 and len("".join(words)) > 6 else ""


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    for name, values in (("genre", work.genres), ("mood", work.moods), ("intent", work.intents)):
        for value in values:
            yield name, value.casefold()
    series = series_of(work)
    singles = (("kind", work.kind), ("language", work.language), ("creator", work.creator), ("series", series))
    for name, value in singles:
        if value:
            yield name, value.casefold()


def _less_one(key: str) -> set[str]:
    return {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}


def _is_slip(key: str, other: str) -> bool:
    # A number or a short word more or less makes another title: "American Pie" is not "American Pie 2".
    one, two = key.split(), other.split()
    differing = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    return len(one) == len(two) and all(
        len(a) > 3 and len(b) > 3 and a.isalpha() and b.isalpha() and a.rstrip("s") != b.rstrip("s")
        for a, b in differing
    )
