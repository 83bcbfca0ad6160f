"""When a work should be from, as people say it: a decade, a year, since or before one, or only old or recent."""

import re

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
_EVER = (-5000, 2200)
_MODERN, _COLOUR, _RECENT, _OLD, _CLASSIC = 1914, 1960, 2012, 1969, 1985


def years_in(text: str) -> tuple[int, int] | None:
    """Return the first and last year that `text` names, inclusive; None for none."""
    if since := _SINCE.search(text):
        return (int(since.group(1)), _EVER[1])
    if until := _UNTIL.search(text):
        return (_EVER[0], int(until.group(1)))
    if decades := [_decade_start(found) for found in _DECADE.finditer(text)]:
        return (min(decades), max(decades) + 9)
    if year := _YEAR.search(text):
        return (int(year.group(1)) - 2, int(year.group(1)) + 2)
    return None


def is_decade(years: tuple[int, int] | None) -> bool:
    """Whether `years` are one decade, such as the fifties."""
    return years is not None and years[1] - years[0] == 9


def years_of(named: set[str]) -> tuple[int, int] | None:
    """Return the years of decades by their names."""
    return (min(map(int, named)), max(map(int, named)) + 9) if named else None


def _decade_start(found: re.Match[str]) -> int:
    if found["century"]:
        return int(found["century"]) * 100 + 10 * int(found["in_century"])
    tens = int(found["short"] or found["named"])
    return (2000 if tens < 2 else 1900) + 10 * tens


def era_of(wanted: set[str], refused: set[str]) -> tuple[int, int] | None:
    """Return the years of what was said to be old, recent or a classic, and of what it must not be."""
    if "modern" in refused:
        return (_EVER[0], _MODERN)
    if "monochrome" in refused or "old" in refused:
        return (_COLOUR, _EVER[1])
    if "recent" in wanted or "ancient" in refused:
        return (_RECENT, _EVER[1])
    if wanted & {"old", "monochrome"}:
        return (_EVER[0], _OLD)
    return (_EVER[0], _CLASSIC) if "classic" in wanted else None
