"""What names and passwords may be: validators for the model, the forms and the API alike."""

import unicodedata
from datetime import time
from functools import cache
from typing import TypedDict
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

NAME_LIMIT = 60
ADDRESS_LIMIT = 254
PASSWORD_LIMIT = 1_000
ZONE_LIMIT = 50

# Characters that turn the text around them would let a name rewrite the line it stands in.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Profile(TypedDict, total=False):
    """What somebody may change about themselves; quiet hours are both given, or both None."""

    display_name: str
    agents_allowed: bool
    time_zone: str
    quiet_from: time | None
    quiet_until: time | None


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


@cache
def time_zones() -> tuple[str, ...]:
    """Return the IANA names of the time zones that this machine knows."""
    return tuple(sorted(available_timezones() - {"Factory", "localtime"}))


def known_time_zone(name: str) -> None:
    """Raise `ValidationError` when there is no such time zone."""
    if name not in time_zones():
        raise ValidationError("There is no such time zone.", code="time_zone")


def quiet_hours(begin: time | None, end: time | None) -> None:
    """Raise `ValidationError`, by field, when these are no hours from one time to another, nor none at all."""
    if (begin is None) != (end is None):
        missing = "quiet_from" if begin is None else "quiet_until"
        raise ValidationError({missing: "Quiet hours need a beginning and an end."})
    if begin is not None and begin == end:
        raise ValidationError({"quiet_until": "Quiet hours end at another time than they begin."})
