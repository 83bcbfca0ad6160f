"""Why this, now: one or two sentences in the conversation's language, where no model words them."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from zlib import crc32

from agents.classify import ASK
from agents.decide import CALL
from agents.describe import described
from agents.language import LANGUAGES, language_of
from agents.plain import objection_to, on_one_line
from agents.quote import quotable
from agents.turns import Turn
from agents.wishes import Wish, read_wish
from agents.works import Work

LONGEST = 200
_FILE = Path(__file__).with_name("reasons.toml")
_TELLING = 8
"""Letters of an opening from which on it is no accident."""
_PLACE = re.compile(r"\{\w+\}")
_GAPS = re.compile(r" (?=[:?;!»])|(?<=«) ")
_DOUBLED = re.compile(r"(?<=[.?!])\.(?=$| )")
"""A title may end as a sentence does."""
_NO_BREAK = "\u00a0"


def reason_for(intent: str, trigger: Turn, turns: Sequence[Turn], work: Work) -> str:
    """Return why `work` came because of `trigger`: plain text of one or two sentences, the same for the same turns.

    Only `trigger` is quoted. What the agent said in `turns` doesn't begin in the same way again.
    """
    earlier = [turn.text for turn in turns if turn.is_agent]
    language = _spoken_in(trigger, turns)
    # What is said in passing rules nothing out: only who asks has a wish.
    wish = read_wish(CALL.sub("", trigger.brief)) if intent == ASK else Wish()
    words = {
        **described(work, intent, wish, language),
        "quote": _marked(quotable(trigger.brief, intent), language),
        "title": on_one_line(work.title),
    }
    said = (
        _in_words(opening, about, words, language)
        for opening, about in _shapes(intent, words, language, earlier, f"{trigger.id} {work.id}")
    )
    fitting = (text for text in said if len(text) <= LONGEST and not objection_to(text))
    return next(fitting, None) or str(_texts()["untitled"][language])


def said_alike(how: str, words: Mapping[str, str], language: str, earlier: Sequence[str], seed: str) -> str:
    """Return that two works are alike, in one of the ways that the table has under `how`, or under "near".

    `words` have `title` and `like` beside what is said of them. `earlier` don't begin in the same way.
    """
    told = {name: on_one_line(text) for name, text in words.items()}
    ways = [each for each in (how, "near") for each in _in_order(_texts()[language][each], language, earlier, seed)]
    said = (_in_words(way, "", told, language) for way in ways if _can_say(way, told))
    fitting = (text for text in said if len(text) <= LONGEST and not objection_to(text))
    return next(fitting, None) or str(_texts()["untitled"][language])


def _in_order(ways: Sequence[str], language: str, earlier: Sequence[str], seed: str) -> list[str]:
    def order(way: str) -> tuple[bool, int]:
        return any(_beginning(way, language).match(text) for text in earlier), crc32(f"{seed} {way}".encode())

    return sorted(ways, key=order)


def withdrawn(reason: str) -> str:
    """Return what is said in place of a reason whose ground was taken back, in its language."""
    text: str = _texts()["withdrawn"][_language_of_own(reason)]
    return text


def _spoken_in(trigger: Turn, turns: Sequence[Turn]) -> str:
    """Return the language of the trigger, or the one around it where that is unclear."""
    return language_of([CALL.sub("", trigger.brief), *(turn.brief for turn in reversed(turns) if not turn.is_agent)])


def _language_of_own(reason: str) -> str:
    # How it begins tells more than its letters, of which most may be a title's.
    known = {language: _longest_beginning(reason, language) for language in LANGUAGES}
    best = [language for language in LANGUAGES if known[language] == max(known.values())]
    likely = language_of([reason])
    return likely if max(known.values()) < _TELLING or likely in best else best[0]


def _longest_beginning(reason: str, language: str) -> int:
    openings = [text for texts in _texts()[language].values() for text in texts if "{title}" in text]
    return max((len(_PLACE.sub("", text)) for text in openings if _beginning(text, language).match(reason)), default=0)


def _shapes(
    intent: str, words: Mapping[str, str], language: str, earlier: Sequence[str], seed: str
) -> Iterator[tuple[str, str]]:
    """Yield ways to put it, best first: taking up what was said, and not what was read just before."""
    texts = _texts()[language]
    openings = [text for text in texts[intent] if _can_say(text, words)]
    abouts = [text for text in texts["about_fitting" if words["fits"] else "about"] if _can_say(text, words)]

    def order(shape: tuple[str, str]) -> tuple[bool, bool, int]:
        opening = shape[0]
        is_worn = any(_beginning(opening, language).match(text) for text in earlier)
        return is_worn, bool(words["quote"]) and "{quote}" not in opening, crc32(f"{seed} {shape}".encode())

    yield from sorted(product(openings, abouts), key=order)
    # Where nothing is known of the work, or all of it is too long, its title has to do.
    yield from sorted(((opening, "") for opening in openings if opening[-1] != ":"), key=order)


def _can_say(text: str, words: Mapping[str, str]) -> bool:
    return all(words[place[1:-1]] for place in _PLACE.findall(text))


@cache
def _beginning(opening: str, language: str) -> re.Pattern[str]:
    parts = [re.escape(_spaced(part, language)) for part in _PLACE.split(opening)]
    return re.compile(".+?".join(parts))


def _in_words(opening: str, about: str, words: Mapping[str, str], language: str) -> str:
    first = _DOUBLED.sub("", _spaced(opening, language).format(**words))
    second = about.format(**words)
    if first[-1] != ":":
        second = second[:1].upper() + second[1:]
    return _capital(f"{first} {second}".strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _marked(quote: str, language: str) -> str:
    marks: str = _texts()[language]["marks"]
    return _spaced(marks, language).format(quote) if quote else ""


def _spaced(text: str, language: str) -> str:
    """In French, a mark does not stand at the beginning of a line."""
    return _GAPS.sub(_NO_BREAK, text) if language == "fr" else text


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
