"""The latest messages that match, from one stretch of time to the next, so that a search costs much the same anywhere.

What is said often is found among the latest messages, and what is said seldom is little. The latest stretch is read
message by message; then the index of words is asked for ever longer ones, which are whole periods (`chat/periods.py`).
Over a time in which nobody said anything it goes at once. Where a stretch begins makes no difference to what is found.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Q, When

from chat.models import Conversation, Message
from chat.periods import first_of, period_of
from chat.querysets import CLOCKS_DIFFER, MessageQuerySet, id_at
from chat.search.question import Question
from chat.search.words import with_words, with_words_of

NEAREST = 200
"""Messages of the latest stretch: about as many as can be read while the index is asked once."""
NEAREST_WORDLESS = 1_000
"""Where no words have to be read."""
LONGER = (1, 8, 64)
"""Whole periods of each stretch that has a beginning; the last one goes back to all."""
LITTLE = 30_000
"""Messages of one's rooms, up to which all their places are looked up: who is in few rooms of a large house shares most
words with others."""
PATIENCE = timedelta(milliseconds=1_500)
"""How long the database may look, all in all."""


@transaction.atomic
def latest(scope: Q, rooms: Sequence[UUID], question: Question, most: int) -> list[UUID]:
    """Return what matches in `scope`, all of these rooms: the latest first. Raises `OperationalError` when late."""
    found: list[UUID] = []
    end = monotonic() + PATIENCE.total_seconds()
    for stretch in _stretches(scope, rooms, question):
        _be_done_by(end)
        # No index has this order: the planner would go through all that was said by it.
        in_order = stretch.standing().order_by(F("pk").desc(nulls_last=True))
        found += in_order.values_list("pk", flat=True)[: most - len(found)]
        if len(found) == most:
            break
    return found


def _stretches(scope: Q, rooms: Sequence[UUID], question: Question) -> Iterator[MessageQuerySet]:
    _be_done_by(monotonic() + PATIENCE.total_seconds())
    until = id_at(question.end, off=CLOCKS_DIFFER) if question.end else UUID(int=2**128 - 1)
    nearest = NEAREST if question.has_words else NEAREST_WORDLESS
    [begin] = Message.objects.places_back(rooms, until, (nearest,))
    if not begin:
        yield with_words(Message.objects.filter(scope), question)
        return
    near = Message.objects.filter(conversation__in=rooms, pk__gte=begin, pk__lt=until)
    yield with_words(near.filter(_looked_at_last(scope)), question)
    is_little = question.has_words and Conversation.objects.changes_in(rooms) < LITTLE
    for periods in _further(begin, _first(question)):
        since, end = first_of(periods.start), min(begin, first_of(periods.stop))
        there = scope & Q(pk__gte=since, pk__lt=end)
        if question.has_words:
            # Else the database would look up all that was said in these rooms to have fewer words to read.
            found = with_words_of(periods, question).filter(_looked_at_last(there))
            yield found.filter(conversation__in=rooms) if is_little else found
        else:
            yield with_words(Message.objects.filter(there), question)


def _further(begin: UUID, first: UUID) -> Iterator[range]:
    """Yield the periods of each stretch before `begin`, back to the first message; over silence it goes at once."""
    end, oldest = period_of(begin) + 1, period_of(first)
    for longer in (*LONGER, end):
        end = _last_before(end)
        start = max(oldest, end - 1 - longer)
        if start >= end:
            return
        yield range(start, end)
        end = start


def _last_before(end: int) -> int:
    """Return where the last of these periods ends in which anything was said."""
    said = Message.objects.filter(pk__lt=first_of(end)).order_by("-pk").values_list("pk", flat=True)[:1]
    return max((period_of(each) + 1 for each in said), default=0)


def _looked_at_last(scope: Q) -> Case:
    """Return the same condition in a form for which the database asks no index."""
    return Case(When(scope, then=True), default=False)


def _first(question: Question) -> UUID:
    if question.begin:
        return id_at(question.begin, off=-CLOCKS_DIFFER)
    return Message.objects.order_by("pk").values_list("pk", flat=True)[0]


def _be_done_by(end: float) -> None:
    left = max(1, int((end - monotonic()) * 1_000))
    with connection.cursor() as cursor:
        # An index that is asked often lies in memory, and to wake up workers takes longer than this.
        local = {"statement_timeout": left, "random_page_cost": 1.1, "max_parallel_workers_per_gather": 0}
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in local.items()))
