"""The place in a message for which it was found, as plain text in parts: those that were looked for, and the others."""

import html
import re
import unicodedata
from dataclasses import dataclass

from chat.accents import bare
from chat.search.question import Question

LENGTH = 240
"""Characters of a message that are shown."""
_BEFORE = 60
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p|/li|/pre|hr|/blockquote)[^>]*>")


@dataclass(frozen=True)
class Part:
    """A piece of text; `is_hit` where it was looked for."""

    text: str
    is_hit: bool


def snippet_of(rendered: str, question: Question) -> list[Part]:
    """Return a piece of a message, which comes as cleaned HTML, around what was first found in it."""
    text = _plain(rendered)
    sought = _pattern(question)
    first = sought.search(bare(text)) if sought else None
    return _parts(_cut(text, first.start() if first else 0), sought)


def _plain(rendered: str) -> str:
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", rendered)))
    # As what is looked for in it will have it: the places are then the same.
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _pattern(question: Question) -> re.Pattern[str] | None:
    *whole, last = map(bare, question.words or [""])
    phrases = [r"\W+".join(re.findall(r"\w+", bare(phrase))) for phrase in question.phrases]
    forms = [*filter(None, phrases), *map(re.escape, whole)]
    either = [rf"(?:{form})(?!\w)" for form in forms] + ([rf"{re.escape(last)}\w*"] if last else [])
    return re.compile(rf"(?<!\w)(?:{'|'.join(either)})", re.IGNORECASE) if either else None


def _cut(text: str, at: int) -> str:
    begin = max(0, min(at - _BEFORE, len(text) - LENGTH))
    if begin:
        # From the beginning of a word, where there is one nearby.
        space = text.find(" ", begin, at)
        begin = space + 1 if space >= 0 else begin
    piece = text[begin : begin + LENGTH]
    return f"{'…' if begin else ''}{piece.rstrip()}{'…' if begin + LENGTH < len(text) else ''}"


def _parts(text: str, sought: re.Pattern[str] | None) -> list[Part]:
    parts: list[Part] = []
    end = 0
    for hit in sought.finditer(bare(text)) if sought else ():
        if hit.start() > end:
            parts.append(Part(text[end : hit.start()], is_hit=False))
        parts.append(Part(text[hit.start() : hit.end()], is_hit=True))
        end = hit.end()
    return [*parts, Part(text[end:], is_hit=False)] if end < len(text) else parts
