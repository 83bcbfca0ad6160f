"""What the answers of the people in a room say of their taste: for each alone, so that the loudest counts no more."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from agents.library import Library
from agents.postings import Scores
from agents.tags import Tag
from agents.turns import Vector

PULLS = {"loved": 1.0, "saved": 0.7, "more": 0.4, "seen": 0.1, "not_this": -0.5}
"""How much each verdict moves a person's taste towards a work; "not now" is about the moment and moves nothing."""
SORTS = ("genre", "mood")
_UNSURE = 1.5
"""Answers at which a taste counts for half of what it will."""


@dataclass(frozen=True)
class Taste:
    """One person's: a direction from the average work, shorter than 1 by how unsure it is, and tags from -1 to 1."""

    direction: Vector
    tags: dict[Tag, float]

    def pleased(self, library: Library) -> Scores:
        """Return how much they would like each work."""
        found = float(np.linalg.norm(self.direction)) * library.standing_out(self.direction)
        for tag, much in self.tags.items():
            found += np.float32(much) * library.having(*tag)
        return found


def tastes(
    verdicts: Sequence[tuple[str, str, str]], library: Library, dropped: Collection[Tag] = frozenset()
) -> list[Taste]:
    """Return each person's taste from (person, work, verdict), without the tags that are `dropped`."""
    people: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for person, work, verdict in verdicts:
        if work in library.place and verdict in PULLS:
            people[person].append((library.place[work], PULLS[verdict]))
    return [
        Taste(without(_direction(pulls, library), dropped, library), _tags(pulls, library, dropped))
        for pulls in people.values()
    ]


def for_all(library: Library, people: Sequence[Taste]) -> Scores:
    """Return what all can enjoy: half what they think on average, half what the least pleased of them thinks."""
    each = np.stack([taste.pleased(library) for taste in people])
    found: Scores = ((each.mean(axis=0) + each.min(axis=0)) / 2).astype(np.float32)
    return found


def without(direction: Vector, dropped: Collection[Tag], library: Library) -> Vector:
    """Return a direction that neither prefers nor avoids works for having one of these tags."""
    columns = [library.having(*tag) > 0 for tag in dropped]
    ways = [library.matrix[has].mean(axis=0) - library.middle for has in columns if has.any()]
    if not ways:
        return direction
    # What is left stands at right angles to the way from all works to those with the tag.
    across, _ = np.linalg.qr(np.stack(ways, axis=1))
    left: Vector = (direction - across @ (across.T @ direction)).astype(np.float32)
    return left


def _direction(pulls: Sequence[tuple[int, float]], library: Library) -> Vector:
    whole = sum(
        ((library.matrix[place] - library.middle) * np.float32(pull) for place, pull in pulls), library.middle * 0
    )
    length = float(np.linalg.norm(whole)) or 1.0
    found: Vector = (whole / length * len(pulls) / (len(pulls) + _UNSURE)).astype(np.float32)
    return found


def _tags(pulls: Sequence[tuple[int, float]], library: Library, dropped: Collection[Tag]) -> dict[Tag, float]:
    found: dict[Tag, list[float]] = defaultdict(list)
    for place, pull in pulls:
        for tag in library.tags_of(place, SORTS):
            found[tag].append(pull)
    return {tag: sum(each) / (len(each) + _UNSURE) for tag, each in found.items() if tag not in dropped}
