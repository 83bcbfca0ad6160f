"""Whether somebody clearly speaks of harming themselves, in words that `self_harm.toml` names.

It is meant to be right when it says so, and misses what is not plainly said; `sensitive` looks further.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")

# A quoted line, and what stands between quotation marks of any country; marks that nothing closes are passed at once.
_QUOTED = re.compile(
    r"^\s*>.*$|\"[^\"]*\"|\u201c[^\u201c\u201d]*\u201d|\u201e[^\u201e\u201c\u201d]*[\u201c\u201d]|\u00ab[^\u00ab\u00bb]*\u00bb",
    re.MULTILINE,
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019`\u00b4", "'"))


@dataclass(frozen=True)
class Language:
    """What is said in one language, and the text that points to help."""

    text: str
    phrases: re.Pattern[str]
    unless: re.Pattern[str]


def language_of(text: str) -> str:
    """Return in which language somebody speaks here of harming themselves, or "" where nobody does."""
    plain = _plain(_QUOTED.sub(" ", text).translate(_APOSTROPHES))
    return next((name for name, spoken in languages().items() if _is_meant(plain, spoken)), "")


@cache
def languages() -> dict[str, Language]:
    """Return what `self_harm.toml` has, by language."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    everywhere = str(found.pop("everywhere"))
    return {name: _language(rows, everywhere) for name, rows in found.items()}


def _is_meant(plain: str, spoken: Language) -> bool:
    return bool(spoken.phrases.search(plain)) and not spoken.unless.search(plain)


def _language(rows: dict[str, Any], everywhere: str) -> Language:
    return Language(
        text=rows["text"],
        phrases=re.compile("|".join(f"(?:{phrase})" for phrase in rows["phrases"])),
        unless=re.compile(f"(?:{everywhere})|(?:{rows['unless']})"),
    )


def _plain(text: str) -> str:
    """Return `text` in lower case, without accents, each white space one blank."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())
