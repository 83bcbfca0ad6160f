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
SAID = ["soup", "quiet soup", "soup for two", "tea", "Rock'n'roll!", "An e-mail of https://example.org/a/b, soup"]
QUESTIONS = {
    "often": Question(words=["soup"]),
    "seldom": Question(words=["quince"]),
    "the beginning of several": Question(words=["qui"]),
    "two": Question(words=["soup", "quince"]),
    "never": Question(words=["boiler"]),
    "without": Question(without=["soup"]),
    "a word without another": Question(words=["soup"], without=["quiet"]),
    "a word without a phrase": Question(words=["soup"], without=["quiet soup", "e-mail"]),
    "no word without a word": Question(words=["!"], without=["soup"]),
    "no word but a tag, without a word": Question(words=["<b>"], without=["soup"]),
    "a phrase": Question(phrases=["quiet soup"]),
    "a phrase that begins elsewhere": Question(words=["so"], phrases=["for two"]),
    "no word but its signs": Question(words=["rock'n'ro"]),
    "the parts of a word": Question(words=["mail"]),
    "a word of parts": Question(words=["e-mail", "https://example.org/a"]),
    "of one": Question(people=["me"], words=["soup"]),
    "in one": Question(rooms=["hall"], words=["soup"]),
    "before": Question(words=["soup"], end=BEGAN + timedelta(days=40)),
    "after": Question(words=["soup"], begin=BEGAN + timedelta(days=40)),
    "lately": Question(words=["soup"], begin=BEGAN + timedelta(days=90)),
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
        words = chance.choice(SAID) + (" quince" if number % 41 == 0 else "")
        gone = at if number % 13 == 0 else None
        pk = uuid.UUID(int=id_at(at).int + number)
        said.append(
            Message(
                id=pk,
                conversation=place,
                sender=sender,
                client_id=pk,
                content=words,
                sequence=100 + number,
                revision=100 + number,
                deleted_at=gone,
            )
        )
        times.append(at)
    Message.objects.bulk_create(said)
    for each, said_at in zip(said, times, strict=True):
        each.created_at = said_at
    Message.objects.bulk_update(said, ["created_at"])  # which is now, for what is new


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize("little", [0, latest.LITTLE])
def test_the_latest_are_the_same_as_of_all_at_once(alice: User, monkeypatch: pytest.MonkeyPatch, little: int) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    monkeypatch.setattr(latest, "NEAREST_WORDLESS", 6)
    monkeypatch.setattr(latest, "LITTLE", little)
    for name, question in QUESTIONS.items():
        rooms = rooms_of(alice, question)
        scope = scope_of(alice, rooms, question, EVER)
        everything = Message.objects.standing().filter(scope)
        all_at_once = list(with_words(everything, question).order_by("-pk").values_list("pk", flat=True))
        for most in (1, 7, 300):
            assert latest.latest(scope, rooms, question, most) == all_at_once[:most], name
        assert bool(all_at_once) == (name not in {"never", "nowhere"}), name


@pytest.mark.usefixtures("talk")
def test_a_search_that_is_full_looks_no_further_back(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    monkeypatch.setattr(latest, "LONGER", (1, 8))

    def stretches(words: str, most: int) -> int:
        return stretches_asked(alice, words, most)

    assert stretches("soup", 1) == 1
    assert 1 < stretches("soup", 9) < len(latest.LONGER) + 2
    assert stretches("boiler", 1) == len(latest.LONGER) + 2


def test_years_of_silence_are_gone_over_at_once(
    alice: User, room: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    for number, days in enumerate([2_000, 1_000, 990]):
        write(room, alice, "soup", number, ago=timedelta(days=days))
    for _ in range(8):
        actions.post_message(draft(alice, room, "tea"))
    assert stretches_asked(alice, "soup", 1) == 3, "the latest, those of the day, and those before the silence"
    assert stretches_asked(alice, "soup", 3) == 4
    rooms = rooms_of(alice, QUESTIONS["often"])
    found = latest.latest(scope_of(alice, rooms, QUESTIONS["often"], EVER), rooms, QUESTIONS["often"], 9)
    assert len(found) == 3


def test_a_burst_does_not_send_a_search_back_to_the_first_message(
    alice: User, room: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest, "NEAREST", 6)
    write(room, alice, "soup", 0, ago=timedelta(hours=12))
    for _ in range(8):
        actions.post_message(draft(alice, room, "tea"))
    assert stretches_asked(alice, "soup", 1) == 2


def write(room: Conversation, sender: User, content: str, number: int, *, ago: timedelta) -> None:
    pk = id_at(timezone.now() - ago)
    Message.objects.create(
        id=pk, conversation=room, sender=sender, client_id=pk, content=content, sequence=-number, revision=0
    )


def stretches_asked(user: User, words: str, most: int) -> int:
    question = Question(words=[words])
    rooms = rooms_of(user, question)
    with CaptureQueriesContext(connection) as asked:
        latest.latest(scope_of(user, rooms, question, EVER), rooms, question, most)
    return sum("tsquery" in query["sql"] for query in asked)
