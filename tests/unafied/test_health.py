"""Alive, ready, and what is counted."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

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


def test_metrics_are_for_this_machine(client: Client) -> None:
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
    client: Client, settings: Any, authorization: str, status: int
) -> None:
    settings.METRICS_TOKEN = "token"
    headers = {"authorization": authorization} if authorization else {}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="10.0.0.1").status_code == status
