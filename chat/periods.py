"""Periods of three days: with each word the index keeps when it was said, so that a search reads no other time."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BooleanField, F, Func, TextField, Value

_DIGITS = 5
"""Of an id, which begins with the time, those that name the period: it lasts 2^28 milliseconds."""
_BELOW = 128 - 4 * _DIGITS


def period_of(pk: UUID) -> int:
    """Return the number of the period in which a message was made."""
    return pk.int >> _BELOW


def first_of(period: int) -> UUID:
    """Return the least id of a period."""
    return UUID(int=period << _BELOW)


def period_words() -> Func:
    """Return the words of a message with its period, as an expression that may stand in an index."""
    return Func(F("id"), F("content"), function="chat_period_words", output_field=SearchVectorField())


def said_in(periods: Iterable[int], query: SearchQuery) -> Func:
    """Return the condition that a message was said in one of these periods and has what is asked for, by the index."""
    names = Value([f"{period:0{_DIGITS}x}" for period in periods], ArrayField(TextField()))
    return _MatchesAny(period_words(), Func(query, names, function="chat_period_queries"), output_field=BooleanField())


class _MatchesAny(Func):
    template = "%(expressions)s)"
    arg_joiner = " @@ ANY("
