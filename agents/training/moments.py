"""Moments of conversations to fit on: the ends of scenes, all of ordinary talk, and lines put among ordinary talk."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from agents import context
from agents.classify import LABELS, NONE
from agents.training.examples import Line, Scene
from agents.turns import Matrix, Turn

_TOLD = 2.0
"""How much the end of a scene counts…"""
_MEANWHILE = 1.0
"""…and a moment before it, where nothing was called for at any time; one of ordinary talk…"""
_PASSING = 0.5
_PLACED = {NONE: 0.4}
"""…and a line among ordinary talk, by its label; of those that call for something…"""
_PLACED_OTHERS = 0.2
_BEFORE = (0, 0, 1, 2, 3, 4)
_BEHIND = (0, 0, 0, 1, 1, 2)
_SAME_SPEAKER = 0.4
_FIRST = Turn("", "", "", datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Read:
    """A conversation with what each of its lines reads like by itself."""

    scene: Scene
    readings: Matrix


@dataclass(frozen=True)
class Moments:
    """What the model of moments is fitted on, a row each, and how much each counts."""

    rows: Matrix
    targets: NDArray[np.int64]
    counts: NDArray[np.float64]


def of_scenes(scenes: Sequence[Read]) -> Moments:
    """Return the end of each scene, and every moment before it of those in which nothing was ever called for."""
    found = [
        (context.features(read.scene.turns[:end], read.readings[:end]), read.scene.intent, _weight(read.scene, end))
        for read in scenes
        for end in range(1 if read.scene.is_plain else len(read.scene.turns), len(read.scene.turns) + 1)
    ]
    return _moments(found)


def of_lines(lines: Sequence[Line], readings: Matrix, ordinary: Sequence[Read], reactions: Sequence[Read]) -> Moments:
    """Return each line once, behind some ordinary talk and before some reactions: a need stays open behind those."""
    chance = random.Random(0)  # noqa: S311 - the same moments each time
    found = []
    for line, reading in zip(lines, readings, strict=True):
        before = _some(chance, [each for each in ordinary if each.scene.language == line.language], _BEFORE)
        behind = _some(chance, [each for each in reactions if each.scene.language == line.language], _BEHIND)
        speaker = before[-1][0].speaker if before and chance.random() < _SAME_SPEAKER else "somebody"
        own = replace(before[0][0] if before else _FIRST, speaker=speaker, text=line.text)
        turns = [*(turn for turn, _ in before), own, *(replace(turn, speaker="another") for turn, _ in behind)]
        rows = np.stack([*(row for _, row in before), reading, *(row for _, row in behind)])
        found.append((context.features(turns, rows), line.intent, _PLACED.get(line.intent, _PLACED_OTHERS)))
    return _moments(found)


def together(*parts: Moments) -> Moments:
    """Join."""
    return Moments(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _weight(scene: Scene, end: int) -> float:
    if scene.is_ordinary:
        return _PASSING
    return _TOLD if end == len(scene.turns) else _MEANWHILE


def _some(chance: random.Random, among: Sequence[Read], lengths: Sequence[int]) -> list[tuple[Turn, Matrix]]:
    """Some lines in a row of one of the conversations, with their readings."""
    count = chance.choice(lengths) if among else 0
    if not count:
        return []
    read = chance.choice(among)
    start = chance.randrange(len(read.scene.turns) - count + 1)
    return list(zip(read.scene.turns[start : start + count], read.readings[start : start + count], strict=True))


def _moments(found: Sequence[tuple[Matrix, str, float]]) -> Moments:
    rows, intents, counts = zip(*found, strict=True)
    return Moments(np.stack(rows), np.array([LABELS.index(intent) for intent in intents]), np.array(counts))
