"""How widely known a work is: what its catalogue says, or else what everybody has heard of."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.works import Work, title_key

UNKNOWN = 0.1
_KNOWN = Path(__file__).parent / "catalog" / "known_films.txt"
_BEST = 10
"""Grades count in tenths."""
_FLAT = 100
"""Ranks at the top that hardly differ (Mandelbrot's correction of Zipf's law)."""


def popularity_of(work: Work) -> float:
    """Return 0 to 1: as stated, or else by a list of widely known films, or else little."""
    if work.popularity is not None:
        return work.popularity
    if work.kind != "movie":
        return UNKNOWN
    years = _known().get(title_key(work.title), {})
    near = [fame for year, fame in years.items() if work.year is None or abs(year - work.year) <= 1]
    return max(near, default=UNKNOWN)


def standing(popularity: Sequence[float]) -> NDArray[np.float32]:
    """Return the logarithm of how much more often each is chosen than the last, by its rank alone (Zipf).

    Only the order counts, so that it does not matter on which scale a catalogue states it; equals share their rank.
    """
    stated = -np.array(popularity, dtype=np.float32)
    ordered = np.sort(stated)
    rank = (np.searchsorted(ordered, stated, "left") + np.searchsorted(ordered, stated, "right") + 1) / 2
    found: NDArray[np.float32] = np.log((len(stated) + _FLAT) / (rank + _FLAT)).astype(np.float32)
    return found


@cache
def _known() -> dict[str, dict[int, float]]:
    """Return title key → year → popularity."""
    found: dict[str, dict[int, float]] = {}
    for line in _KNOWN.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            year, grade, titles = line.split(" ", 2)
            for title in titles.split("; "):
                found.setdefault(title_key(title), {})[int(year)] = int(grade) / _BEST
    return found
