"""What a wish keeps out, and how well each work answers what was asked for."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from agents.library import Library
from agents.postings import Scores
from agents.signs import phrases
from agents.vocabulary import vocabulary
from agents.wishes import Wish, along_with

FOR_CHILDREN = frozenset({"children", "family"})
_FRIGHTENING = (("genre", "horror"), ("genre", "war"), ("genre", "thriller"), ("mood", "dark"), ("mood", "tense"))
_ERA = 2
"""Years that a work may be off a time that was asked for."""
_SMALL = 9
"""Up to which age a work must be made for children, or for everybody."""
_GROWN = 16
_LIVELY = ("adventure", "comedy", "family", "fantasy", "children", "young adult")
_DEMANDING = (("mood", "strange"), ("mark", "slow"), ("genre", "documentary"), ("mark", "sexual"))
"""What the young like, and what asks too much of many of them."""
_OUTGROWN = 5
"""Years that a child is older than those for whom a work is at the least, from which on it may be too childish."""


def allowed_by(library: Library, wish: Wish) -> NDArray[np.bool_]:
    """Return which works nothing in `wish` keeps out. A fact that no work of the library has keeps none out."""
    allowed = _not_ruled_out(library, wish) & _long_enough_and_no_more(library, wish)
    if wish.kind:
        allowed &= library.having("kind", wish.kind) > 0
    if wish.languages:
        allowed &= added(library, ((1.0, "language", language) for language in wish.languages)) > 0
    if wish.is_wordless and wish.kind == "music":
        allowed &= ~library.is_sung
    if wish.form:
        is_book, facts = library.having("kind", "book") > 0, library.is_factual
        allowed &= ~is_book | (facts if wish.form == "facts" else ~facts & ~_no_novel(library, wish))
    for mark in wish.marks & frozenset(vocabulary()["insisted"]["marks"]):
        if (has := library.having("mark", mark) > 0).any():
            allowed &= has
    if wish.years:
        away = np.maximum(wish.years[0] - library.years, library.years - wish.years[1])
        allowed &= ~(away > _ERA)
    return allowed & _right_for_the_youngest(library, wish)


def answered(library: Library, wish: Wish) -> Scores:
    """Return how much of what was asked for each work is: genres, moods, facts, years and length add up."""
    found = added(library, ((1.2, "genre", genre) for genre in wish.genres - FOR_CHILDREN))
    found += added(library, ((0.7, "mood", mood) for mood in wish.moods))
    opposite = {mood for wanted in wish.moods for mood in vocabulary()["opposites"].get(wanted, ())} - wish.moods
    found -= added(library, ((0.5, "mood", mood) for mood in opposite))
    found += added(library, ((1.0, "mark", mark) for mark in wish.marks | along_with(wish.genres | wish.moods)))
    if wish.years:
        away = np.maximum(np.maximum(wish.years[0] - library.years, library.years - wish.years[1]), 0)
        found += np.nan_to_num(np.maximum(-1.5, 1.5 - away / 4)).astype(np.float32)
    if wish.length:
        over = library.lengths - 1 if wish.length == "short" else 1 - library.lengths
        fits = np.where(over <= 0, 1.0, np.clip(-0.7 - over, -2.0, 0.0))
        found += np.where(np.isnan(library.lengths), 0.0, fits).astype(np.float32)
    if wish.age is not None and wish.age < _GROWN:
        found += np.float32(0.7) * (added(library, ((1.0, "genre", genre) for genre in _LIVELY)) > 0)
        found += added(library, ((0.7, "genre", genre) for genre in FOR_CHILDREN))
        found -= added(library, ((0.5, *tag) for tag in _DEMANDING))
    if wish.age is not None:
        outgrown = np.nan_to_num(np.clip((wish.age - library.ages) / _OUTGROWN - 1, 0.0, 1.0))
        found -= outgrown.astype(np.float32)
    return found


def of_the_genres(library: Library, wish: Wish) -> NDArray[np.bool_]:
    """Return which works are of any genre that was asked for."""
    genres = wish.genres - FOR_CHILDREN
    is_one: NDArray[np.bool_] = added(library, ((1.0, "genre", genre) for genre in genres)) > 0
    return is_one if genres else np.ones(len(library), dtype=bool)


def is_christmas(wish: Wish, words: Sequence[str]) -> bool:
    """Whether Christmas was spoken of: at other times its works are not what is meant."""
    return "christmas" in wish.marks or _christmas().search(" ".join(words)) is not None


@cache
def _christmas() -> re.Pattern[str]:
    return phrases(vocabulary()["marks"]["christmas"])


def added(library: Library, tags: Iterable[tuple[float, str, str]]) -> Scores:
    """Add up what each tag (how much, which sort, value) counts for the works that have it."""
    total = np.zeros(len(library), dtype=np.float32)
    for much, sort, value in tags:
        total += np.float32(much) * library.having(sort, value)
    return total


def _not_ruled_out(library: Library, wish: Wish) -> NDArray[np.bool_]:
    tags = [(1.0, sort, tag) for tag in wish.unwanted for sort in ("genre", "mood")]
    tags += [(1.0, "language", language) for language in wish.unwanted_languages]
    tags += [(1.0, "mark", mark) for mark in wish.unwanted_marks]
    is_free: NDArray[np.bool_] = added(library, tags) == 0
    return is_free


def _long_enough_and_no_more(library: Library, wish: Wish) -> NDArray[np.bool_]:
    is_book = library.having("kind", "book") > 0
    longest = np.where(is_book, wish.pages or np.inf, wish.minutes or np.inf)
    is_longer: NDArray[np.bool_] = library.sizes > longest
    return ~is_longer


def _no_novel(library: Library, wish: Wish) -> NDArray[np.bool_]:
    others = {*vocabulary()["forms_by_genre"]["other"]} - wish.genres
    is_other: NDArray[np.bool_] = added(library, ((1.0, "genre", genre) for genre in others)) > 0
    return is_other


def _right_for_the_youngest(library: Library, wish: Wish) -> NDArray[np.bool_]:
    """Unknown ages are taken for right, as long as the work is for children at all."""
    allowed = np.ones(len(library), dtype=bool) if wish.age is None else ~(library.ages > wish.age)
    if wish.genres & FOR_CHILDREN:
        is_music = library.having("kind", "music") * np.float32(wish.age is not None)
        for_them = added(library, ((1.0, "genre", genre) for genre in FOR_CHILDREN))
        allowed &= for_them + is_music + _as_well(library, wish) > 0
        allowed &= added(library, ((1.0, sort, tag) for sort, tag in _FRIGHTENING)) == 0
    return allowed


def _as_well(library: Library, wish: Wish) -> Scores:
    """Return 1 for each work that was not made for children and still is right for one of a known age."""
    is_young: NDArray[np.bool_] = library.ages <= (wish.age or 0)
    return library.having("genre", "animation") * is_young.astype(np.float32)
