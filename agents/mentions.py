"""Works that people name: found through case, accents, punctuation and a slip of the pen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.library import Library
from agents.works import ARTICLES, words_of

_TOKEN = re.compile(r"[\w'\u2019&:.-]*\w|[.!?\n\"“”«»]")
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_MARKS = frozenset('.!?\n"“”«»')
_LONGEST = 9
_DISTINCT = 8
"""Letters from which on a title of several words is no accident."""
_SHORTEST = 3
"""Letters that a name has at the least, unless its year or quotes stand with it."""
_FUZZY = 8
"""Letters from which on one wrong letter still leaves no doubt."""
_COMMON = re.compile(r"(?:[a-z]+ )?(?:movies?|films?|books?|songs?|music|day|night|time|school|house|game|good|man)s?")
"""Titles that are also what everybody says."""


@dataclass(frozen=True)
class _Token:
    words: tuple[str, ...]
    raw: str
    is_first: bool
    """It begins a sentence, so that its capital says nothing."""
    is_quoted: bool


def named_in(text: str, library: Library) -> list[int]:
    """Return the places in `library` of the works that `text` names, longest names first, each once.

    A title of one word, or of a few letters, counts only where it is written as a name: with a capital inside
    the sentence, in quotes, or with its year.
    """
    tokens = _tokens(text)
    taken: set[int] = set()
    found: dict[int, None] = {}
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            span = range(start, start + size)
            if taken.isdisjoint(span):
                places = _match(tokens, start, size, library)
                if places:
                    taken.update(span)
                    found.update(dict.fromkeys(places))
    return list(found)


def _match(tokens: Sequence[_Token], start: int, size: int, library: Library) -> list[int]:
    span = tokens[start : start + size]
    key = _key(span)
    year = _year_after(tokens, start + size)
    if not (year or _is_name(span, key) or _stands_in_quotes(tokens, start, size)):
        return []
    places = library.titles(key) or library.nearly(key, _FUZZY)
    if year and len(places) > 1:
        return [place for place in places if library.works[place].year == year] or places
    return places


def _is_name(span: Sequence[_Token], key: str) -> bool:
    if " " in key and len(key) >= _DISTINCT and not _COMMON.fullmatch(key):
        return True
    is_written_large = all(token.raw[0].isupper() for token in span)
    return is_written_large and len(key) >= _SHORTEST and not (len(span) == 1 and span[0].is_first)


def _stands_in_quotes(tokens: Sequence[_Token], start: int, size: int) -> bool:
    around = [*tokens[max(0, start - 1) : start], *tokens[start + size : start + size + 1]]
    return all(token.is_quoted for token in tokens[start : start + size]) and not any(t.is_quoted for t in around)


def _year_after(tokens: Sequence[_Token], place: int) -> int | None:
    raw = tokens[place].raw if place < len(tokens) else ""
    return int(raw) if _YEAR.fullmatch(raw) else None


def _key(span: Sequence[_Token]) -> str:
    words = [word for token in span for word in token.words]
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def _tokens(text: str) -> list[_Token]:
    return list(_read(text))


def _read(text: str) -> Iterator[_Token]:
    is_first, is_quoted = True, False
    for raw in _TOKEN.findall(text):
        if raw in _MARKS:
            is_quoted = raw in '"“”«»' and not is_quoted
            is_first = is_first or raw in ".!?\n"
            continue
        words = tuple(words_of(raw))
        if words:
            yield _Token(words, raw, is_first, is_quoted)
            is_first = False
