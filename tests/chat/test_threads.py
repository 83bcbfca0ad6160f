"""Threads: each chain of replies belongs to the message with which it began, which knows how many stand in it."""

from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chat import actions, reading
from chat.models import Conversation, Message
from tests.chat.conftest import Happening
from tests.chat.rest import Api
from tests.chat.test_people import refusal_of
from tests.chat.test_posting import draft


@pytest.fixture
def question(alice: User, room: Conversation) -> Message:
    return actions.post_message(draft(alice, room, "Who brings chairs?")).message


def reply(user: User, room: Conversation, to: Message, text: str = "I do") -> Message:
    return actions.post_message(draft(user, room, text, reply_to=to.pk)).message


def count(message: Message) -> int:
    message.refresh_from_db()
    return message.reply_count


def test_replies_and_replies_to_those_are_one_thread(
    alice: User, bob: User, room: Conversation, question: Message
) -> None:
    first = reply(bob, room, question)
    second = reply(alice, room, first, "How many?")
    actions.post_message(draft(bob, room, "Something else"))
    third = reply(bob, room, second, "Four")
    root, found = reading.thread(alice, room.pk, second.pk, after=0, limit=10)
    assert (root, found) == (question, [first, second, third])
    assert {each.thread_id for each in found} == {question.pk}
    assert [count(each) for each in (question, first, second)] == [3, 0, 0]


def test_a_reply_tells_the_message_and_the_thread_each_with_its_revision(
    bob: User, room: Conversation, question: Message, happening: Happening
) -> None:
    with happening() as events:
        said = reply(bob, room, question)
    assert [event["type"] for event in events] == ["message.posted", "thread.changed"]
    assert [event["revision"] for event in events] == [said.revision, said.revision + 1]
    assert (events[0]["message"]["thread"], events[1]["message"]["id"]) == (str(question.pk), str(question.pk))
    assert events[1]["message"]["reply_count"] == 1


def test_what_no_longer_stands_is_not_counted(alice: User, bob: User, room: Conversation, question: Message) -> None:
    replies = [reply(bob, room, question, text) for text in ("a", "b", "c")]
    actions.delete_message(bob, replies[0].pk)
    assert count(question) == 2
    actions.hide_message(alice, replies[1].pk, "rude")
    assert count(question) == 1
    actions.restore_message(alice, replies[1].pk, "a mistake")
    assert count(question) == 2


def test_a_thread_outlives_the_message_with_which_it_began(
    alice: User, bob: User, room: Conversation, question: Message
) -> None:
    first = reply(bob, room, question)
    actions.delete_message(alice, question.pk)
    reply(bob, room, first, "Still here")
    root, found = reading.thread(alice, room.pk, first.pk, after=0, limit=10)
    assert (root.content, root.reply_count, len(found)) == ("", 2, 2)


def test_a_message_that_answers_nothing_costs_no_query_more(alice: User, room: Conversation, question: Message) -> None:
    with CaptureQueriesContext(connection) as plain:
        actions.post_message(draft(alice, room))
    assert not [each for each in plain if "reply_count" in each["sql"] and "INSERT" not in each["sql"]]
    costs = []
    for replies in (1, 20):
        drafts = [draft(alice, room, str(number), reply_to=question.pk) for number in range(replies)]
        with CaptureQueriesContext(connection) as answering:
            actions.post_messages(drafts)
        costs.append(len(answering))
    assert costs[0] == costs[1]


def test_a_retry_of_a_reply_is_counted_once(bob: User, room: Conversation, question: Message) -> None:
    said = draft(bob, room, "I do", reply_to=question.pk)
    for _ in range(2):
        actions.post_message(said)
    assert count(question) == 1


def test_an_outsider_does_not_see_a_thread(charlie: User, bob: User, room: Conversation, question: Message) -> None:
    reply(bob, room, question)
    refused = refusal_of(reading.thread, charlie, room.pk, question.pk, after=0, limit=10)
    assert refused == "not_found"


def test_a_thread_comes_in_pages(alice: User, bob: User, room: Conversation, question: Message) -> None:
    replies = [reply(bob, room, question, str(number)) for number in range(5)]
    path = f"conversations/{room.pk}/messages/{replies[2].pk}/thread/"

    def page(query: str) -> tuple[str, list[str], bool]:
        told: dict[str, Any] = Api(alice).ask("GET", f"{path}?{query}").json()
        return told["root"]["content"], [each["content"] for each in told["results"]], told["more"]

    assert page("limit=3") == ("Who brings chairs?", ["0", "1", "2"], True)
    assert page(f"limit=3&after={replies[2].sequence}") == ("Who brings chairs?", ["3", "4"], False)
    assert Api(alice).ask("GET", f"conversations/{room.pk}/messages/{uuid4()}/thread/").status_code == 404


def test_replies_that_were_there_before_find_their_thread(
    alice: User, bob: User, room: Conversation, question: Message
) -> None:
    first = reply(bob, room, question)
    second = reply(alice, room, first)
    gone = reply(alice, room, second)
    actions.delete_message(alice, gone.pk)
    Message.objects.update(thread=None, reply_count=0)
    with connection.cursor() as cursor:
        cursor.execute(import_module("chat.migrations.0006_old_threads").THREADS_OF_OLD_REPLIES)
    threads: set[UUID | None] = {Message.objects.get(pk=each.pk).thread_id for each in (first, second, gone)}
    assert threads == {question.pk}
    assert [count(each) for each in (question, first)] == [2, 0]
