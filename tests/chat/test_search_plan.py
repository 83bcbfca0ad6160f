"""Searches read an index and not every message: PostgreSQL's own plan, with some ten thousand messages."""

import uuid
from itertools import batched

import pytest
from django.db import connection
from uuid_utils.compat import uuid7

from accounts.models import User
from chat.models import Conversation, Membership, Message
from chat.search.cursor import EVER
from chat.search.question import Question
from chat.search.scope import scope_of
from chat.search.words import with_words

MESSAGES = 20_000
ROOMS = 40
RARE = 501


@pytest.fixture
def much_talk(alice: User, bob: User) -> None:
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
        cursor.execute("ANALYZE chat_message, chat_membership, chat_conversation")


def _message(sender: User, room: Conversation, number: int) -> Message:
    rare = " boiler" if number % RARE == 0 else ""
    content = f"we talk of number{number} and of matter{number % 997}{rare}"
    return Message(
        id=uuid7(),
        conversation=room,
        sender=sender,
        client_id=uuid.uuid4(),
        content=content,
        sequence=number,
        revision=number,
    )


def plan_of(user: User, question: Question) -> str:
    found = with_words(scope_of(user, question, EVER), question).order_by("-id")[:300]
    return str(found.explain(analyze=True))


@pytest.mark.parametrize("words", [["boiler"], ["boil"], ["bóiler"], ["matter7", "number7"]])
@pytest.mark.usefixtures("much_talk")
def test_words_are_found_by_their_index(alice: User, words: list[str]) -> None:
    plan = plan_of(alice, Question(words=words))
    assert "message_bare_words" in plan
    assert "Seq Scan on chat_message" not in plan


@pytest.mark.usefixtures("much_talk")
def test_only_what_one_may_see_is_found_among_much(alice: User, bob: User) -> None:
    question = Question(words=["boiler"])

    def count(user: User) -> int:
        return with_words(scope_of(user, question, EVER), question).count()

    places = [number % ROOMS for number in range(0, MESSAGES, RARE)]
    assert count(bob) == len(places)
    assert count(alice) == sum(place % 2 for place in places) < len(places)
