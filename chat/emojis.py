"""Emojis by their shortcodes, from the file that browsers choose them from (`docs/emoji_list.py` makes it)."""

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders


def of(shortcode: str) -> str | None:
    """Return the emoji that is written `:shortcode:`, None where there is none."""
    return _by_shortcode().get(shortcode)


@cache
def _by_shortcode() -> dict[str, str]:
    path = finders.find("emojis.json")
    if path is None:
        return {}
    groups = json.loads(Path(path).read_text())
    return {
        shortcode: emoji
        for group in groups
        for emoji, name, shortcodes, *_ in group["emojis"]
        for shortcode in (name.replace(" ", "_"), *shortcodes.split())
    }
