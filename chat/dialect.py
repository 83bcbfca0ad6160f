"""What of mark-up is understood: CommonMark's everyday part with tables, bare links, strikethrough and mentions.

Beyond it: code in the colours of its language (`chat.code`), `:shortcodes:` as emojis, headings as bold lines, and
links that say where they lead (`chat.links`).
"""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from chat import code, emojis, links
from chat.mentions import recognise_mentions

MOST_CELLS = 1_000
"""What would be a larger table stays as it was written: cells that are left out are filled in, and that adds up."""

_SHORTCODE = re.compile(r":([a-z0-9+_'’.-]{1,60}):")  # noqa: RUF001 - in names of emojis


def new_parser() -> MarkdownIt:
    """Return a parser of what people write."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    parser.enable(["strikethrough", "linkify", "table"])
    parser.disable(["image", "html_block", "html_inline", "reference", "lheading"])
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("escape", "shortcode", _shortcode)
    recognise_mentions(parser)
    parser.core.ruler.push("headings", _headings)
    parser.core.ruler.push("links", _links)
    for name, rule in (("fence", _fence), ("destination", _destination)):
        parser.add_render_rule(name, rule)
    for name in ("strong_line_open", "strong_line_close"):
        parser.add_render_rule(name, _strong_line)
    return parser


def _fence(_: Any, tokens: Sequence[Token], at: int, __: Any, ___: MutableMapping[str, Any]) -> str:
    language = code.language_of(tokens[at].info)
    if language is None:
        return f"<pre><code>{escape(tokens[at].content, quote=False)}</code></pre>\n"
    coloured = code.highlight(tokens[at].content, language)
    return f'<pre data-language="{language.name}"><code>{coloured}</code></pre>\n'


def _destination(_: Any, tokens: Sequence[Token], at: int, __: Any, ___: MutableMapping[str, Any]) -> str:
    return f' <span class="destination">({escape(tokens[at].content)})</span>'


def _shortcode(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
    if state.src[state.pos] != ":" or _is_in_a_word(state):
        return False
    found = _SHORTCODE.match(state.src, state.pos)
    emoji = emojis.of(found[1]) if found else None
    if found is None or emoji is None:
        return False
    if not silent:
        state.pending += emoji
    state.pos = found.end()
    return True


def _is_in_a_word(state: StateInline) -> bool:
    return state.pos > 0 and state.src[state.pos - 1].isalnum()


def _headings(state: StateCore) -> None:
    # A line of its own in bold: what is said in a room has no outline. A bare "#" is what it is.
    for at, token in enumerate(state.tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        if token.type == "heading_open" and not state.tokens[at + 1].content:
            state.tokens[at + 1].children = [Token("text", "", 0, content=token.markup)]
        token.type, token.tag = token.type.replace("heading", "strong_line"), "p"


def _strong_line(_: Any, tokens: Sequence[Token], at: int, __: Any, ___: MutableMapping[str, Any]) -> str:
    return "<p><strong>" if tokens[at].nesting == 1 else "</strong></p>\n"


def _links(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = links.say_where_they_lead(token.children)


def _table(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls it
    columns = state.src[state.bMarks[line] : state.eMarks[line]].count("|") + 1
    return columns * (last - line) <= MOST_CELLS and table(state, line, last, silent)
