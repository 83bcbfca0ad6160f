"""Whoever speaks of harming themselves is pointed to people: only they, once a day, and nothing of it is kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from pydantic import BaseModel
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import User
from agents.look import look_at
from agents.models import Decision
from agents.self_harm import languages
from chat import actions, broadcast
from chat.models import Conversation, Message
from tests.agents.conftest import Say

pytestmark = pytest.mark.django_db(transaction=True)

DARK = "i don't want to live anymore"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, dict[str, Any]]]:
    """The notices, and to whom."""
    found: list[tuple[UUID, dict[str, Any]]] = []

    def keep(user: UUID, event: BaseModel) -> None:
        told = event.model_dump(mode="json")
        if told["type"] == "notice.given":
            found.append((user, told))

    monkeypatch.setattr(broadcast, "to_user", keep)
    return found


Given = list[tuple[UUID, dict[str, Any]]]


def test_only_who_said_it_is_told_in_their_language(
    alice: User, bob: User, listening: Conversation, say: Say, given: Given
) -> None:
    look_at([say(bob, DARK).pk, say(alice, "dinner at eight?").pk])
    ((user, notice),) = given
    assert user == bob.pk
    assert (notice["type"], notice["conversation"]) == ("notice.given", str(listening.pk))
    assert (notice["language"], notice["text"]) == ("en", languages()["en"].text)
    look_at([say(alice, "ich denke ständig an Selbstmord").pk])
    assert given[1][1]["language"] == "de"


def test_once_a_day_is_enough(bob: User, listening: Conversation, say: Say, given: Given) -> None:
    for _ in range(2):
        look_at([say(bob, DARK).pk, say(bob, DARK).pk])
    assert len(given) == 1


def test_the_room_and_the_tables_have_nothing_of_it(
    alice: User, bob: User, listening: Conversation, say: Say, given: Given, settings: LazySettings
) -> None:
    dark = say(bob, DARK)
    look_at([dark.pk])
    assert len(given) == 1
    assert Message.objects.filter(conversation=listening).count() == 1
    assert "harm" not in str(list(Decision.objects.values())).casefold()
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert not [key for key in redis.scan_iter() if str(bob.pk).encode() in key and b"notice" in key]


@pytest.mark.parametrize("case", ["off", "not listened to", "off the record", "declined"])
def test_nobody_is_told_where_the_agents_may_not_read_or_it_is_switched_off(
    case: str, alice: User, bob: User, listening: Conversation, say: Say, given: Given, settings: LazySettings
) -> None:
    dark = say(bob, DARK, off_record=case == "off the record")
    changes: dict[str, Callable[[], object]] = {
        "off": lambda: setattr(settings, "AGENTS_HELP", "off"),
        "not listened to": lambda: actions.change_conversation(alice, listening.pk, listening=False),
        "declined": lambda: actions.change_membership(bob, listening.pk, agents_allowed=False),
    }
    if case in changes:
        changes[case]()
    look_at([dark.pk])
    assert given == []


def test_an_operator_says_it_in_their_own_words(
    bob: User, listening: Conversation, say: Say, given: Given, settings: LazySettings
) -> None:
    settings.AGENTS_HELP = "Call the student counsellors on extension 1234."
    look_at([say(bob, DARK).pk])
    assert (given[0][1]["text"], given[0][1]["language"]) == (settings.AGENTS_HELP, "")


def test_without_redis_nothing_fails(
    bob: User, listening: Conversation, say: Say, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise RedisConnectionError

    monkeypatch.setattr("agents.help.cache.add", refuse)
    dark = say(bob, DARK)
    look_at([dark.pk])
    assert given == []
    assert Decision.objects.filter(message=dark).exists()
