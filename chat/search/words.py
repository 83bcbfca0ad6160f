"""Finding by words, with PostgreSQL's full text: whole words in any language, with or without their accents.

Of the last word the beginning is enough.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Value

from chat.accents import bare_in_sql
from chat.models import Message
from chat.periods import said_in
from chat.querysets import MessageQuerySet
from chat.search.question import Question

CONFIG = "simple"
"""Knows no language: no word is left out and none is cut to its stem, so it serves all of them alike."""
SHORTEST_BEGINNING = 2


def with_words(messages: MessageQuerySet, question: Question) -> MessageQuerySet:
    """Return those that have all that is asked for; the database reads each message."""
    return _matching(messages, [*_positive(question), *_without(question)])


def with_words_of(periods: Iterable[int], question: Question) -> MessageQuerySet:
    """Return those of these periods that have all that is asked for, words among it, by `message_period_words`."""
    return Message.objects.filter(said_in(periods, reduce(and_, [*_positive(question), *_without(question)])))


def within_words(messages: MessageQuerySet, question: Question) -> MessageQuerySet:
    """Return those that have the phrases and nothing that is excluded, whether or not they have the other words."""
    return _matching(messages, [*_phrases(question), *_without(question)])


def _matching(messages: MessageQuerySet, parts: list[SearchQuery]) -> MessageQuerySet:
    if not parts:
        return messages
    return messages.annotate(words=SearchVector(bare_in_sql(F("content")), config=CONFIG)).filter(
        words=reduce(and_, parts)
    )


def _positive(question: Question) -> list[SearchQuery]:
    *whole, last = question.words or [""]
    return [*map(_query, whole), *([_beginning(last)] if last else []), *_phrases(question)]


def _phrases(question: Question) -> list[SearchQuery]:
    return [_query(phrase, "phrase") for phrase in question.phrases]


def _without(question: Question) -> list[SearchQuery]:
    return [~_query(word, "phrase") for word in question.without]


def _query(text: str, search_type: str = "plain") -> SearchQuery:
    return SearchQuery(bare_in_sql(Value(text)), config=CONFIG, search_type=search_type)


def _beginning(word: str) -> SearchQuery:
    if len(word) < SHORTEST_BEGINNING:
        return _query(word)
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return _query(f"'{quoted}':*", "raw")
