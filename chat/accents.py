"""Letters without their accents, so that "cafe" finds "café": in PostgreSQL, and letter for letter here."""

import unicodedata

from django.db.models import F, Func, Value

# Letters that no accent makes, though it looks so. The database's function has them too (migration 0007).
_STROKES = str.maketrans("øØłŁđĐħĦı", "oOlLdDhHi")


def bare_in_sql(text: F | Value) -> Func:
    """Return `text` without accents, as an expression that may stand in an index."""
    return Func(text, function="chat_bare")


def bare(text: str) -> str:
    """Return `text`, as NFC has it, with every letter that has an accent replaced by the one without."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text))).translate(_STROKES)


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    first, *marks = list(unicodedata.normalize("NFD", letter))
    # What else comes apart, as kana and the syllables of Korean do, would be another letter.
    return first if all("\u0300" <= mark <= "\u036f" for mark in marks) else letter
