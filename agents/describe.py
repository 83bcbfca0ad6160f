"""What a work is, in a few words of any of the six languages, and how it meets a wish. All of it is true of the work.

`describe.toml` has the words; what it doesn't know is left out.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from agents.language import LANGUAGES, language_of
from agents.wishes import Wish
from agents.works import Work, words_of

_FILE = Path(__file__).with_name("describe.toml")
_SHORT = {"movie": 95, "music": 35, "book": 200}
_LONG = {"movie": 150, "music": 90, "book": 500}
_ENDLESS = 3_000
_FIRST_YEAR = 1500
_LONGEST_STORY = 115
_SHORTEST_STORY = 25
_SENTENCE = re.compile(r"(?<=[^.]{3}[.?!])\s+(?=[A-Z])")
_HALVES = re.compile(r"[;:]\s|\s[\u2013\u2014]\s|,\s(?=but\b|so\b|which\b)")
_FEMININE = re.compile(r"(?:f:|une |una |uma |de la musique|de la pop|música|musica)")
_MARKED = "f:"
"""What stands before a feminine noun without an article."""
_IMPLIED = {"comedy": "funny", "adventure": "adventurous", "romance": "romantic", "thriller": "thrilling"}
"""Moods that a genre has anyway."""
_SUITING = {
    "low_spirits": ("warm", "uplifting", "cosy", "calm", "funny"),
    "winding_down": ("calm", "cosy", "dreamy", "warm"),
    "focus": ("calm", "energetic", "inspiring"),
    "company": ("funny", "playful", "energetic", "warm"),
    "celebration": ("energetic", "playful", "uplifting"),
    "travel": ("adventurous", "playful", "thrilling"),
    "boredom": ("thrilling", "funny", "adventurous", "strange"),
    "learning": ("thoughtful", "inspiring", "playful"),
}
"""What comes first of a work's moods, by the moment."""


def described(work: Work, intent: str, wish: Wish, language: str) -> dict[str, str]:
    """Return what can be said of `work`, by the name that phrasings use; "" for what is not known."""
    place = LANGUAGES.index(language)
    noun = _noun(work, wish, place)
    moods = _moods(work, intent, wish)
    kind = _words()["kinds"].get(work.kind, [""] * len(LANGUAGES))[place]
    return {
        "kind": noun.removeprefix(_MARKED),
        "what": _with(noun, moods, place),
        "moods": _adjectives(moods, kind, place),
        "its_moods": _adjectives(moods, noun, place),
        "length": _length(work, place),
        "fits": ", ".join(_fits(work, wish, place)),
        "story": _story(work, wish) if language == "en" else "",
    }


def _moods(work: Work, intent: str, wish: Wish) -> list[str]:
    suiting = _SUITING.get(intent, ())
    implied = {_IMPLIED.get(genre) for genre in work.genres}
    known = [mood for mood in work.moods if mood in _words()["moods"] and mood not in implied]
    return sorted(known, key=lambda mood: (mood not in wish.moods, mood not in suiting))[:2]


def _noun(work: Work, wish: Wish, place: int) -> str:
    """Return "a comedy", of a genre that was asked for before others, or the kind; "" for a kind that has no name."""
    nouns: Mapping[str, Sequence[str]] = _words().get(work.kind, {})
    genres = sorted((genre for genre in work.genres if genre in nouns), key=lambda genre: genre not in wish.genres)
    names = nouns[genres[0]] if genres else _words()["kinds"].get(work.kind, [""] * len(LANGUAGES))
    return str(names[place])


def _with(noun: str, moods: Sequence[str], place: int) -> str:
    """Return "a warm and funny comedy": in the Romance languages adjectives follow and agree."""
    said, name = _adjectives(moods, noun, place), noun.removeprefix(_MARKED)
    if not said or not name:
        return name
    if LANGUAGES[place] == "en":
        return _english(name, said)
    return f"{name}, {said}" if LANGUAGES[place] == "de" or name.count(" ") > 1 else f"{name} {said}"


def _adjectives(moods: Sequence[str], noun: str, place: int) -> str:
    form = -1 if _FEMININE.match(noun) else 0
    return _joined([_words()["moods"][mood][place].split("/")[form] for mood in moods], LANGUAGES[place])


def _english(noun: str, said: str) -> str:
    article, _, name = noun.partition(" ")
    if article not in {"a", "an"}:
        return f"{said} {noun}"
    return f"{'an' if said[0] in 'aeiou' else 'a'} {said} {name}"


def _joined(words: Sequence[str], language: str) -> str:
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    conjunction = {"en": "and", "de": "und", "fr": "et", "es": "y", "pt": "e", "it": "e"}[language]
    if language == "es" and last.startswith(("i", "hi")):
        conjunction = "e"
    if language == "it" and last.startswith("e"):
        conjunction = "ed"
    return f"{', '.join(words[:-1])} {conjunction} {last}"


def _length(work: Work, place: int) -> str:
    if not work.length or work.kind not in _SHORT or not 0 < work.length < _ENDLESS:
        return ""
    size = "short_" if work.length <= _SHORT[work.kind] else "long_" if work.length >= _LONG[work.kind] else ""
    unit = "pages" if work.kind == "book" else "minutes"
    text: str = _words()["lengths"][size + unit][place]
    return text.format(n=work.length)


def _fits(work: Work, wish: Wish, place: int) -> list[str]:
    """Return what was asked for beside kind, genre and mood, and is so."""
    found = []
    if wish.length:
        found.append(_length(work, place))
    if wish.years and work.year and work.year >= _FIRST_YEAR and wish.years[0] <= work.year <= wish.years[1]:
        found.append(_words()["years"]["from"][place].format(n=work.year))
    if work.language in wish.languages and work.language in _words()["languages"]:
        found.append(_words()["languages"][work.language][place])
    missing = wish.unwanted - {*work.genres, *work.moods}
    # The first is what was said; what goes along with it need not be named too.
    named = [name for name in _words()["without"] if name in missing][:1]
    found += [_words()["without"][name][place] for name in named]
    return [each for each in found if each]


def _story(work: Work, wish: Wish) -> str:
    """Return the sentence of an English description about what was asked, else the first; "" if it is too long."""
    sentences = _SENTENCE.split(work.description.strip())
    subject = set(wish.subject)
    sentences.sort(key=lambda sentence: not subject & set(words_of(sentence)))
    story = sentences[0].strip()
    if len(story) > _LONGEST_STORY:
        story = _HALVES.split(story)[0].rstrip(" .,") + "."
    if not _SHORTEST_STORY <= len(story) <= _LONGEST_STORY or story[-1] not in ".!?":
        return ""
    # A title is said once.
    return "" if work.title.casefold() in story.casefold() or language_of([work.description]) != "en" else story


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
