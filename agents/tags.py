"""What the works that people answered to have in common, in plain words. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agents.works import Work

SORTS = ("kind", "genre", "mood", "creator", "language")
FEWEST = 2
"""Works more that have to speak for something than against it before it is believed."""
FEWEST_OF_A_KIND = 4
"""The same for a kind: two films that somebody liked don't make a room one of films."""
MOST = 12
_SIGNS = {"loved": 1, "saved": 1, "more": 1, "not_this": -1}
"""What a verdict says about what is liked; "seen" and "not now" say nothing."""

_PLURALS = {"movie": "films", "book": "books", "music": "music"}
_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "zh": "Chinese",
}  # fmt: skip
_ABOUT = frozenset({"art", "food", "history", "music", "nature", "philosophy", "psychology", "sport", "war"})
_NOUNS = {
    "animation": "animated films",
    "biography": "biographies",
    "classic": "classics",
    "documentary": "documentaries",
    "essay": "essays",
    "graphic novel": "graphic novels",
    "memoir": "memoirs",
    "poetry": "poetry",
    "short stories": "short stories",
    "soundtrack": "soundtracks",
    "travel writing": "travel writing",
}

Tag = tuple[str, str]
"""A sort (kind, genre, mood, creator or language) and its value."""


@dataclass(frozen=True)
class Belief:
    """That a room likes, or does not like, works with a tag; `works` and `people` are those who say so."""

    tag: Tag
    words: str
    is_liked: bool
    works: int
    people: int


def shared(verdicts: Iterable[tuple[str, str, str]], works: Mapping[str, Work]) -> list[Belief]:
    """Return what verdicts (person, work, verdict) agree on, what most works say first; at the most `MOST`."""
    said: dict[Tag, dict[int, set[tuple[str, str]]]] = defaultdict(lambda: {1: set(), -1: set()})
    for person, work, verdict in verdicts:
        if work in works and verdict in _SIGNS:
            for tag in _tags(works[work]):
                said[tag][_SIGNS[verdict]].add((person, work))
    found = (_belief(tag, both[1], both[-1], works) for tag, both in said.items())
    return sorted((each for each in found if each), key=lambda each: (-each.works, each.tag))[:MOST]


def worded(tag: Tag, kinds: Iterable[str] = (), *, is_liked: bool = True) -> str:
    """Return a tag in plain words, such as "funny films" or "not horror"; `kinds` are those of its works."""
    only = set(kinds)
    noun = _PLURALS[only.pop()] if len(only) == 1 else ""
    words = {"kind": _kind, "genre": _genre, "mood": _mood, "creator": _creator, "language": _language}[tag[0]]
    return ("" if is_liked else "not ") + words(tag[1], noun)


def _belief(
    tag: Tag, liked: set[tuple[str, str]], refused: set[tuple[str, str]], works: Mapping[str, Work]
) -> Belief | None:
    for_it, against = {work for _, work in liked}, {work for _, work in refused}
    more, less = (for_it, against) if len(for_it) >= len(against) else (against, for_it)
    fewest = FEWEST_OF_A_KIND if tag[0] == "kind" else FEWEST
    if len(more) - len(less) < fewest or len(more) < 2 * len(less):
        return None
    is_liked = more is for_it
    words = worded(tag, (works[work].kind for work in more), is_liked=is_liked)
    people = {person for person, _ in (liked if is_liked else refused)}
    return Belief(tag, words, is_liked, works=len(more), people=len(people))


def _tags(work: Work) -> Iterator[Tag]:
    yield "kind", work.kind
    yield from (("genre", genre) for genre in work.genres)
    yield from (("mood", mood) for mood in work.moods)
    if work.creator:
        yield "creator", work.creator
    # Most of what there is is in English: that it is says nothing.
    if work.language in _LANGUAGES:
        yield "language", work.language


def _kind(kind: str, _: str) -> str:
    return _PLURALS[kind]


def _genre(genre: str, noun: str) -> str:
    if genre == "children":
        return f"{noun or 'things'} for children"
    if genre in _ABOUT and noun in {"films", "books"}:
        return f"{noun} about {genre}"
    if genre in _NOUNS:
        return _NOUNS[genre]
    return f"{genre} {noun}".rstrip()


def _mood(mood: str, noun: str) -> str:
    return f"{mood} {noun or 'things'}"


def _creator(creator: str, noun: str) -> str:
    return f"{noun or 'things'} by {creator}"


def _language(language: str, noun: str) -> str:
    return f"{noun or 'things'} in {_LANGUAGES[language]}"
