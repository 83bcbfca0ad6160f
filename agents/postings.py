"""Words of works, as BM25 weighs them (k1 1.2, b 0.75; Robertson and Zaragoza 2009)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

type Scores = NDArray[np.float32]
"""One number a work, in the library's order."""

_K1, _B = 1.2, 0.75
_COMMON = 0.2
"""A word that stands with more than this part of all works says nothing."""


class Postings:
    """Which work has which words, and how much each word says of it."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._count = len(texts)
        self._words = [tuple(dict.fromkeys(words)) for words in texts]
        self._counts = Counter(word for words in self._words for word in words)
        self._places = _weighed(texts)
        self._lengths = self._norms()

    def match(self, words: Iterable[str]) -> Scores:
        """Return how well each work matches `words`, the best of them made 1."""
        scores = self._sum(dict.fromkeys(words, 1.0))
        return scores / top if (top := float(scores.max(initial=0.0))) > 0 else scores

    def telling(self, words: Iterable[str], enough: float) -> Scores:
        """Return how well each work matches `words`: 1 where their weights add up to `enough`, or to more."""
        found: Scores = np.minimum(self._sum(dict.fromkeys(words, 1.0)) / np.float32(enough), np.float32(1.0))
        return found

    def likeness(self, place: int) -> Scores:
        """Return how many weighty words each work shares with the one at `place`: a cosine, 0 for itself."""
        scores = self._sum({word: self._weight(word, place) for word in self._words[place]})
        scores /= np.maximum(self._lengths * self._lengths[place], 1e-6)
        scores[place] = 0.0
        return scores

    def count(self, word: str) -> int:
        """Count the works that have `word`."""
        return self._counts.get(word, 0)

    def _sum(self, words: Mapping[str, float]) -> Scores:
        scores = np.zeros(self._count, dtype=np.float32)
        for word, much in words.items():
            if word in self._places:
                places, weights = self._places[word]
                scores[places] += np.float32(much) * weights
        return scores

    def _weight(self, word: str, place: int) -> float:
        if word not in self._places:
            return 0.0
        places, weights = self._places[word]
        return float(weights[np.searchsorted(places, place)])

    def _norms(self) -> Scores:
        squares = np.zeros(self._count, dtype=np.float32)
        for places, weights in self._places.values():
            squares[places] += weights * weights
        return np.sqrt(squares)


def _weighed(texts: Sequence[Sequence[str]]) -> dict[str, tuple[NDArray[np.int32], Scores]]:
    average = sum(map(len, texts)) / max(1, len(texts)) or 1
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, words in enumerate(texts):
        norm = _K1 * (1 - _B + _B * len(words) / average)
        for word, count in Counter(words).items():
            found[word].append((number, count * (_K1 + 1) / (count + norm)))
    weighed = {}
    for word, rows in found.items():
        if len(rows) < _COMMON * len(texts) + 5:
            rarity = math.log(1 + (len(texts) - len(rows) + 0.5) / (len(rows) + 0.5))
            weights = np.array([rarity * much for _, much in rows], dtype=np.float32)
            weighed[word] = (np.array([place for place, _ in rows], dtype=np.int32), weights)
    return weighed
