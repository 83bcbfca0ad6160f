"""The examples: single lines, scenes, ordinary talk, and patterns of ordinary talk."""

import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.classify import FILE, NONE
from agents.turns import Turn

FOLDER = FILE.parent
LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
_FILLED = 3
"""Lines made of each pattern."""
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One example: what was said, what it calls for, in which language."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Scene:
    """A conversation and what it calls for after its last line."""

    turns: tuple[Turn, ...]
    intent: str
    language: str
    why: str = ""
    is_ordinary: bool = False
    """Nothing is called for at any of its lines."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing was called for at any time, and not only at the end."""
        return self.is_ordinary or (self.intent == NONE and self.why not in {"", "settled"})


@dataclass(frozen=True)
class Welcomed:
    """What people said, and the kinds of works that would be welcome to them."""

    texts: tuple[str, ...]
    kinds: frozenset[str]
    is_written_for_it: bool


def lines(folder: Path = FOLDER) -> list[Line]:
    """Return every example line, in the order of languages and lines."""
    files = [(folder / "lines" / f"{language}.jsonl", language) for language in LANGUAGES]
    return [Line(row["text"], row["intent"], language) for file, language in files for row in _rows(file)]


def scenes(folder: Path = FOLDER) -> list[Scene]:
    """Return the scenes; each is labelled at its end."""
    return [
        Scene(_turns(row), row["intent"], row["language"], row.get("why", "")) for row in _rows(folder / "scenes.jsonl")
    ]


def welcomed(folder: Path = FOLDER) -> list[Welcomed]:
    """Return scenes with the kinds of works that are welcome in them: some of `scenes`, and some of their own."""
    said = {row["id"]: [turn["text"] for turn in row["messages"]] for row in _rows(folder / "scenes.jsonl")}
    return [
        Welcomed(tuple(row.get("texts") or said[row["scene"]]), frozenset(row["kinds"]), "texts" in row)
        for row in _rows(folder / "welcome.jsonl")
    ]


def ordinary(folder: Path = FOLDER) -> list[Scene]:
    """Return conversations in which nothing is called for at any line."""
    return [Scene(_turns(row), NONE, row["language"], is_ordinary=True) for row in _rows(folder / "ordinary.jsonl")]


def reactions(folder: Path = FOLDER) -> list[Scene]:
    """Return for each language what others say to a need without settling it; no conversation, but lines."""
    table = tomllib.loads((folder / "reactions.toml").read_text(encoding="utf-8"))
    return [
        Scene(tuple(Turn(str(place), "", text, _EPOCH) for place, text in enumerate(texts)), NONE, language, "settled")
        for language, texts in table.items()
    ]


def patterned(folder: Path = FOLDER, seed: int = 1) -> list[Line]:
    """Return lines of ordinary talk, made by filling the slots of `ordinary.toml`."""
    table = tomllib.loads((folder / "ordinary.toml").read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311 - the same lines each time
    shared = table.pop("shared")
    found = dict.fromkeys(
        Line(_fill(pattern, {**shared, **slots}, chance), NONE, language)
        for language, slots in table.items()
        for pattern in slots["lines"]
        for _ in range(_FILLED if "{" in pattern else 1)
    )
    return list(found)


def _fill(pattern: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: chance.choice(slots[found[1]]), pattern)


def _turns(row: dict[str, Any]) -> tuple[Turn, ...]:
    return tuple(Turn(str(place), said["speaker"], said["text"], _EPOCH) for place, said in enumerate(row["messages"]))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for row in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(row)
