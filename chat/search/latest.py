"""The latest messages that match, from one stretch of time to the next, so that a search costs much the same anywhere.

What is said often is found among the latest messages, and what is said seldom is little. The latest stretch is read
message by message; then the index of words is asked among what was said in ever longer ones. Where a stretch begins
makes no difference to what is found.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from chat.models import Message
from chat.querysets import CLOCKS_DIFFER, MessageQuerySet, id_at
from chat.search.question import Question
from chat.search.words import with_words

NEAREST = 500
"""Messages of the latest stretch."""
LONGER = 8
"""How many times as long as the one before a stretch is."""
AT_LEAST = (timedelta(days=1), timedelta(weeks=2))
"""Of each stretch that has a beginning: after a burst it would be short, too. The last one goes back to all."""
PATIENCE = timedelta(milliseconds=1_500)
"""How long the database may look, all in all."""

_BELOW_TIME = 80
"""Bits of an id behind its milliseconds (RFC 9562, section 5.7)."""


@transaction.atomic
def latest(messages: MessageQuerySet, rooms: Sequence[UUID], question: Question, most: int) -> list[UUID]:
    """Return which of `messages`, all of these rooms, match: the latest first. Raises `OperationalError` when late."""
    found: list[UUID] = []
    end = monotonic() + PATIENCE.total_seconds()
    for stretch in _stretches(messages, rooms, question):
        _be_done_by(end)
        # No index has this order: the planner would go through all that was said by it.
        in_order = stretch.order_by(F("pk").desc(nulls_last=True))
        found = list(in_order.values_list("pk", flat=True)[:most])
        if len(found) == most:
            break
    return found


def _stretches(messages: MessageQuerySet, rooms: Sequence[UUID], question: Question) -> Iterator[MessageQuerySet]:
    _be_done_by(monotonic() + PATIENCE.total_seconds())
    until = id_at(question.end, off=CLOCKS_DIFFER) if question.end else UUID(int=2**128 - 1)
    middle, begin = Message.objects.places_back(rooms, until, (NEAREST // 2, NEAREST))
    if not (begin and middle):
        yield with_words(messages, question, by_index=False)
        return
    if question.end:
        messages = messages.filter(pk__lt=until)
    yield with_words(messages, question, by_index=False).filter(pk__gte=begin)
    far, length = with_words(messages, question), 2 * (middle.int - begin.int)
    for least in AT_LEAST:
        length = max(length * LONGER, least // timedelta(milliseconds=1) << _BELOW_TIME)
        # To the end again, though it was read: how much is said since then is what the planner guesses best.
        yield far.filter(pk__gte=UUID(int=max(0, begin.int - length)))
    yield far


def _be_done_by(end: float) -> None:
    left = max(1, int((end - monotonic()) * 1_000))
    with connection.cursor() as cursor:
        # An index that is asked often lies in memory, and to wake up workers takes longer than this.
        local = {"statement_timeout": left, "random_page_cost": 1.1, "max_parallel_workers_per_gather": 0}
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in local.items()))
