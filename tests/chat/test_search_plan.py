"""Searches read an index and not every message: PostgreSQL's own plans, with some ten thousand messages."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from itertools import batched
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chat.models import Conversation, Membership, Message
from chat.querysets import id_at
from chat.search import latest
from chat.search.cursor import EVER
from chat.search.question import Question
from chat.search.scope import rooms_of, scope_of
from tests.unafied.plans import asked

MESSAGES = 20_000
ROOMS = 40
RARE = 501
BEGAN = datetime(2025, 5, 1, tzinfo=UTC)
PACE = timedelta(minutes=20)
INDEX = re.compile(r"Scan (?:on|using) (message_\w+)")
INDEX_READ = re.compile(r"Scan on message_period_words .*actual.* rows=(\d+)")


@pytest.fixture
def much_talk(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine months in many rooms, of which Alice is in every other one."""
    monkeypatch.setattr(latest, "NEAREST", 50)
    rooms = Conversation.objects.bulk_create(Conversation(title=f"Room {number}") for number in range(ROOMS))
    Membership.objects.bulk_create(
        Membership(conversation=room, user=user)
        for number, room in enumerate(rooms)
        for user in ((alice, bob) if number % 2 else (bob,))
    )
    said = (_message(bob, rooms[number % ROOMS], number) for number in range(MESSAGES))
    for some in batched(said, 2_000):
        Message.objects.bulk_create(some)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('message_period_words')")
        cursor.execute("ANALYZE chat_message, chat_membership, chat_conversation")


def _message(sender: User, room: Conversation, number: int) -> Message:
    rare = " boiler" if number % RARE == 0 else ""
    content = f"we talk of number{number} and of matter{number % 997}{rare}"
    return Message(
        id=UUID(int=id_at(BEGAN + number * PACE).int + number),
        conversation=room,
        sender=sender,
        client_id=uuid.uuid4(),
        content=content,
        sequence=number,
        revision=number,
    )


def plans_of(user: User, question: Question) -> list[str]:
    """Return the plan of each stretch of time, the latest first."""
    rooms = rooms_of(user, question)
    stretches = latest._stretches(scope_of(user, rooms, question, EVER), rooms, question)
    newest_first = F("pk").desc(nulls_last=True)
    return [stretch.standing().order_by(newest_first)[:21].explain(analyze=True) for stretch in stretches]


@pytest.mark.usefixtures("much_talk")
def test_words_are_found_by_their_index_and_no_table_is_read_whole(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["boiler"], ["boil"], ["bóiler"], ["matter7", "number7"]):
        near, *far = plans_of(alice, Question(words=words))
        assert len(far) == len(latest.LONGER) + 1
        assert all("message_period_words" in plan for plan in far), words
        assert all("Seq Scan on chat_message" not in plan for plan in (near, *far)), words
    _, *far = plans_of(alice, Question(words=["ta"]))
    [next_places, *older] = [int(places) for plan in far for places in INDEX_READ.findall(plan)]
    assert next_places < sum(older) / 8, "of a word that is in each message only the places of a stretch are read"
    monkeypatch.setattr(latest, "LITTLE", 0)
    for question in (Question(words=["boiler"]), Question(words=["boiler"], people=["me"])):
        _, *far = plans_of(alice, question)
        assert {index for plan in far for index in INDEX.findall(plan)} == {"message_period_words"}


@pytest.mark.usefixtures("much_talk")
def test_what_is_often_said_is_found_among_the_latest(alice: User) -> None:
    for words in (["talk"], ["ta"], ["we", "of", "num"]):
        question = Question(words=words)
        rooms = rooms_of(alice, question)
        with asked() as noted:
            found = latest.latest(scope_of(alice, rooms, question, EVER), rooms, question, most=21)
        assert len(found) == 21
        assert sum("tsquery" in query for query in noted.queries) == 1
        # The index of words has all that was ever said with them.
        near = plans_of(alice, question)[0]
        assert "message_period_words" not in near
        assert "Seq Scan on chat_message" not in near


@pytest.mark.usefixtures("much_talk")
def test_where_the_latest_begin_is_read_from_an_index_alone(alice: User) -> None:
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as noted:
        Message.objects.places_back(rooms_of(alice, Question()), UUID(int=2**128 - 1), (20,))
        cursor.execute(f"EXPLAIN {noted.captured_queries[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan Backward using message_order" in plan


@pytest.mark.usefixtures("much_talk")
def test_only_what_one_may_see_is_found_among_much(alice: User, bob: User) -> None:
    question = Question(words=["boiler"])

    def count(user: User) -> int:
        rooms = rooms_of(user, question)
        return len(latest.latest(scope_of(user, rooms, question, EVER), rooms, question, most=MESSAGES))

    places = [number % ROOMS for number in range(0, MESSAGES, RARE)]
    assert count(bob) == len(places)
    assert count(alice) == sum(place % 2 for place in places) < len(places)
