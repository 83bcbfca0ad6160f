"""The emojis that people choose from and write by name."""

import json

import pytest
from pydantic import TypeAdapter

from chat import emojis
from chat.protocol.text import Emoji
from unafied.embedded import ROOT

GROUPS = json.loads((ROOT / "static/emojis.json").read_text())
ENTRIES = [entry for group in GROUPS for entry in group["emojis"]]
TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


@pytest.mark.parametrize(
    ("shortcode", "emoji"),
    [
        ("tada", "\U0001f389"),
        ("+1", "\U0001f44d"),
        ("thumbs_up", "\U0001f44d"),
        ("heart", "\u2764\ufe0f"),
        ("nope", None),
    ],
)
def test_a_shortcode_names_an_emoji(shortcode: str, emoji: str | None) -> None:
    assert emojis.of(shortcode) == emoji


def test_each_is_there_once_and_can_be_a_reaction_in_every_tone() -> None:
    is_reaction = TypeAdapter(Emoji)
    chars = [entry[0] for entry in ENTRIES]
    assert len(chars) == len(set(chars)) > 1_500
    for char, _, _, _, *tones in ENTRIES:
        is_reaction.validate_python(char)
        for tone in TONES if tones else "":
            is_reaction.validate_python(char[0] + tone + char[1:].removeprefix("\ufe0f"))


def test_no_shortcode_has_two_meanings() -> None:
    meanings: dict[str, str] = {}
    for char, name, shortcodes, *_ in ENTRIES:
        for shortcode in {name.replace(" ", "_"), *shortcodes.split()}:
            assert meanings.setdefault(shortcode, char) == char
