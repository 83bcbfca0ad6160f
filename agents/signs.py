"""Signs in the words of a line that its meaning does not carry far enough: settled, past, somebody else's, sensitive.

The words are data: `intents/markers.toml` and `intents/sensitive.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from agents.works import words_of

_FOLDER = Path(__file__).parent / "intents"
MARKERS = ("settled", "withdrawn", "accepted", "negated", "others", "past", "hypothetical", "myself")
_QUOTED = re.compile(r"[\"“”„«»]|(?:^|\s)'[^']{8,}'")
_TECHNICAL = re.compile(
    r"https?://|www\.|[/\\]\w+[/\\]|--\w|\w\(\)|\.(?:py|js|conf|sh|txt|log|exe|deb|iso)\b|^\s*[\w|-]+[:,]\s"
)


@lru_cache(maxsize=4_096)
def signs_of(text: str) -> frozenset[str]:
    """Return which of `MARKERS`, `quoted`, `technical`, `question` and `sensitive` a line shows."""
    plain = " ".join(words_of(text))
    found = {name for name, pattern in _patterns().items() if pattern.search(plain)}
    found |= {name for name, pattern in (("quoted", _QUOTED), ("technical", _TECHNICAL)) if pattern.search(text)}
    return frozenset(found | ({"question"} if "?" in text else set()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    markers, sensitive = (
        tomllib.loads((_FOLDER / name).read_text(encoding="utf-8")) for name in ("markers.toml", "sensitive.toml")
    )
    every = [word for words in sensitive.values() for word in words]
    return {name: phrases(markers[name]) for name in MARKERS} | {"sensitive": phrases(every)}


def phrases(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of `words` in a text as `words_of` reads it; a trailing * stands for any ending."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(sorted(map(_plain, set(words)), key=len, reverse=True))})(?!\S)")


def _plain(word: str) -> str:
    return re.escape(" ".join(words_of(word.rstrip("*")))) + (r"\S*" if word.endswith("*") else "")
