"""What people write, as safe HTML: CommonMark's everyday part by markdown-it-py, cleaned by nh3."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto"}

# Most messages are a line without any mark-up: they need no parser.
_PLAIN = re.compile(r"[\w ,;?!…'’()-]*[\w,;?!…’)]")  # noqa: RUF001 - people's apostrophes
_STARTS_A_BLOCK = re.compile(r"\d|[-_]")

_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    .enable(["strikethrough", "linkify"])
    .disable(["image", "html_block", "html_inline", "reference", "heading", "lheading"])
)


@lru_cache(maxsize=4096)
def render(content: str) -> str:
    """Return `content` as HTML that may be put into a page as it is."""
    if _PLAIN.fullmatch(content) and "_" not in content and not _STARTS_A_BLOCK.match(content):
        return f"<p>{content}</p>"
    return _clean(_parser.render(content))


def _clean(html: str) -> str:
    # Links open elsewhere and don't tell where they stood.
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow ugc",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()
