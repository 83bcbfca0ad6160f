"""Numbers in a wish: how long a work may be, and how old the youngest is for whom it is meant."""

import re
from functools import cache

from agents.vocabulary import vocabulary
from agents.works import words_of

_CHILD, _TEENAGER, _ADULT = 2, 13, 18
_SITTING = 30
_NEAR = 3
"""Words that may stand between a child and its age."""
_CLAUSE, _SENTENCE = re.compile(r"[,;:.!?()\n]"), re.compile(r"[;:.!?()\n]")
_IN_BRACKETS = re.compile(r"\b[A-Z]\w+ \((\d\d?)\)")


def minutes_in(text: str) -> int | None:
    """Return how many minutes `text` allows at the most: "under two hours" are 120; None where it says nothing."""
    words = " ".join(words_of(text))
    limits, spare = ([_in_minutes(each) for each in found.finditer(words)] for found in (_minutes(), _spare()))
    # Who has five minutes is not in for a film, and says something else.
    return min([*limits, *(each for each in spare if each >= _SITTING)], default=None)


def pages_in(text: str) -> int | None:
    """Return how many pages `text` allows at the most; None where it says nothing."""
    return min((_number(each["n"]) for each in _pages().finditer(" ".join(words_of(text)))), default=None)


def youngest_in(text: str) -> int | None:
    """Return the age of the youngest child or teenager that `text` speaks of; None where it speaks of none."""
    parts = [" ".join(words_of(part)) for stop in (_CLAUSE, _SENTENCE) for part in stop.split(text)]
    found = [group for part in parts for each in _ages().finditer(part) for group in each.groups() if group]
    ages = [_number(each) for each in [*found, *_IN_BRACKETS.findall(text), *_named().findall(text)]]
    ages = [age for age in ages if _CHILD <= age < _ADULT]
    return min(ages, default=_TEENAGER if _teenagers().search(" ".join(words_of(text))) else None)


def _in_minutes(found: re.Match[str]) -> int:
    return 60 * _number(found["n"]) if found["hours"] else _number(found["n"])


@cache
def _spare() -> re.Pattern[str]:
    """Return what finds the time that somebody has: "we've got 75 minutes", "90 minutes tops"."""
    have, tops = (_any(vocabulary()["measures"][name]) for name in ("have", "tops"))
    units = vocabulary()["units"]
    time = rf"(?P<n>{_numbers()}) ?(?:{_any(units['minutes'])}|(?P<hours>{_any(units['hours'])}))"
    return re.compile(
        rf"\b(?=(?:{have} (?:maybe )?)?{time}\b(?P<tops> {tops}\b)?)(?:{have} |(?=[^ ]+ ?[^ ]+ {tops}\b))"
    )


@cache
def _minutes() -> re.Pattern[str]:
    units = vocabulary()["units"]
    at_most = _any(vocabulary()["measures"]["at_most"])
    return re.compile(
        rf"\b{at_most} (?P<n>{_numbers()}) ?(?:{_any(units['minutes'])}|(?P<hours>{_any(units['hours'])}))\b"
    )


@cache
def _pages() -> re.Pattern[str]:
    at_most, pages = _any(vocabulary()["measures"]["at_most"]), _any(vocabulary()["units"]["pages"])
    return re.compile(rf"\b{at_most} (?P<n>{_numbers()}) {pages}\b")


@cache
def _ages() -> re.Pattern[str]:
    """Return what finds "six year old", "daughter of 9", "they're five and eight" and how the others say it."""
    words = {name: _any(phrases) for name, phrases in vocabulary()["measures"].items()}
    number = rf"({_numbers()})(?: {words['and']} ({_numbers()}))?"
    range_ = rf"({_numbers()})(?: {words['to']} ({_numbers()}))?"
    return re.compile(
        rf"\b{number} ?{words['old']}\b"
        rf"|\b{words['child']} (?:\w+ ){{0,{_NEAR}}}?{number} {words['years']}\b"
        rf"|\b{words['turns']} {number}(?=$| {words['then']}\b)"
        rf"|\b{words['child']} {number}$"
        rf"|(?<!\by )\b(?:a|ont) {number} ans\b|\b(?:tienen?|tem|cumplen?) {number} anos\b"
        rf"|\b(?:ha|hanno|compie) {number} anni\b(?! fa)"
        rf"|\b{words['aged']} {range_}\b"
        rf"|\bdai {range_}(?= |$)(?! gradi)"
        rf"|\b({_numbers()}) {words['and']} ({_numbers()}) {words['years']}\b(?! ago| atras)"
        rf"|^({_numbers()}) {words['and']} ({_numbers()})$"
        rf"|\b(?:theyre|they are|were|we are|sind|sont|sono|son|sao) (?:all|both|alle|beide|tous|tutti|todos)"
        rf" {number}(?=$| {words['then']}\b)"
    )


@cache
def _named() -> re.Pattern[str]:
    """Return what finds "Zoe's nine and…", but not "Zoe's two minutes away"."""
    return re.compile(rf"\b[A-Z]\w+(?:['\u2019]s| is) (?:only |just )?({_numbers()})(?=$|[,.!?;]| and\b| now\b)")


@cache
def _teenagers() -> re.Pattern[str]:
    return re.compile(rf"\b{_any(vocabulary()['measures']['teenager'])}\b")


def _number(word: str) -> int:
    return (
        int(word) if word.isdigit() else next(int(n) for n, forms in vocabulary()["numbers"].items() if word in forms)
    )


@cache
def _numbers() -> str:
    return r"\d{1,4}|" + "|".join(form for forms in vocabulary()["numbers"].values() for form in forms)


def _any(phrases: list[str]) -> str:
    return f"(?:{'|'.join(sorted(phrases, key=len, reverse=True))})"
