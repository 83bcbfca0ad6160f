"""What names and passwords may be: validators for the model, the forms and the API alike."""

import unicodedata

from django.core.exceptions import ValidationError

NAME_LIMIT = 60
ADDRESS_LIMIT = 254
PASSWORD_LIMIT = 1_000

# Characters that turn the text around them would let a name rewrite the line it stands in.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def without_control_characters(text: str) -> None:
    """Raise `ValidationError` when `text` has control characters (also NUL) or unpaired surrogates in it."""
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise ValidationError("It has control characters in it.", code="control_characters")


def visible_name(text: str) -> None:
    """Raise `ValidationError` when a name can't be seen, or would turn the text around it."""
    without_control_characters(text)
    if _TURNS_TEXT & set(text):
        raise ValidationError("It has characters in it that change the direction of text.", code="direction")
    if not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise ValidationError("There is nothing to see in it.", code="invisible")


def without_nul(password: str) -> None:
    """Raise `ValidationError` when a password has NUL in it, where other programs would stop reading it."""
    if "\x00" in password:
        raise ValidationError("It has a NUL character in it.", code="nul")
