"""What works are about, as it is spoken of: a phrase such as "mother and daughter" once all of its words were said."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from agents.postings import Scores
from agents.vocabulary import vocabulary
from agents.works import Work, words_of

_LONG_WORD = 3


class Abouts:
    """The phrases of `Work.about` with the works that have each; rare ones say more."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._count = len(works)
        places: dict[frozenset[str], set[int]] = defaultdict(set)
        for number, work in enumerate(works):
            for phrase in work.about:
                places[_key(words_of(phrase))].add(number)
        everyday = frozenset(vocabulary()["about"]["everyday"])
        # A phrase is found by one of its words, the others are then looked for.
        self._by_word: dict[str, list[tuple[frozenset[str], list[int]]]] = defaultdict(list)
        for key, found in places.items():
            if not key <= everyday:
                self._by_word[min(key)].append((key, sorted(found)))

    def spoken_of(self, words: Iterable[str]) -> Scores:
        """Return how much of what each work is about is among `words`: 0, or about 1 for one telling phrase."""
        said, scores = _key(words), np.zeros(self._count, dtype=np.float32)
        for word in said:
            for key, places in self._by_word.get(word, ()):
                if key <= said:
                    scores[places] += np.float32(math.log(self._count / len(places)) / math.log(1 + self._count))
        return scores


def _key(words: Iterable[str]) -> frozenset[str]:
    """Return words that tell, singular and plural alike."""
    little = vocabulary()["about"]["little"]
    return frozenset(word.removesuffix("s") if len(word) > _LONG_WORD else word for word in words if word not in little)
