"""What a conversation says about what should come: wishes over several turns, genres, and works that were named."""

from collections.abc import Sequence
from dataclasses import replace

from agents.language import language_of
from agents.library import Library
from agents.mentions import named_in
from agents.subjects import spoken_of
from agents.wishes import Wish, read_wish
from agents.works import words_of

_FADING = 0.85
"""How much less a turn counts for each that follows it."""
_JOINED = 5
"""Turns that may make up one wish."""
_AUDIENCE = frozenset({"children", "family"})
_SUBJECT = 3
"""Turns in which a subject is looked for."""


def wish(texts: Sequence[str]) -> Wish:
    """Return what the last of `texts` asks for; what it leaves open stands as it was asked before."""
    joined = Wish()
    for text in texts[-_JOINED:]:
        joined = _joined(joined, read_wish(text))
    if joined.is_own_language and not joined.languages:
        return replace(joined, languages=frozenset({language_of(texts[::-1])}))
    return joined


def hinted(texts: Sequence[str], *, is_of_a_subject: bool) -> Wish:
    """Return what `texts`, in which nobody asks, still insist on; how people feel is no wish for such a work.

    A place is what it is about, and in a moment `is_of_a_subject`, such as learning, whatever subject was named.
    """
    told = wish(texts)
    subjects = (spoken_of(text, places_only=not is_of_a_subject) for text in texts[: -_SUBJECT - 1 : -1])
    return replace(told, moods=frozenset(), length="", subject=next(filter(None, subjects), told.subject))


def named(texts: Sequence[str], library: Library) -> dict[int, float]:
    """Return the works that were named, by place, with how much they were liked; what was said last counts most."""
    found: dict[int, float] = {}
    for age, text in enumerate(reversed(texts)):
        for place, liking in named_in(text, library).items():
            found.setdefault(place, liking * _FADING**age)
    return found


def tags(texts: Sequence[str], library: Library) -> dict[str, float]:
    """Return the genres that were spoken of and not ruled out, with how much they count."""
    found: dict[str, float] = {}
    refused: set[str] = set()
    for age, text in enumerate(reversed(texts)):
        read = read_wish(text)
        refused |= read.unwanted
        for genre in (read.genres | library.tags_in(words_of(text))) - refused:
            found[genre] = found.get(genre, 0.0) + _FADING**age
    return found


def _joined(before: Wish, now: Wish) -> Wish:
    if replace(now, is_no=False) == Wish():
        return before
    # Whom it is for stays, whatever else is said.
    audience = before.genres & _AUDIENCE
    is_other = bool(now.kind and before.kind and now.kind != before.kind)
    if is_other:
        return replace(now, unwanted=now.unwanted | before.unwanted, genres=now.genres | audience)
    # "no, something light" turns down what was offered just before.
    turned_down = before.genres if now.is_no else frozenset()
    wanted = now.genres | now.moods
    return Wish(
        kind=now.kind or before.kind,
        genres=(now.genres or before.genres - now.unwanted - turned_down) | audience,
        moods=now.moods or before.moods - now.unwanted,
        unwanted=(now.unwanted | before.unwanted | turned_down) - wanted,
        languages=now.languages or before.languages,
        unwanted_languages=now.unwanted_languages | before.unwanted_languages,
        years=now.years or before.years,
        length=now.length or before.length,
        subject=now.subject or before.subject,
        is_own_language=now.is_own_language or before.is_own_language,
        is_wordless=now.is_wordless or before.is_wordless,
        setting=now.setting or before.setting,
    )
