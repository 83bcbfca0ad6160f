"""Works that people name: found through case, accents, punctuation and a slip of the pen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from agents.library import Library
from agents.subjects import is_subject
from agents.vocabulary import vocabulary
from agents.works import ARTICLES, words_of

_TOKEN = re.compile(r"[\w'\u2019&:.-]*\w|&|[.!?\n\"“”«»]")
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
    ends: tuple[int, int]
    """Where it begins and ends in the text."""


@dataclass(frozen=True)
class _Mention:
    places: Sequence[int]
    liking: float
    ends: tuple[int, int]


_NEAR = 5
"""Words around a title that tell whether it was liked."""
_REACH = 3
"""Words behind a "not" in which a title may begin."""
_REMEMBERED = 2_048
# A library that was replaced must not live on in what was found in it.
_known: WeakKeyDictionary[Library, dict[str, Sequence[_Mention]]] = WeakKeyDictionary()


def named_in(text: str, library: Library) -> Mapping[int, float]:
    """Return the works that `text` names, by place in `library`, longest names first, with how much they were liked.

    1 where nobody said, more for loved ones, negative for those that were hated. A title of one word, or of a few
    letters, counts only where it is written as a name: with a capital inside the sentence, in quotes, with its year,
    or after a word such as "watched" where it is no everyday word.
    """
    found: dict[int, float] = {}
    for each in _mentions(text, library):
        found.update({place: each.liking for place in each.places if place not in found})
    return found


def ruled_out(text: str, library: Library) -> frozenset[int]:
    """Return the works, by place, whose title stands close behind a "not" or its kind, however it is written.

    That a word is meant as a title need not be sure here: without a work too many one can do.
    """
    words, refusing = words_of(text), {*vocabulary()["creators"]["before"]}
    found = set[int]()
    for start in range(1, len(words)):
        if not refusing.isdisjoint(words[max(0, start - _REACH) : start]):
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                found.update(library.names.of(" ".join(words[start:end])))
    return frozenset(found)


def without_titles(text: str, library: Library) -> str:
    """Return `text` without the titles in it, whose words wish for nothing: "Love in the Time of Cholera"."""
    for begin, end in sorted((each.ends for each in _mentions(text, library)), reverse=True):
        text = f"{text[:begin]}\u2026{text[end:]}"
    return text


def _mentions(text: str, library: Library) -> Sequence[_Mention]:
    """Return the works that are named, longest names first; what was found lately is remembered."""
    known = _known.setdefault(library, {})
    if text not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[text] = _find(text, library)
    return known[text]


def _find(text: str, library: Library) -> Sequence[_Mention]:
    tokens = _tokens(text)
    taken: set[int] = set()
    found: list[_Mention] = []
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            span = range(start, start + size)
            if taken.isdisjoint(span):
                places = _match(tokens, start, size, library)
                if places:
                    taken.update(span)
                    liking = _liking(tokens, start, size) / len(places)
                    ends = (tokens[start].ends[0], tokens[start + size - 1].ends[1])
                    found.append(_Mention(places, liking, ends))
    return found


def _match(tokens: Sequence[_Token], start: int, size: int, library: Library) -> list[int]:
    span = tokens[start : start + size]
    key = _key(span)
    year = _year_after(tokens, start + size)
    is_plain = _is_name(span, key) or (size == 1 and _is_watched(tokens, start, key, library))
    is_plain = is_plain or _is_said_alone(tokens, start, size, key, library)
    is_common = key in _everyday() or " " not in key
    if is_common and (library.names.is_other(key) or is_subject(key)):
        # A place, an everyday word in another language, or, where nouns are written large, any noun.
        is_plain = _is_cued(tokens, start) and all(token.raw[0].isupper() for token in span)
    if not (year or is_plain or _stands_in_quotes(tokens, start, size)):
        return []
    places = library.names.of(key) or library.names.nearly(key, _FUZZY)
    if not places and size > 1 and all(token.raw[0].isupper() for token in span):
        return library.names.family(key)
    if year and len(places) > 1:
        return [place for place in places if library.works[place].year == year] or places
    return places


def _is_watched(tokens: Sequence[_Token], start: int, key: str, library: Library) -> bool:
    """Whether a small letter word follows "watched", "like" or its kind, and is no everyday word."""
    if len(key) <= _SHORTEST or not _is_cued(tokens, start) or key in _everyday():
        return False
    return library.is_rare(key)


def _is_cued(tokens: Sequence[_Token], start: int) -> bool:
    before = tokens[start - 1].words[-1] if start and not tokens[start].is_first else ""
    return before in _cues()["naming"]


def _is_said_alone(tokens: Sequence[_Token], start: int, size: int, key: str, library: Library) -> bool:
    """Whether a title written large is next to all that its sentence says, as in "Ratatouille!"."""
    around = tokens[start + 1 : start + size + 2]
    is_alone = len(around) < size + 1 or any(token.is_first for token in around)
    is_large = all(token.raw[0].isupper() for token in tokens[start : start + size])
    is_everyday = key in _everyday() or _COMMON.fullmatch(key) is not None
    return (
        is_large
        and tokens[start].is_first
        and is_alone
        and len(key) > _SHORTEST
        and not is_everyday
        and library.is_rare(key)
    )


def _liking(tokens: Sequence[_Token], start: int, size: int) -> float:
    """Read the words around a title in its sentence: loved, hated, or neither."""
    before = _until_stop(tokens[max(0, start - _NEAR) : start][::-1], is_first=tokens[start].is_first)
    after = tokens[start + size : start + size + _NEAR]
    for number, token in enumerate(after):
        if token.is_first:
            after = after[:number]
            break
    words = " ".join(word for token in reversed(before) for word in token.words)
    if score := _feeling(f" {words} "):
        return score
    return _feeling(f" {' '.join(word for token in after for word in token.words)} ") or 1.0


def _until_stop(tokens: Sequence[_Token], *, is_first: bool) -> list[_Token]:
    kept, felt = list[_Token](), {*_cues()["loved"], *_cues()["hated"]}
    for token in () if is_first else tokens:
        if token.words[-1] in _cues()["turning"]:
            break
        kept.append(token)
        if token.is_first or token.words[-1] in felt:
            # Only the nearest feeling counts, with the "didn't" that may stand before it.
            more = tokens[len(kept) : len(kept) + 2]
            kept += [other for other in more if not token.is_first and other.words[-1] not in felt]
            break
    return kept


def _feeling(words: str) -> float:
    if any(f" {cue} " in words for cue in _cues()["hated"]):
        return -0.5
    return 1.4 if any(f" {cue} " in words for cue in _cues()["loved"]) else 0.0


@cache
def _cues() -> Mapping[str, Sequence[str]]:
    return vocabulary()["likings"]


@cache
def _everyday() -> frozenset[str]:
    sections = [vocabulary()[name] for name in ("kinds", "genres", "moods", "marks", "eras", "sizes")]
    return frozenset(word for section in sections for words in section.values() for word in words)


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
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw in _MARKS:
            is_quoted = raw in '"“”«»' and not is_quoted
            is_first = is_first or raw in ".!?\n"
            continue
        words = tuple(words_of(raw))
        if words:
            yield _Token(words, raw, is_first, is_quoted, match.span())
            is_first = False
