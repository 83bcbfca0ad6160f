"""Which films people name in one breath: those who like one of a circle tend to like the others."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from agents.works import Work, title_key

_CIRCLES = Path(__file__).parent / "catalog" / "circles.txt"
_FILM = re.compile(r"(?P<title>.+) \((?P<year>\d{4})\)")


def circles_of(work: Work) -> list[str]:
    """Return the names of the circles that a film is in; none for other kinds."""
    if work.kind != "movie":
        return []
    found = _circles().get(title_key(work.title), [])
    return [name for name, year in found if work.year is None or abs(work.year - year) <= 1]


@cache
def _circles() -> dict[str, list[tuple[str, int]]]:
    """Return title key → name of a circle and the film's year."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for line in _CIRCLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, films = line.split(" | ", 1)
        for film in filter(None, map(_FILM.fullmatch, films.split("; "))):
            found[title_key(film["title"])].append((name, int(film["year"])))
    return dict(found)
