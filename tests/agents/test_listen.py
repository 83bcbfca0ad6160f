"""What is heard, what is forgotten: consent decides, and nothing reaches the chat when the worker can't be reached."""

import numpy as np
import pytest
from django.conf import LazySettings
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts import actions as accounts_actions
from accounts.models import User
from agents import actors
from agents.models import DIMENSIONS, MessageEmbedding
from chat import actions
from chat.models import Conversation, Message
from tests.agents.conftest import Say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors._Silence, "until", 0.0)


def queued(url: str) -> int:
    with Redis.from_url(url) as redis:
        return int(redis.llen("unafied:agents"))


def embed(*messages: Message) -> None:
    for message in messages:
        MessageEmbedding.objects.create(
            message=message, conversation=message.conversation, model="test", embedding=np.ones(DIMENSIONS)
        )


def forgotten(message: Message) -> bool:
    return not MessageEmbedding.objects.filter(message=message).exists()


def test_a_message_in_a_room_that_is_listened_to_goes_to_the_worker(
    alice: User, listening: Conversation, say: Say, settings: LazySettings
) -> None:
    say(alice, "hello there")
    assert queued(settings.REDIS_URL) == 1


@pytest.mark.parametrize("case", ["not listened to", "off the record", "person declined"])
def test_what_nobody_agreed_to_have_read_goes_nowhere(
    case: str, alice: User, room: Conversation, say: Say, settings: LazySettings
) -> None:
    if case != "not listened to":
        actions.change_conversation(alice, room.pk, listening=True)
    if case == "person declined":
        User.objects.filter(pk=alice.pk).update(agents_allowed=False)
    say(alice, "hello there", off_record=case == "off the record")
    assert queued(settings.REDIS_URL) == 0


def test_a_missing_redis_is_not_felt_in_the_chat(
    alice: User, listening: Conversation, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def refuse(*_: object) -> None:
        tries.append(1)
        raise RedisConnectionError

    monkeypatch.setattr(actors.hear, "send", refuse)
    said = [say(alice, "one"), say(alice, "two")]
    assert Message.objects.filter(pk__in=[message.pk for message in said]).count() == 2
    assert len(tries) == 1, "after the first failure it waits before it tries again"


def test_an_edited_a_deleted_and_a_hidden_message_lose_their_vectors(
    alice: User, listening: Conversation, say: Say
) -> None:
    edited, deleted, kept = say(alice, "one"), say(alice, "two"), say(alice, "three")
    embed(edited, deleted, kept)
    actions.edit_message(alice, edited.pk, "another")
    actions.delete_message(alice, deleted.pk)
    assert forgotten(edited)
    assert forgotten(deleted)
    assert not forgotten(kept)


def test_switching_listening_off_forgets_the_room_and_no_other(alice: User, listening: Conversation, say: Say) -> None:
    other = actions.start_group(alice, "Other", listening=True)
    here, there = say(alice, "one"), say(alice, "two", other)
    embed(here, there)
    actions.change_conversation(alice, listening.pk, listening=False)
    assert forgotten(here)
    assert not forgotten(there)


def test_a_member_who_declines_in_a_room_is_forgotten_there(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    hers, his = say(alice, "one"), say(bob, "two")
    embed(hers, his)
    actions.change_membership(bob, listening.pk, agents_allowed=False)
    assert forgotten(his)
    assert not forgotten(hers)


def test_whoever_leaves_a_room_is_forgotten_there(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    his = say(bob, "one")
    embed(his)
    actions.leave(bob, listening.pk)
    assert forgotten(his)


def test_a_person_who_declines_is_forgotten_everywhere(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    other = actions.start_group(bob, "Other", listening=True)
    here, there, hers = say(bob, "one"), say(bob, "two", other), say(alice, "three")
    embed(here, there, hers)
    accounts_actions.change_profile(bob, agents_allowed=False)
    assert forgotten(here)
    assert forgotten(there)
    assert not forgotten(hers)
