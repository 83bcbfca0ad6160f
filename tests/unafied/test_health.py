"""Alive, ready, and what is counted."""

import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, override_settings
from dramatiq.brokers.redis import RedisBroker
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import User
from agents import counts
from agents.models import Decision
from chat import actions as chat_actions
from chat.models import Conversation
from unafied import health


def test_alive_asks_nobody(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_ready_when_database_and_redis_answer(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_unready_names_what_does_not_answer_and_tells_no_more(client: Client, db: None) -> None:
    with override_settings(REDIS_URL="redis://:secret@127.0.0.1:1/0"):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unready", "faults": {"redis": "ConnectionError"}}


def test_unready_names_the_database(client: Client, db: None, monkeypatch: Any) -> None:
    def fail() -> None:
        raise OperationalError("host=secret")

    monkeypatch.setattr(health, "_ask_database", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["faults"]) == (503, {"database": "OperationalError"})


def test_metrics_are_for_this_machine(client: Client, db: None) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b"python_info" in answer.content
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.1").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("Bearer token", 200), ("Bearer other", 403), ("token", 403), ("", 403), ("Bearer tökén", 403)],
)
def test_metrics_with_a_token_are_for_whoever_has_it(
    client: Client, db: None, settings: Any, authorization: str, status: int
) -> None:
    settings.METRICS_TOKEN = "token"
    headers = {"authorization": authorization} if authorization else {}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="10.0.0.1").status_code == status


def test_metrics_count_what_the_agents_decided_lately(client: Client, alice: User, room: Conversation) -> None:
    for content, grounds in (("one", "cooldown"), ("two", "cooldown"), ("three", "sensitive")):
        draft = chat_actions.Draft(user=alice.pk, conversation=room.pk, client_id=uuid.uuid4(), content=content)
        message = chat_actions.post_message(draft).message
        Decision.objects.create(
            conversation=room, message=message, speak=False, intent="boredom", confidence=0.9, grounds=grounds
        )
    told = client.get("/metrics").content.decode()
    assert 'unafied_decisions{grounds="cooldown",speak="false"} 2.0' in told
    assert 'unafied_decisions{grounds="sensitive",speak="false"} 1.0' in told


def test_metrics_are_told_while_database_and_redis_are_away(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise OperationalError

    def lose(*_: Any) -> Any:
        raise RedisConnectionError

    monkeypatch.setattr(counts, "_decisions", fail)
    monkeypatch.setattr(RedisBroker, "do_qsize", lose, raising=False)
    told = client.get("/metrics")
    assert (told.status_code, b"unafied_sockets" in told.content) == (200, True)


def test_metrics_count_the_connections_to_the_database(client: Client, db: None) -> None:
    told = client.get("/metrics").content.decode()
    counted = dict(re.findall(r'unafied_connections\{state="(\w+)"\} (\d+)', told))
    assert int(counted["allowed"]) == settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    assert int(counted["taken"]) >= 1
    assert "unafied_connections_awaited 0.0" in told
