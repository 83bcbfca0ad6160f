"""Finding by words, with PostgreSQL's full text: whole words in any language, with or without their accents.

Of the last word the beginning is enough.
"""

from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db.models import F, Func, Value

from chat.accents import bare_in_sql
from chat.querysets import MessageQuerySet
from chat.search.question import Question

CONFIG = "simple"
"""Knows no language: no word is left out and none is cut to its stem, so it serves all of them alike."""
SHORTEST_BEGINNING = 2


def with_words(messages: MessageQuerySet, question: Question, *, by_index: bool = True) -> MessageQuerySet:
    """Return those that have all that is asked for, by the index `message_bare_words` or message by message."""
    *whole, last = question.words or [""]
    wanted = [_query(word) for word in whole] + ([_beginning(last)] if last else [])
    return _matching(messages, [*wanted, *_strict(question)], by_index=by_index)


def within_words(messages: MessageQuerySet, question: Question) -> MessageQuerySet:
    """Return those that have the phrases and nothing that is excluded, whether or not they have the other words."""
    return _matching(messages, _strict(question))


def _matching(messages: MessageQuerySet, parts: list[Any], *, by_index: bool = True) -> MessageQuerySet:
    if not parts:
        return messages
    content = bare_in_sql(F("content"))
    told = messages.annotate(words=SearchVector(content, config=CONFIG) if by_index else _Read(content))
    return told.filter(words=reduce(and_, parts))


class _Read(Func):
    """The words of a text, in a form of which there is no index: the database has to read the text."""

    template = f"to_tsvector('{CONFIG}'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


def _strict(question: Question) -> list[Any]:
    phrases = [_query(phrase, "phrase") for phrase in question.phrases]
    return phrases + [~_query(word, "phrase") for word in question.without]


def _query(text: str, search_type: str = "plain") -> SearchQuery:
    return SearchQuery(bare_in_sql(Value(text)), config=CONFIG, search_type=search_type)


def _beginning(word: str) -> SearchQuery:
    if len(word) < SHORTEST_BEGINNING:
        return _query(word)
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return _query(f"'{quoted}':*", "raw")
