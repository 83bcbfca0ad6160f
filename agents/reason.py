"""Why this, now: one or two sentences in the conversation's language, where no model words them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from agents.plain import objection_to
from agents.turns import Turn
from agents.works import Work

_FILE = Path(__file__).with_name("reasons.toml")
_DEFAULT = "en"
_LONGEST_QUOTE = 60
_SHORTEST_QUOTE = 4
_UNQUOTABLE = re.compile(r"https?:|www\.|[<>\[\]{}`|\\@#]|\w\.\w{2,}/")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def reason_for(intent: str, trigger: Turn, turns: Sequence[Turn], work: Work) -> str:
    """Return why `work` came because of `trigger`: plain text of one or two sentences, the same for the same turns."""
    language = language_of([trigger.text, *(turn.text for turn in turns if not turn.is_agent)])
    quote = quotable(trigger.text)
    # Pointing at what was said goes before anything else.
    phrasings = [text for text in _texts()[language][intent] if ("{quote}" in text) == bool(quote)]
    # Which phrasing it is changes from message to message and not from one run to the next.
    chosen: str = phrasings[crc32(trigger.id.encode()) % len(phrasings)]
    return chosen.format(quote=quote, title=work.title, mood=_mood(work, language))


def language_of(texts: Sequence[str]) -> str:
    """Return which of the six languages a conversation is in; the first text counts most, English when in doubt."""
    scores = dict.fromkeys(_stopwords(), 0.0)
    for place, text in enumerate(texts):
        for word in _WORD.findall(text.casefold()):
            knowing = [language for language, words in _stopwords().items() if word in words]
            for language in knowing:
                scores[language] += 1 / len(knowing) / (1 + place)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores[_DEFAULT] else _DEFAULT


def withdrawn(reason: str) -> str:
    """Return what is said in place of a reason whose ground was taken back, in its language."""
    text: str = _texts()["withdrawn"][language_of([reason])]
    return text


def quotable(text: str) -> str:
    """Return a short piece of what was said, or "" for what should not be repeated (addresses, markup)."""
    line = " ".join(text.split()).strip(" \"'“”„«».!?…")
    if _UNQUOTABLE.search(line) or len(line) < _SHORTEST_QUOTE:
        return ""
    piece = _piece(line)
    # What may not come from a model is not said again for a person either.
    return "" if objection_to(piece) else piece


def _piece(line: str) -> str:
    if len(line) <= _LONGEST_QUOTE:
        return line
    piece = re.split(r"[,;:.!?\u2013\u2014]\s", line[: _LONGEST_QUOTE + 1])[0]
    return piece if _LONGEST_QUOTE / 3 < len(piece) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"


def _mood(work: Work, language: str) -> str:
    words: Mapping[str, str] = _texts()["moods"][language]
    known = [words[mood] for mood in work.moods if mood in words][:2]
    return f" {words['and']} ".join(known) or words["other"]


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _stopwords() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _texts()["stopwords"].items()}
