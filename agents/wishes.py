"""What somebody asks for, and does not want: kind, genres, moods, era, language, length."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.works import words_of

_VOCABULARY = Path(__file__).with_name("vocabulary.toml")
_NEGATION_REACH = 5
"""Words that a "no" or "nothing too" speaks of."""
_DECADE = re.compile(
    r"(?<!\d)(?:(?P<century>18|19|20)(?P<in_century>\d)0|(?P<short>\d)0)(?:ies|i?e?s|er|ern|'s)\b"
    r"|\b(?:los|anos|a\u00f1os|anni|ann\u00e9es|annees|the) (?P<named>\d)0\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_PUNCTUATION = re.compile(r"[,;:.!?()\n]")


@dataclass(frozen=True)
class Wish:
    """What a text asks for. Empty fields ask for nothing in particular; `years` is first and last, inclusive."""

    kind: str = ""
    genres: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    """Genres and moods that were ruled out."""
    languages: frozenset[str] = frozenset()
    unwanted_languages: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    length: str = ""
    """"short" or "long"."""


def read_wish(text: str) -> Wish:
    """Read what `text` asks for, in any of the six languages."""
    wanted: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    refused: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    kinds: list[str] = []
    for clause in _PUNCTUATION.split(text):
        words = words_of(clause)
        for section, name, place in _found(words):
            (refused if _is_refused(words, place) else wanted)[section].add(name)
            kinds += [name] if section == "kinds" and not _is_refused(words, place) else []
    return Wish(
        kind=_kind(kinds),
        genres=frozenset(wanted["genres"] - refused["genres"]),
        moods=frozenset(wanted["moods"] - refused["moods"]),
        unwanted=_all_alike(refused["genres"] | refused["moods"]),
        languages=frozenset(wanted["languages"] - refused["languages"]),
        unwanted_languages=frozenset(refused["languages"]),
        years=_years(text),
        length=next(iter(sorted(wanted["sizes"])), "") if len(wanted["sizes"]) == 1 else "",
    )


_SECTIONS = ("kinds", "genres", "moods", "sizes", "languages")


_ALIKE = {"romance": "romantic", "romantic": "romance", "comedy": "funny", "funny": "comedy"}
"""A mood that goes when a genre is ruled out, and the other way round."""


def _all_alike(refused: set[str]) -> frozenset[str]:
    return frozenset(refused | {_ALIKE[name] for name in refused if name in _ALIKE})


def _kind(kinds: Sequence[str]) -> str:
    # "music like in that film" is about music: what is named first counts, unless only verbs were found.
    return kinds[0] if kinds else ""


def _found(words: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (section, name, place of the first word) of every phrase of the vocabulary, in order of place."""
    exact, stems = _phrases()
    found = []
    for place in range(len(words)):
        for size in (1, 2, 3, 4):
            phrase = " ".join(words[place : place + size])
            found += [(section, name, place) for section, name in exact.get(phrase, ())]
            found += [
                (section, name, place)
                for cut in range(3, len(phrase) + 1)
                for section, name in stems.get(phrase[:cut], ())
                if " " not in phrase[cut:]
            ]
            if place + size >= len(words):
                break
    return found


def _is_refused(words: Sequence[str], place: int) -> bool:
    before = list(words[max(0, place - _NEGATION_REACH) : place])
    vocabulary = _vocabulary()
    stops, negations = set(vocabulary["negations"]["stops"]), set(vocabulary["negations"]["words"])
    for number in range(len(before) - 1, -1, -1):
        if before[number] in stops:
            return False
        if before[number] in negations or " ".join(before[number : number + 2]) in negations:
            return True
    return False


def _years(text: str) -> tuple[int, int] | None:
    if decade := _DECADE.search(text):
        first = _decade_start(decade)
        return (first, first + 9)
    if year := _YEAR.search(text):
        return (int(year.group(1)) - 2, int(year.group(1)) + 2)
    return None


def _decade_start(found: re.Match[str]) -> int:
    if found["century"]:
        return int(found["century"]) * 100 + 10 * int(found["in_century"])
    tens = int(found["short"] or found["named"])
    return (2000 if tens < 2 else 1900) + 10 * tens


@cache
def _vocabulary() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    exact: dict[str, list[tuple[str, str]]] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for section in _SECTIONS:
        for name, phrases in _vocabulary()[section].items():
            for phrase in dict.fromkeys(phrases):
                is_stem = phrase.endswith("*")
                key = " ".join(words_of(phrase))
                (stems if is_stem else exact).setdefault(key, []).append((section, name))
    return exact, stems
