"""Links that show where they lead: whose words say another place, or are not plain, have the real one beside them."""

import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token


def destination(href: str, words: str) -> str:
    """Return what has to be said beside a link: where it leads, or "" where its words say it truly.

    A host is told as machines know it (`xn--…`), since letters of other scripts can look like any name.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return href
    if parts.scheme == "mailto":
        place = unquote(parts.path)
        return "" if words.strip() in {place, href} else place
    place = parts.netloc.rpartition("@")[2].lower()
    return "" if _says(words, place) else place


def say_where_they_lead(children: Sequence[Token]) -> list[Token]:
    """Return the tokens of a line, with a token `destination` behind each link that needs one."""
    told: list[Token] = []
    href, words = "", ""
    for token in children:
        told.append(token)
        if token.type == "link_open":
            href, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            place = destination(href, words)
            told += [Token("destination", "", 0, content=place)] if place else []
        else:
            words += token.content
    return told


def _says(words: str, place: str) -> bool:
    shown = words.strip().lower()
    if any(unicodedata.category(letter) == "Cf" for letter in shown):
        return False
    shown = shown.removeprefix("https://").removeprefix("http://")
    return shown.startswith(place) and shown[len(place) : len(place) + 1] in {"", "/", "?", "#"}
