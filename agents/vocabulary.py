"""How people say things, in six languages: `vocabulary.toml`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("vocabulary.toml")


@cache
def vocabulary() -> Mapping[str, Mapping[str, list[str]]]:
    """Return section → name → words and phrases."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
