"""Works that can be searched: by meaning, by words, and by the titles and names that people mention."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agents.abouts import Abouts
from agents.circles import circles_of
from agents.fame import popularity_of, standing
from agents.postings import Postings, Scores
from agents.titles import Titles, series_of
from agents.turns import Matrix, Vector
from agents.vocabulary import vocabulary
from agents.works import Work, tag_of, words_of

SHORT = {"movie": 100, "book": 220, "music": 40}
"""Up to how many minutes, or pages, a work of a kind is short."""

_RARE = 0.004
_SURE = 12.0
"""A sum of weights of words at which a work is surely about them."""


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

    def standing_out(self, vector: Vector) -> Scores:
        """Return closenesses on one scale for any model: 1 is four standard deviations above the mean."""
        scores = self.closeness(vector)
        spread = float(scores.std()) or 1.0
        found: Scores = np.clip((scores - scores.mean()) / (4 * spread), -1.0, 1.5)
        return found

    def tags_of(self, place: int, sorts: Sequence[str]) -> list[tuple[str, str]]:
        """Return the tags of these sorts that the work at `place` has: (sort, value)."""
        return [tag for tag in _tags(self.works[place]) if tag[0] in sorts]

    def word_match(self, words: Iterable[str]) -> Scores:
        """Return how well each work's text matches `words` by BM25, the best of them made 1."""
        return self._postings.match(words)

    def subject_match(self, words: Iterable[str]) -> Scores:
        """Return how much each work is about `words`: by what it is said to be about, and by its text; 0 to 1."""
        said = list(words)
        found: Scores = 0.7 * self._subjects.telling(said, _SURE) + 0.3 * self._postings.telling(said, _SURE)
        return found

    def likeness(self, place: int) -> Scores:
        """Return how many weighty words, such as names, each work shares with the one at `place`: 0 to 1."""
        return self._postings.likeness(place)

    def circle_likeness(self, place: int) -> Scores:
        """Return how many narrow circles each film shares with the one at `place`; less where works are chosen."""
        return self._circles.likeness(place) * np.float32(1 - 0.6 * self._chosen)

    def is_rare(self, word: str) -> bool:
        """Whether `word` stands with next to no other work than the one that is called so."""
        return self._postings.count(word) <= max(2, _RARE * len(self))

    def genre_likeness(self, place: int) -> Scores:
        """Return the cosine of each work's genres to those of the one at `place`, rare genres counting more."""
        scores = self._nothing.copy()
        for genre in {tag_of(genre) for genre in self.works[place].genres}:
            column = self.having("genre", genre)
            scores += column * self._genre_weight(genre) ** 2
        found: Scores = scores / np.maximum(self._genre_norms * self._genre_norms[place], 1e-6)
        return found

    def tags_in(self, words: Sequence[str]) -> set[str]:
        """Return the genres of this library that stand among `words`, such as "superhero"; plurals too."""
        phrases = {*words, *map(" ".join, pairwise(words))}
        tags = phrases | {phrase.removesuffix("s") for phrase in phrases}
        return {tag for tag in tags if ("genre", tag) in self._columns}

    def creations(self, key: str) -> list[int]:
        """Return the places of the works by the creator with this key."""
        return self._creators.get(key, [])

    def surnamed(self, word: str) -> list[int]:
        """Return the places of the works by creators whose name ends with `word`."""
        return self._surnames.get(word, [])

    def having(self, kind: str, value: str) -> Scores:
        """Return 1 for each work that has this tag, such as ("genre", "crime"); `_tags` has all sorts."""
        return self._columns.get((kind, value.casefold()), self._nothing)

    @cached_property
    def names(self) -> Titles:
        """What the works are called."""
        return Titles(self.works)

    @cached_property
    def abouts(self) -> Abouts:
        """What the works are about."""
        return Abouts(self.works)

    @cached_property
    def middle(self) -> Vector:
        """The average work: what differs from it is what tells works apart."""
        found: Vector = self.matrix.mean(axis=0)
        return found

    @cached_property
    def fame(self) -> Scores:
        """How widely known each work is, as a logarithm; less where somebody chose each work for its moments."""
        found: Scores = standing([popularity_of(work) for work in self.works]) * np.float32(1 - 0.8 * self._chosen)
        return found

    @cached_property
    def years(self) -> Scores:
        """The year of each work; not a number where it is unknown."""
        return np.array([np.nan if work.year is None else work.year for work in self.works], dtype=np.float32)

    @cached_property
    def is_sung(self) -> NDArray[np.bool_]:
        """Whether music has words: as its marks say, or else if it has a language."""
        told = [{"singing", "instrumental"}.isdisjoint(work.marks) for work in self.works]
        works = zip(self.works, told, strict=True)
        found = [bool(work.language) if is_open else "singing" in work.marks for work, is_open in works]
        return np.array(found, dtype=bool)

    @cached_property
    def is_factual(self) -> NDArray[np.bool_]:
        """Whether each book tells of what is so, by its genres."""
        genres = [{*map(tag_of, work.genres)} for work in self.works]
        facts, invented = ({*vocabulary()["forms_by_genre"][name]} for name in ("facts", "invented"))
        return np.array([bool(facts & each) and not invented & each for each in genres], dtype=bool)

    @cached_property
    def ages(self) -> Scores:
        """The youngest age for which each work is; not a number where it is unknown."""
        return np.array([np.nan if work.age is None else work.age for work in self.works], dtype=np.float32)

    @cached_property
    def sizes(self) -> Scores:
        """The minutes or pages of each work; not a number where they are unknown."""
        return np.array([np.nan if work.length is None else work.length for work in self.works], dtype=np.float32)

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
    def _chosen(self) -> float:
        """Which part of the works somebody chose for moments, and described for them."""
        return sum(bool(work.intents) for work in self.works) / max(1, len(self.works))

    @cached_property
    def _nothing(self) -> Scores:
        return np.zeros(len(self.works), dtype=np.float32)

    @cached_property
    def _creators(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            words = words_of(work.creator)
            if words:
                found[" ".join(words)].append(number)
        return dict(found)

    @cached_property
    def _surnames(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for name, places in self._creators.items():
            found[name.rsplit(" ", 1)[-1]] += places
        return dict(found)

    @cached_property
    def _postings(self) -> Postings:
        return Postings([words_of(f"{work.text} {work.year or ''}") for work in self.works])

    @cached_property
    def _subjects(self) -> Postings:
        # Where nobody wrote down what a work is about, its text tells.
        telling = [" ".join([work.title, *work.about]) if work.about else work.text for work in self.works]
        return Postings([words_of(text) for text in telling])

    @cached_property
    def _circles(self) -> Postings:
        return Postings([circles_of(work) for work in self.works])

    @cached_property
    def _genre_norms(self) -> Scores:
        squares = self._nothing.copy()
        for (sort, genre), column in self._columns.items():
            if sort == "genre":
                squares += column * self._genre_weight(genre) ** 2
        return np.sqrt(squares)

    def _genre_weight(self, genre: str) -> float:
        return math.log(1 + len(self.works) / (1 + float(self.having("genre", genre).sum())))


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield from (("genre", tag_of(genre)) for genre in work.genres)
    for name, values in (("mood", work.moods), ("intent", work.intents), ("mark", work.marks)):
        for value in values:
            yield name, value.casefold()
    series = series_of(work)
    singles = (("kind", work.kind), ("language", work.language), ("creator", work.creator), ("series", series))
    for name, value in singles:
        if value:
            yield name, value.casefold()
