"""A search goes back from stretch to stretch of time, and finds what it would find in all messages at once."""

import uuid
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat import actions
from chat.models import Conversation, Message
from chat.querysets import id_at
from chat.search import latest
from chat.search.cursor import EVER
from chat.search.question import Question
from chat.search.scope import rooms_of, scope_of
from chat.search.words import with_words
from tests.chat.test_posting import draft

BEGAN = datetime(2026, 5, 1, tzinfo=UTC)
QUESTIONS = {
    "often": Question(words=["soup"]),
    "seldom": Question(words=["quince"]),
    "the beginning of several": Question(words=["qui"]),
    "two": Question(words=["soup", "quince"]),
    "never": Question(words=["boiler"]),
    "without": Question(without=["soup"]),
    "a phrase": Question(phrases=["quiet soup"]),
    "of one": Question(people=["me"], words=["soup"]),
    "in one": Question(rooms=["hall"], words=["soup"]),
    "before": Question(words=["soup"], end=BEGAN + timedelta(days=40)),
    "after": Question(words=["soup"], begin=BEGAN + timedelta(days=40)),
    "between": Question(begin=BEGAN + timedelta(days=20), end=BEGAN + timedelta(days=30)),
    "nowhere": Question(rooms=["cellar"], words=["soup"]),
}


@pytest.fixture
def talk(alice: User, bob: User, charlie: User, room: Conversation) -> None:
    """Months in four rooms, one of which is not Alice's: now much is said, now nothing for days."""
    hall, attic = (actions.start_group(alice, title, members=[bob.pk]) for title in ("Hall", "Attic"))
    foreign = actions.start_group(charlie, "Hall of others")
    chance, at, said, times = Random(3), BEGAN, [], []
    for number in range(600):
        at += timedelta(seconds=chance.choice([1, 60, 3_600, 90_000]))
        place = chance.choice([room, room, room, hall, attic, foreign])
        sender = charlie if place is foreign else chance.choice([alice, bob])
        words = chance.choice(["soup", "quiet soup", "soup for two", "tea"]) + (" quince" if number % 41 == 0 else "")
        gone = at if number % 13 == 0 else None
        pk = uuid.UUID(int=id_at(at).int + number)
        said.append(
            Message(
                id=pk, conversation=place, sender=sender, client_id=pk, content=words, sequence=100 + number,
                revision=100 + number, deleted_at=gone,
            )
        )  # fmt: skip
        times.append(at)
    Message.objects.bulk_create(said)
    for each, said_at in zip(said, times, strict=True):
        each.created_at = said_at
    Message.objects.bulk_update(said, ["created_at"])  # which is now, for what is new


@pytest.mark.usefixtures("talk")
def test_the_latest_are_the_same_as_of_all_at_once(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    for name, question in QUESTIONS.items():
        rooms = rooms_of(alice, question)
        messages = scope_of(alice, rooms, question, EVER)
        all_at_once = list(with_words(messages, question).order_by("-pk").values_list("pk", flat=True))
        for most in (1, 7, 300):
            assert latest.latest(messages, rooms, question, most) == all_at_once[:most], name
        assert bool(all_at_once) == (name not in {"never", "nowhere"}), name


@pytest.mark.usefixtures("talk")
def test_a_search_that_is_full_looks_no_further_back(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)

    def stretches(words: str, most: int) -> int:
        return stretches_asked(alice, words, most)

    assert stretches("soup", 1) == 1
    assert 1 < stretches("soup", 9) < len(latest.AT_LEAST) + 2
    assert stretches("boiler", 1) == len(latest.AT_LEAST) + 2


def test_a_burst_does_not_send_a_search_back_to_the_first_message(
    alice: User, room: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    this_morning = uuid.UUID(int=id_at(timezone.now() - timedelta(hours=12)).int)
    Message.objects.create(
        id=this_morning, conversation=room, sender=alice, client_id=this_morning, content="soup", sequence=0, revision=0
    )
    for _ in range(8):
        actions.post_message(draft(alice, room, "tea"))
    assert stretches_asked(alice, "soup", 1) == 2


def stretches_asked(user: User, words: str, most: int) -> int:
    question = Question(words=[words])
    rooms = rooms_of(user, question)
    with CaptureQueriesContext(connection) as asked:
        latest.latest(scope_of(user, rooms, question, EVER), rooms, question, most)
    return sum("to_tsvector" in query["sql"] for query in asked)
