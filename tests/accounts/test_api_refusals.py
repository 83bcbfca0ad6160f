"""What the token API refuses, whatever is sent to it, and how often it may be asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from rest_framework.test import APIClient

from accounts import mail
from accounts.models import User
from tests.accounts.conftest import SignedIn
from tests.accounts.test_api import DORA, Answer, is_problem, post


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "ws-ticket/"), ("post", "auth/password/"), ("get", "me/"), ("patch", "me/"), ("delete", "me/")],
)
def test_who_is_not_signed_in_is_told_so(db: None, api: APIClient, method: str, path: str) -> None:
    assert is_problem(getattr(api, method)(f"/api/v1/{path}"), "unauthenticated")


@pytest.mark.parametrize(
    "path",
    [
        "auth/register/",
        "auth/token/",
        "auth/refresh/",
        "auth/logout/",
        "auth/password-reset/",
        "auth/password-reset/confirm/",
    ],
)
def test_open_doors_answer_bad_bodies_and_methods_with_a_code(db: None, api: APIClient, path: str) -> None:
    assert is_problem(api.get(f"/api/v1/{path}"), "method_not_allowed")
    assert is_problem(api.post(f"/api/v1/{path}", "{", content_type="application/json"), "malformed")
    assert is_problem(api.post(f"/api/v1/{path}", {"a": "b"}, format="multipart"), "malformed")
    assert is_problem(post(api, path, {"nonsense": 1}), "invalid")
    too_much = {"password": "x" * 3_000_000}
    assert is_problem(post(api, path, too_much), "too_long")


def test_a_multipart_body_with_a_session_is_malformed_too(alice: User, client: Client) -> None:
    client.force_login(alice)
    assert is_problem(client.delete("/api/v1/me/", b"x", content_type="multipart/form-data; boundary=x"), "malformed")


def test_a_bad_token_does_not_close_the_open_doors(db: None, api: APIClient) -> None:
    api.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    assert post(api, "auth/register/", DORA).status_code == 201


@pytest.mark.usefixtures("limited")
def test_who_tries_too_often_is_told_how_long_to_wait(alice: User, api: APIClient) -> None:
    body = {"email": alice.email, "password": "wrong"}
    answers = [post(api, "auth/token/", body) for _ in range(12)]
    assert is_problem(answers[0], "unauthenticated")
    last = answers[-1]
    assert is_problem(last, "rate_limited")
    assert 1 <= last.json()["retry_after"] <= 61
    assert int(last["Retry-After"]) >= last.json()["retry_after"]


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("path", "body", "most"),
    [
        ("auth/register/", DORA, 12),
        ("auth/token/", {"email": "x@example.org", "password": "x"}, 12),
        ("auth/refresh/", {"refresh": "x"}, 62),
        ("auth/logout/", {"refresh": "x"}, 62),
        ("auth/password-reset/", {"email": "x@example.org"}, 5),
        ("auth/password-reset/confirm/", {"uid": "x", "token": "x", "password": "x"}, 32),
    ],
)
def test_every_open_door_is_limited(
    db: None, api: APIClient, path: str, body: dict[str, str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "send_reset_link", lambda _email: None)
    assert is_limited(lambda: post(api, path, body), most)


def is_limited(knock: Callable[[], Answer], most: int) -> bool:
    """Whether one of so many knocks is refused for being one too many."""
    answers = (knock() for _ in range(most))
    return any(answer.status_code == 429 and is_problem(answer, "rate_limited") for answer in answers)


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("method", "path", "body", "most"),
    [
        ("post", "auth/password/", {"current": "x", "new": "x"}, 12),
        ("delete", "me/", {"password": "x"}, 12),
        ("post", "ws-ticket/", None, 62),
    ],
)
def test_what_a_thief_of_a_token_would_try_is_limited(
    alice: User, signed_in: SignedIn, method: str, path: str, body: Any, most: int
) -> None:
    phone = signed_in(alice)
    knock = getattr(phone, method)
    assert is_limited(lambda: knock(f"/api/v1/{path}", body, format="json"), most)


def test_limits_can_be_switched_off(alice: User, api: APIClient, settings: LazySettings) -> None:
    settings.RATE_LIMITS = False
    body = {"email": alice.email, "password": "wrong"}
    assert {post(api, "auth/token/", body).status_code for _ in range(40)} == {401}
