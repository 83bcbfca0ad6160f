"""Works that can be searched: by meaning, by words, and by the titles and names that people mention."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agents.fame import popularity_of, standing
from agents.postings import Postings, Scores
from agents.turns import Matrix, Vector
from agents.works import Work, tag_of, title_key, words_of

SHORT = {"movie": 100, "book": 220, "music": 40}
"""Up to how many minutes, or pages, a work of a kind is short."""

_LONG_WORD = 4
_LARGEST_FAMILY = 9
_RARE = 0.004


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

    def likeness(self, place: int) -> Scores:
        """Return how many weighty words, such as names, each work shares with the one at `place`: 0 to 1."""
        return self._postings.likeness(place)

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

    def titles(self, key: str) -> list[int]:
        """Return the places of the works with this title key, or else of those called so by half their title."""
        return self._titles.get(key) or self._halves.get(key) or self._together.get(key.replace(" ", ""), [])

    def family(self, key: str) -> list[int]:
        """Return the places of the works of the series that is called so, such as "harry potter"."""
        return self._families.get(key, [])

    def nearly(self, key: str, shortest: int) -> list[int]:
        """Return the places of works whose title is `key` but for one slip of the pen; both have `shortest` letters."""
        words = key.split()
        if len(key) < shortest or len(words) < 2:
            return []
        found = {
            near
            for number, word in enumerate(words)
            for near in self._gaps.get(_gap(words, number), ())
            if len(near) >= shortest and _is_slip(word, near.split()[number])
        }
        return [place for near in sorted(found) for place in self._titles[near]]

    def creations(self, key: str) -> list[int]:
        """Return the places of the works by the creator with this key."""
        return self._creators.get(key, [])

    def surnamed(self, word: str) -> list[int]:
        """Return the places of the works by creators whose name ends with `word`."""
        return self._surnames.get(word, [])

    def having(self, kind: str, value: str) -> Scores:
        """Return 1 for each work that has this `genre`, `mood`, `intent`, `kind`, `language`, `creator` or `series`."""
        return self._columns.get((kind, value.casefold()), self._nothing)

    @cached_property
    def middle(self) -> Vector:
        """The average work: what differs from it is what tells works apart."""
        found: Vector = self.matrix.mean(axis=0)
        return found

    @cached_property
    def fame(self) -> Scores:
        """How widely known each work is, as a logarithm; less where somebody chose each work for its moments."""
        chosen = sum(bool(work.intents) for work in self.works) / max(1, len(self.works))
        found: Scores = standing([popularity_of(work) for work in self.works]) * np.float32(1 - 0.8 * chosen)
        return found

    @cached_property
    def years(self) -> Scores:
        """The year of each work; not a number where it is unknown."""
        return np.array([np.nan if work.year is None else work.year for work in self.works], dtype=np.float32)

    @cached_property
    def is_sung(self) -> NDArray[np.bool_]:
        """Whether each work has a language, so that music has words."""
        return np.array([bool(work.language) for work in self.works], dtype=bool)

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
    def _gaps(self) -> dict[str, list[str]]:
        # A slip in one word leaves the others, and those lead to the title.
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._titles:
            words = key.split()
            for number in range(len(words) if len(words) > 1 else 0):
                found[_gap(words, number)].append(key)
        return dict(found)

    @cached_property
    def _together(self) -> dict[str, list[int]]:
        # "Spiderman" is "Spider-Man".
        return {key.replace(" ", ""): places for key, places in self._titles.items() if " " in key}

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
    def _families(self) -> dict[str, list[int]]:
        # "Harry Potter" stands for all whose titles begin so.
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self.works):
            if name := series_of(work):
                found[name].append(number)
        return {name: places[:_LARGEST_FAMILY] for name, places in found.items() if len(places) > 1}

    @cached_property
    def _postings(self) -> Postings:
        return Postings([words_of(f"{work.text} {work.year or ''}") for work in self.works])

    @cached_property
    def _genre_norms(self) -> Scores:
        squares = self._nothing.copy()
        for (sort, genre), column in self._columns.items():
            if sort == "genre":
                squares += column * self._genre_weight(genre) ** 2
        return np.sqrt(squares)

    def _genre_weight(self, genre: str) -> float:
        return math.log(1 + len(self.works) / (1 + float(self.having("genre", genre).sum())))


def series_of(work: Work) -> str:
    """Return what the works of a series begin with, such as "lord rings"; "" where nothing can be said."""
    words = title_key(work.title).split()[:2]
    return " ".join(words) if len(words) > 1 and len("".join(words)) > 6 else ""


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield from (("genre", tag_of(genre)) for genre in work.genres)
    for name, values in (("mood", work.moods), ("intent", work.intents)):
        for value in values:
            yield name, value.casefold()
    series = series_of(work)
    singles = (("kind", work.kind), ("language", work.language), ("creator", work.creator), ("series", series))
    for name, value in singles:
        if value:
            yield name, value.casefold()


def _gap(words: Sequence[str], number: int) -> str:
    return " ".join([*words[:number], "", *words[number + 1 :]])


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ by one letter too much, too little, wrong or swapped with the next."""
    # A number, a short word or a plural makes another title: "American Pie" is not "American Pie 2".
    if min(len(word), len(other)) < _LONG_WORD or not (word.isalpha() and other.isalpha()):
        return False
    if word.rstrip("s") == other.rstrip("s") or abs(len(word) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    one, two = word[same:], other[same:]
    return one[1:] == two or one == two[1:] or one[1:] == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])
