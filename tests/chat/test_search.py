"""Finding what was said: by words, only where one is in, only what stands."""

import uuid

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from chat import actions
from chat.models import Conversation, Message


def say(user: User, room: Conversation, content: str) -> Message:
    draft = actions.Draft(user=user.pk, conversation=room.pk, client_id=uuid.uuid4(), content=content)
    return actions.post_message(draft).message


def find(user: User, words: str) -> list[str]:
    client = APIClient()
    client.force_authenticate(user)
    answered = client.get("/api/v1/search/", {"q": words})
    assert answered.status_code == 200, answered.content
    return [each["content"] for each in answered.json()["results"]]


def test_messages_are_found_by_words_latest_first(alice: User, bob: User, room: Conversation) -> None:
    for content in ("The boiler is broken", "somebody mends the boiler on Thursday", "thank you"):
        say(alice, room, content)
    assert find(bob, "boiler") == ["somebody mends the boiler on Thursday", "The boiler is broken"]
    assert find(bob, '"boiler is"') == ["The boiler is broken"]
    assert find(bob, "boiler -thursday") == ["The boiler is broken"]


def test_an_outsider_finds_nothing(alice: User, charlie: User, room: Conversation) -> None:
    say(alice, room, "the boiler")
    assert find(alice, "boiler") == ["the boiler"]
    assert find(charlie, "boiler") == []


def test_what_was_deleted_is_not_found(alice: User, room: Conversation) -> None:
    actions.delete_message(alice, say(alice, room, "the boiler").pk)
    assert find(alice, "boiler") == []


@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_no_words_are_refused(alice: User, words: str) -> None:
    client = APIClient()
    client.force_authenticate(alice)
    answered = client.get("/api/v1/search/", {"q": words})
    assert (answered.status_code, answered.json()["code"]) == (400, "empty")


@pytest.mark.parametrize("words", ["'", '"', "((", "a & | !", "<->", "\\", ":*", "x" * 5000])
def test_any_words_can_be_looked_for(alice: User, room: Conversation, words: str) -> None:
    assert find(alice, words) == []
