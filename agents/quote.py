"""Which of somebody's own words may be said again to the room: a few, plain, and nobody's private matter.

Everybody in the room has read them already. Still, only words that many people say are repeated: names, places to live,
numbers and the like are not among them, and an address or markup cannot be made of them.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agents.classify import LABELS, SENSITIVE, read
from agents.decide import CALL
from agents.plain import objection_to
from agents.self_harm import language_of as harm_in
from agents.vocabulary import vocabulary
from agents.works import words_of

_FILE = Path(__file__).with_name("private.toml")
_LINES = Path(__file__).with_name("intents") / "lines"
_NEVER_QUOTED = frozenset({"low_spirits"})
"""How somebody feels is not held up to them."""
_LONGEST = 38
_WORDS = range(2, 8)
_TELLING = 0.3
"""How likely a piece must call for the same by itself: the rest of a line may be about anything."""
_RISKY = 0.15
"""How likely to be about grief, illness, crisis or abuse a line may be of which anything is said again."""
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_CLAUSES = re.compile(
    r"[^\w\s'\u2019-]+|\n|\s-+\s|\s(?:but|because|aber|weil|parce que|pero|porque|perch\u00e9)\s"
    # Black and white belong together; two sentences don't.
    r"|\s(?:and|und|et)\s(?=(?:i|i'm|it|it's|we|there|ich|es|wir|je|on|il|c'est|j'ai)\b)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '\u2019-][^\W\d_]+)*['\u2019]?")


def quotable(text: str, intent: str) -> str:
    """Return the few words of `text` that called for it, as they were written, or "" where none should be repeated."""
    if intent in _NEVER_QUOTED or harm_in(text):
        return ""
    text = CALL.sub("", _QUOTED_LINE.sub("", text))
    if read([text])[0, LABELS.index(SENSITIVE)] > _RISKY:
        return ""
    pieces = [piece for piece in _pieces(text) if _is_plain(piece)]
    if not pieces:
        return ""
    readings = read(pieces)
    telling = readings[:, LABELS.index(intent)] - (readings[:, LABELS.index(SENSITIVE)] > _RISKY)
    best = int(telling.argmax())
    return pieces[best] if telling[best] >= _TELLING else ""


def _pieces(text: str) -> Iterator[str]:
    for clause in _CLAUSES.split(text):
        yield " ".join(clause.split()).strip(" -'\u2019")


def _is_plain(piece: str) -> bool:
    if len(piece) > _LONGEST or len(piece.split()) not in _WORDS or piece.isupper() or not _PLAIN.fullmatch(piece):
        return False
    # What may not come from a model is not said again for a person either.
    return all(map(_is_common, words_of(piece))) and not objection_to(piece)


def _is_common(word: str) -> bool:
    exact, stems = _private()
    return word in _said_often() and word not in exact and not word.startswith(stems)


@cache
def _private() -> tuple[frozenset[str], tuple[str, ...]]:
    words = " ".join(tomllib.loads(_FILE.read_text(encoding="utf-8")).values()).split()
    return frozenset(word for word in words if word[-1] != "*"), tuple(word[:-1] for word in words if word[-1] == "*")


@cache
def _said_often() -> frozenset[str]:
    """Return the words of the example lines, and of what people ask for."""
    known = {word for phrases in vocabulary()["subjects"].values() for phrase in phrases for word in words_of(phrase)}
    for file in _LINES.glob("??.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            known.update(words_of(json.loads(line)["text"]))
    return frozenset(word for word in known if not any(map(str.isdigit, word)))
