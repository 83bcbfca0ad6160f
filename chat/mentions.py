"""Finding people's names behind an "@" in what is written: whole names, in any case, and never in code."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

ALL = "all"
"""The name by which everybody in a room is called."""

# In these scripts words stand without a space between them: a name may follow a letter, and be followed by one.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTER = rf"[^\W_{_UNSPACED}]"
# No address (ann@example.org, @ann@example.org), and no part of a link (example.org/@ann).
_BEFORE = rf"(?<!{_LETTER})(?<![@/=&#%+])"
_AFTER = rf"(?!_*{_LETTER})(?!@)"


class Names:
    """Names that may stand in a text, and which of them were found in it."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted({name.lower() for name in names}, key=len, reverse=True)
        self._pattern = re.compile(
            f"{_BEFORE}@({'|'.join(map(re.escape, longest_first))}){_AFTER}" if longest_first else r"(?!)",
            re.IGNORECASE,
        )
        self.found: set[str] = set()

    def at(self, text: str, place: int) -> str | None:
        """Return the name behind the "@" at a place, as it is written there."""
        match = self._pattern.match(text, place)
        return match[1] if match else None


def recognise_mentions(parser: MarkdownIt) -> None:
    """Teach `parser` to mark the names in `env["names"]`, with the attributes that `env["marks"]` has for each."""
    parser.inline.ruler.before("link", "mention", _take)
    parser.add_render_rule("mention", _render)


def _take(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    names: Names | None = state.env.get("names")
    name = names.at(state.src, state.pos) if names and state.src[state.pos] == "@" else None
    if names is None or name is None:
        return False
    if not silent:
        names.found.add(name.lower())
        state.push("mention", "", 0).content = name
    state.pos += len(name) + 1
    return True


def _render(_renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    name = tokens[place].content
    users = env.get("marks", {}).get(name.lower(), "")
    return f'<span class="mention" data-users="{escapeHtml(users)}">@{escapeHtml(name)}</span>'
