"""What a conversation says about what should come: wishes over several turns, genres, and works that were named."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from agents.eras import is_decade
from agents.language import language_of
from agents.library import Library
from agents.mentions import named_in
from agents.signs import phrases
from agents.subjects import named_subjects, topic_of
from agents.vocabulary import vocabulary
from agents.wishes import Wish, along_with, meant_words, read_wish
from agents.works import title_key, words_of

_SENTENCE = re.compile(r"[.!?\n;]+")
_FADING = 0.85
"""How much less a turn counts for each that follows it."""
_JOINED = 5
"""Turns that may make up one wish."""
_AUDIENCE = frozenset({"children", "family"})
_SUBJECT = 5
"""Turns in which a subject is looked for."""


def wish(texts: Sequence[str]) -> Wish:
    """Return what the last of `texts` asks for; what it leaves open stands as it was asked before."""
    joined = Wish()
    for text in texts[-_JOINED:]:
        joined = _joined(joined, read_wish(text))
    along = along_with(joined.genres | joined.moods)
    joined = replace(joined, unwanted=joined.unwanted - along, unwanted_marks=joined.unwanted_marks - along)
    if joined.is_own_language and not joined.languages:
        return replace(joined, languages=frozenset({language_of(texts[::-1])}))
    return joined if joined.languages else replace(joined, languages=_from_here(texts))


def _from_here(texts: Sequence[str]) -> frozenset[str]:
    """Return the languages of the places that were named, where somebody wants something "from here"."""
    if not any(
        f" {here} " in f" {' '.join(words_of(text))} " for here in vocabulary()["about"]["here"] for text in texts
    ):
        return frozenset()
    places = {place for text in texts for place in named_subjects(text)}
    return frozenset(language for language, homes in vocabulary()["homes"].items() if places & set(homes))


def hinted(texts: Sequence[str], intent: str, *, is_of_a_subject: bool) -> Wish:
    """Return what `texts`, in which nobody asks, still insist on; how people feel is no wish for such a work.

    A place is what it is about, and in a moment `is_of_a_subject`, such as learning, whatever subject was named.
    """
    told = wish(texts)
    marks = told.marks - {*vocabulary()["insisted"]["only_asked"], *vocabulary()["spoils"].get(intent, ())}
    topic = topic_of(texts[-_SUBJECT:], firm_only=not is_of_a_subject)
    if told.kind != "music":
        marks -= {"singing"}
    # Somebody's years, such as those of a marriage, are no wish where no work was spoken of.
    years = told.years if told.kind or is_decade(told.years) else None
    parts = [part for text in texts for part in _longed_for(text)]
    longed = wish(parts)
    genres = longed.genres | (_genres_longed_for(parts) - told.unwanted)
    if "horror" in genres:
        told = replace(told, genres=told.genres - _AUDIENCE)
    return replace(
        told,
        genres=told.genres | genres,
        moods=longed.moods,
        marks=marks | (longed.marks & {"funny"}),
        length=longed.length,
        years=years,
        subject=topic,
    )


def _longed_for(text: str) -> list[str]:
    """Return what follows "something" or "want to" in each sentence: there a mood is what it should be like."""
    parts = (_longing().search(sentence) for sentence in _SENTENCE.split(text))
    return [found["rest"] for found in parts if found]


def _genres_longed_for(parts: Sequence[str]) -> frozenset[str]:
    plain = [" ".join(words_of(part)) for part in parts]
    return frozenset(genre for genre, said in _longed().items() if any(said.search(part) for part in plain))


@cache
def _longed() -> dict[str, re.Pattern[str]]:
    return {genre: phrases(words) for genre, words in vocabulary()["longed"].items()}


@cache
def _longing() -> re.Pattern[str]:
    phrases = "|".join(sorted(vocabulary()["about"]["longing"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{phrases})(?P<rest>\W.+)", re.IGNORECASE | re.DOTALL)


def named(texts: Sequence[str], library: Library) -> dict[int, float]:
    """Return the works that were named, by place, with how much they were liked; what was said last counts most."""
    found: dict[int, float] = {}
    for age, text in enumerate(reversed(texts)):
        for place, liking in named_in(text, library).items():
            found.setdefault(place, liking * _FADING**age)
    return found


def of_kind(named: Mapping[int, float], kind: str, library: Library) -> dict[int, float]:
    """Return works that were named, those alone that are of the `kind` that is wanted where others have their title."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place in named:
        alike[title_key(library.works[place].title)].append(place)
    found = {}
    for places in alike.values():
        of_it = [place for place in places if library.works[place].kind == kind] or places
        found.update({place: named[place] * len(places) / len(of_it) for place in of_it})
    return found


def tags(texts: Sequence[str], library: Library) -> dict[str, float]:
    """Return the genres that were spoken of and not ruled out, with how much they count."""
    found: dict[str, float] = {}
    refused: set[str] = set()
    for age, text in enumerate(reversed(texts)):
        read = read_wish(text)
        refused |= read.unwanted
        spoken = library.tags_in([word for word in meant_words(text) if word not in _no_genres()])
        for genre in (read.genres | spoken) - refused:
            found[genre] = found.get(genre, 0.0) + _FADING**age
    return found


@cache
def _no_genres() -> frozenset[str]:
    """Return words that are also the names of genres, and said of much else."""
    words = (word for words in vocabulary()["kinds"].values() for word in words)
    return frozenset([*words, *vocabulary()["about"]["no_genre"]])


def _joined(before: Wish, now: Wish) -> Wish:
    if replace(now, is_no=False) == Wish():
        return before
    # Whom it is for stays, whatever else is said.
    audience = before.genres & _AUDIENCE
    is_other = bool(now.kind and before.kind and now.kind != before.kind)
    if is_other:
        age = before.age if now.age is None else now.age
        return replace(now, unwanted=now.unwanted | before.unwanted, genres=now.genres | audience, age=age)
    # "no, something light" turns down what was offered just before.
    turned_down = before.genres if now.is_no else frozenset()
    wanted = now.genres | now.moods
    return Wish(
        kind=now.kind or before.kind,
        genres=(now.genres or before.genres - now.unwanted - turned_down) | audience,
        moods=now.moods or before.moods - now.unwanted,
        unwanted=(now.unwanted | before.unwanted | turned_down) - wanted,
        languages=now.languages or before.languages - now.unwanted_languages,
        unwanted_languages=now.unwanted_languages | (before.unwanted_languages - now.languages),
        years=now.years or before.years,
        length=now.length or before.length,
        minutes=now.minutes or before.minutes,
        pages=now.pages or before.pages,
        form=now.form or before.form,
        age=before.age if now.age is None else now.age,
        marks=now.marks | (before.marks - now.unwanted_marks),
        unwanted_marks=now.unwanted_marks | (before.unwanted_marks - now.marks),
        subject=now.subject or before.subject,
        is_own_language=now.is_own_language or before.is_own_language,
        setting=now.setting or before.setting,
    )
