"""Code in the colours of its language: spans with one-letter classes, in one pass that no text can make slow.

Whoever is told of a message waits until it is rendered, so the time must not depend on what somebody thought of: every
alternative below takes what it has begun to match (possessively) and never gives any of it back. Nothing is nested, and
where a language is more subtle than this the colours are a little wrong, never the text.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import Literal

from chat.languages import BY_NAME, Language

# comment, keyword, string, number, function or key, type, added, deleted; "" is plain.
Kind = Literal["c", "k", "s", "n", "f", "t", "a", "d", ""]
KINDS = frozenset("cksnftad")

_Piece = tuple[str, Kind]


def language_of(info: str) -> Language | None:
    """Return the language that a fence names (its first word), None for one that is not known here."""
    words = info.split(maxsplit=1)
    return BY_NAME.get(words[0].lower()) if words else None


def highlight(code: str, language: Language) -> str:
    """Return `code` as HTML: its text, and spans around what has a colour."""
    return "".join(
        f'<span class="{kind}">{escape(text, quote=False)}</span>' if kind else escape(text, quote=False)
        for text, kind in _joined(_READERS[language.shape](code, language))
    )


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    held = ""
    kind: Kind = ""
    for text, its in pieces:
        if its == kind:
            held += text
            continue
        if held:
            yield held, kind
        held, kind = text, its
    yield held, kind


def _words(code: str, language: Language) -> Iterator[_Piece]:
    words, keywords = _reader_of(language)
    for found in words.finditer(code):
        text = found[0]
        match found.lastgroup:
            case "comment":
                yield text, "c"
            case "string":
                yield text, "f" if language.has_keys and _is_key(code, found.end()) else "s"
            case "number":
                yield text, "n"
            case "word":
                yield text, _kind_of(text, language, keywords, code, found.end())
            case _:
                yield text, ""


def _kind_of(word: str, language: Language, keywords: frozenset[str], code: str, end: int) -> Kind:
    if (word.lower() if language.is_case_blind else word) in keywords:
        return "k"
    if language.has_keys:
        return "f" if _is_key(code, end) else ""
    if code.startswith("(", end):
        return "f"
    return "t" if word[0].isupper() and not language.is_case_blind else ""


def _is_key(code: str, end: int) -> bool:
    return code.startswith((":", " =", "=", " :"), end)


@cache
def _reader_of(language: Language) -> tuple[re.Pattern[str], frozenset[str]]:
    comments = [_span(*language.block)] if language.block else []
    comments += [rf"(?<![\w$:]){re.escape(mark)}[^\n]*+" for mark in language.line]
    strings = [_span(quote, quote) for quote in language.long_quotes]
    strings += [rf"{quote}(?:[^{quote}\\\n]|\\.)*+{quote}?" for quote in language.quotes]
    parts = {
        "comment": "|".join(comments) or r"(?!)",
        "string": "|".join(strings),
        "number": r"(?<!\w)\d[\w.]*+",
        "word": r"[^\W\d][\w-]*+" if language.has_keys else r"[^\W\d]\w*+",
        "rest": r"\s++|\w++|.",
    }
    pattern = "|".join(f"(?P<{name}>{part})" for name, part in parts.items())
    keywords = frozenset(language.keywords.lower().split() if language.is_case_blind else language.keywords.split())
    return re.compile(pattern, re.DOTALL), keywords


def _span(start: str, end: str) -> str:
    # From a mark to the next, or to the end of the text: what is not closed yet is begun all the same.
    first, others = re.escape(end[0]), re.escape(end[1:])
    return rf"{re.escape(start)}(?:[^{first}]|{first}(?!{others}))*+(?:{re.escape(end)})?"


_MARKUP = re.compile(
    r"(?P<comment><!--(?:[^-]|-(?!->))*+(?:-->)?)"
    r"|(?P<tag></?[^\W\d][\w:.-]*+|/?>)"
    r"|(?P<string>(?<==)(?:\"[^\"]*+\"?|'[^']*+'?))"
    r"|(?P<word>[\w:.@-]++)"
    r"|(?P<entity>&\#?\w++;?)"
    r"|(?P<rest>\s++|.)",
    re.DOTALL,
)
_MARKUP_KINDS: dict[str | None, Kind] = {"comment": "c", "tag": "k", "string": "s", "entity": "n"}


def _markup(code: str, _: Language) -> Iterator[_Piece]:
    for found in _MARKUP.finditer(code):
        is_attribute = found.lastgroup == "word" and code.startswith(('="', "='"), found.end())
        yield found[0], "f" if is_attribute else _MARKUP_KINDS.get(found.lastgroup, "")


_LINE_KINDS: dict[str, Kind] = {"+": "a", "-": "d", "@": "k"}


def _diff(code: str, _: Language) -> Iterator[_Piece]:
    for line in code.splitlines(keepends=True):
        yield line, _LINE_KINDS.get(line[:1], "")


_READERS: dict[str, Callable[[str, Language], Iterator[_Piece]]] = {"words": _words, "markup": _markup, "diff": _diff}
