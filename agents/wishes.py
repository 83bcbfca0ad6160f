"""What somebody asks for, and does not want: kind, genres, moods, era, language, length."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agents.subjects import subject_of
from agents.vocabulary import vocabulary
from agents.works import words_of

_NEGATION_REACH = 5
"""Words that a "no" or "nothing too" speaks of."""
_DECADE = re.compile(
    r"(?<!\d)(?:(?P<century>18|19|20)(?P<in_century>\d)0|(?P<short>\d)0)(?:ies|i?e?s|er|ern|'s)\b"
    r"|\b(?:los|anos|a\u00f1os|anni|ann\u00e9es|annees|the) (?P<named>\d)0\b",
    re.IGNORECASE,
)
# A year in brackets belongs to a title and asks for nothing.
_YEAR = re.compile(r"(?<![\d(])(1[5-9]\d\d|20\d\d)(?![\d)])")
_SINCE = re.compile(
    r"\b(?:after|since|newer than|nach|seit|ab|apr[e\u00e8]s|depuis|despu[e\u00e9]s de|desde|depois de|a partir de"
    r"|dopo il|dal)\s+(1[5-9]\d\d|20\d\d)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:before|older than|vor|avant|antes de|prima del)\s+(1[5-9]\d\d|20\d\d)", re.IGNORECASE)
_NO = re.compile(r"\s*(?:no|nope|nah|nee|nein|n\u00f6|non|n\u00e3o|nao|not that)\b[\s,.!:\u2026-]", re.IGNORECASE)
_CHILD = re.compile(
    r"\b(?:[2-9]|1[01])(?: (?:and|und|et|y|e) (?:[2-9]|1[01]))?[- ]?"
    r"(?:year|yo\b|ans\b|anni\b|a\u00f1os\b|anos\b|jahre\b|j\u00e4hrig)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten)[- ]years?[- ]old"
    r"|\b(?:youngest|little one|he|she|son|daughter)(?:'s| is) (?:two|three|four|five|six|seven|eight|nine)\b"
    r"|\b[A-Z]\w+ \((?:[2-9]|1[01])\)",
)
"""A child of up to eleven, by its age."""
_ASLEEP = re.compile(
    r"\b(?:in bed|asleep|are away|are out|schlafen|im bett|ausw\u00e4rts"
    r"|dorment|au lit|duermen|dormem|foram embora|dormono|a letto)\b",
    re.IGNORECASE,
)
"""Where children are out of the way, it is not for them."""
_EVER = (-5000, 2200)
_COLOUR, _RECENT, _OLD, _CLASSIC = 1960, 2012, 1969, 1985
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
    subject: tuple[str, ...] = ()
    """Words of what it should be about, such as "rome"."""
    is_no: bool = False
    """It begins by turning down what was said before."""
    is_own_language: bool = False
    """Without subtitles: in the language that is spoken here."""
    is_wordless: bool = False
    """Music without singing."""
    setting: str = ""
    """The kind that suits what is at hand or missing, such as headphones, where none was named."""


def read_wish(text: str) -> Wish:
    """Read what `text` asks for, in any of the six languages."""
    wanted: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    refused: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    kinds: list[str] = []
    for clause in _PUNCTUATION.split(text):
        words = words_of(clause)
        for section, name, place in _found(words):
            is_refused = _is_refused(words, place, is_kind=section == "kinds")
            (refused if is_refused else wanted)[section].add(name)
            kinds += [name] if section == "kinds" and not is_refused else []
    return Wish(
        # "music like in that film" is about music: what is named first counts.
        kind=kinds[0] if kinds else "",
        genres=_with_audience(text, wanted["genres"] - refused["genres"]),
        moods=frozenset(wanted["moods"] - refused["moods"]),
        unwanted=_all_alike(refused["genres"] | refused["moods"]) | _cruel(wanted, refused),
        languages=frozenset(wanted["languages"] - refused["languages"]),
        unwanted_languages=frozenset(refused["languages"]),
        years=_years(text) or _era(wanted["eras"], refused["eras"]),
        length=next(iter(sorted(wanted["sizes"])), "") if len(wanted["sizes"]) == 1 else "",
        subject=subject_of(text),
        is_no=_NO.match(text) is not None,
        is_own_language="subtitles" in refused["eras"],
        setting=min(wanted["settings"], default=""),
        is_wordless=bool({"singing"} & refused["eras"] or {"wordless"} & wanted["eras"]),
    )


def _with_audience(text: str, genres: set[str]) -> frozenset[str]:
    if _ASLEEP.search(text):
        return frozenset(genres - {"children", "family"})
    return frozenset(genres | ({"children"} if _CHILD.search(text) else set()))


_SECTIONS = ("kinds", "genres", "moods", "sizes", "languages", "eras", "settings", "violence")


_ALIKE = {"romance": "romantic", "romantic": "romance", "comedy": "funny", "funny": "comedy"}
"""A mood that goes when a genre is ruled out, and the other way round."""


_CRUEL = frozenset({"horror", "war", "thriller", "dark", "tense"})


def _all_alike(refused: set[str]) -> frozenset[str]:
    return frozenset(refused | {_ALIKE[name] for name in refused if name in _ALIKE})


def _cruel(wanted: Mapping[str, set[str]], refused: Mapping[str, set[str]]) -> frozenset[str]:
    """Return what goes where nothing cruel may come; a genre that is asked for all the same stays."""
    return _CRUEL - wanted["genres"] if refused["violence"] else frozenset()


def _era(wanted: set[str], refused: set[str]) -> tuple[int, int] | None:
    if "monochrome" in refused or "old" in refused:
        return (_COLOUR, _EVER[1])
    if "recent" in wanted or "ancient" in refused:
        return (_RECENT, _EVER[1])
    if wanted & {"old", "monochrome"}:
        return (_EVER[0], _OLD)
    return (_EVER[0], _CLASSIC) if "classic" in wanted else None


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


def _is_refused(words: Sequence[str], place: int, *, is_kind: bool) -> bool:
    before = list(words[max(0, place - _NEGATION_REACH) : place])
    negated = vocabulary()["negations"]
    stops, negations = set(negated["stops"]), set(negated["words"])
    # "Nothing to read" asks for something to read, and who knows nothing about music has not ruled it out.
    if is_kind and set(before) & set(negated["nothing"]):
        return False
    for number in range(len(before) - 1, -1, -1):
        if before[number] in stops:
            return False
        if before[number] in negations or " ".join(before[number : number + 2]) in negations:
            return True
    return False


def _years(text: str) -> tuple[int, int] | None:
    if since := _SINCE.search(text):
        return (int(since.group(1)), _EVER[1])
    if until := _UNTIL.search(text):
        return (_EVER[0], int(until.group(1)))
    if decades := [_decade_start(found) for found in _DECADE.finditer(text)]:
        return (min(decades), max(decades) + 9)
    if year := _YEAR.search(text):
        return (int(year.group(1)) - 2, int(year.group(1)) + 2)
    return None


def _decade_start(found: re.Match[str]) -> int:
    if found["century"]:
        return int(found["century"]) * 100 + 10 * int(found["in_century"])
    tens = int(found["short"] or found["named"])
    return (2000 if tens < 2 else 1900) + 10 * tens


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    exact: dict[str, list[tuple[str, str]]] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for section in _SECTIONS:
        for name, phrases in vocabulary()[section].items():
            for phrase in dict.fromkeys(phrases):
                is_stem = phrase.endswith("*")
                key = " ".join(words_of(phrase))
                (stems if is_stem else exact).setdefault(key, []).append((section, name))
    return exact, stems
