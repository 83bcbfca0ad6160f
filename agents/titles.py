"""What works are called: their titles, what they are also called, halves of titles, series, and slips of the pen."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from agents.works import Work, title_key

_LONG_WORD = 4
_LARGEST_FAMILY = 9


class Titles:
    """Finds works by what people call them; a key is what `title_key` makes of it."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works

    def of(self, key: str) -> list[int]:
        """Return the places of the works with this title, or else of those also called so, or so by a half of it."""
        found = self._titles.get(key) or self._others.get(key) or self._halves.get(key)
        return found or self._together.get(key.replace(" ", ""), [])

    def is_other(self, key: str) -> bool:
        """Whether works are called so only besides their title, as in another language."""
        return key not in self._titles and key in self._others

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

    @cached_property
    def _titles(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self._works):
            found[title_key(work.title)].append(number)
        return dict(found)

    @cached_property
    def _others(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self._works):
            for key in {title_key(title) for title in work.also}:
                found[key].append(number)
        return dict(found)

    @cached_property
    def _halves(self) -> dict[str, list[int]]:
        # "Star Wars: A New Hope" is also called by either half, where the half says enough.
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self._works):
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
    def _families(self) -> dict[str, list[int]]:
        # "Harry Potter" stands for all whose titles begin so.
        found: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(self._works):
            if name := series_of(work):
                found[name].append(number)
        return {name: places[:_LARGEST_FAMILY] for name, places in found.items() if len(places) > 1}


def series_of(work: Work) -> str:
    """Return what the works of a series begin with, such as "lord rings"; "" where nothing can be said."""
    words = title_key(work.title).split()[:2]
    return " ".join(words) if len(words) > 1 and len("".join(words)) > 6 else ""


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
