"""What people write, as safe HTML: parsed by markdown-it-py as `chat.dialect` has it, cleaned by nh3."""

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3

from chat import code
from chat.dialect import new_parser
from chat.mentions import Names

SHORT = 500
"""Characters up to which what was rendered is kept for long."""

# Links open elsewhere, don't tell where they stood, and are never to a page of ours that somebody is made to open.
_cleaner = nh3.Cleaner(
    tags={
        *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr", "span"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "pre": {"data-language"}, "span": {"data-users"}},
    allowed_classes={"span": {*code.KINDS, "destination", "mention"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow ugc",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)

# Most messages are a line without any mark-up: they need no parser.
_PLAIN = re.compile(r"[\w ,;?!…'’()-]*[\w,;?!…’)]")  # noqa: RUF001 - people's apostrophes
_STARTS_A_BLOCK = re.compile(r"\d|[-_]")

_parser = new_parser()

Marks = tuple[tuple[str, str], ...]
"""Names in lower case that are marked where they stand behind an "@", each with whom its mark says it means."""


def render(content: str, marks: Marks = ()) -> str:
    """Return `content` as HTML that may be put into a page as it is."""
    if _PLAIN.fullmatch(content) and "_" not in content and not _STARTS_A_BLOCK.match(content):
        return f"<p>{content}</p>"
    return _short(content, marks) if len(content) <= SHORT else _long(content, marks)


def named_in(content: str, names: Iterable[str]) -> frozenset[str]:
    """Return which of `names` stand behind an "@" in `content`, in lower case; of the latest this is remembered."""
    return _named_in(content, frozenset(name.lower() for name in names))


@lru_cache(maxsize=128)
def _named_in(content: str, names: frozenset[str]) -> frozenset[str]:
    known = Names(names)
    _parser.parse(content, {"names": known})
    return frozenset(known.found)


def _parse(content: str, marks: Marks) -> str:
    env = {"names": Names(name for name, _ in marks), "marks": dict(marks)} if marks else {}
    return _cleaner.clean(_parser.render(content, env)).strip()


# A message is rendered for its event and again for its ack, which is made on the event loop: as many of the long
# ones are kept as go into one transaction. No more, since eight thousand characters can become a hundred thousand.
_short = lru_cache(maxsize=4096)(_parse)
_long = lru_cache(maxsize=128)(_parse)
