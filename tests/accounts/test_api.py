"""The token API, as a mobile client sees it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts import mail, tickets, tokens
from accounts.models import User
from accounts.problems import STATUS_BY_CODE
from accounts.wire import Pair
from tests.accounts.conftest import Commits, Ended, SignedIn
from tests.accounts.test_actions import link_for
from tests.tokens import expired

NEW = "another long phrase"
DORA = {"email": "dora@example.org", "password": "correct horse battery", "display_name": "Dora"}

type Answer = Any


def post(client: APIClient, path: str, body: object = None) -> Answer:
    """POST JSON below `/api/v1/`."""
    return client.post(f"/api/v1/{path}", body, format="json")


def is_problem(answer: Answer, code: str) -> bool:
    """Whether it is a refusal of the one shape, with this code and its status."""
    body = answer.json()
    assert set(body) <= {"code", "detail", "fields", "retry_after"}, body
    assert answer.status_code == STATUS_BY_CODE[body["code"]]
    return bool(body["code"] == code)


def test_registering_signs_in_at_once(db: None, api: APIClient) -> None:
    answer = post(api, "auth/register/", DORA)
    assert answer.status_code == 201
    assert set(answer.json()) == {"user", "access", "refresh"}
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    me = api.get("/api/v1/me/").json()
    assert me == answer.json()["user"]
    assert (me["email"], me["display_name"], me["agents_allowed"]) == ("dora@example.org", "Dora", True)
    assert me["id"] == str(User.objects.get().pk)
    assert datetime.fromisoformat(me["created_at"]).tzinfo


def test_a_taken_address_is_not_confirmed(alice: User, api: APIClient) -> None:
    answer = post(api, "auth/register/", {**DORA, "email": "Alice@Example.org"})
    assert is_problem(answer, "invalid")
    assert "fields" not in answer.json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"email": "nonsense"},
        {"email": "do\x00ra@example.org"},
        {"password": "correct\x00horse"},
        {"display_name": "Do\x00ra"},
        {"is_staff": True},
    ],
    ids=str,
)
def test_what_may_not_be_is_answered_by_field(db: None, api: APIClient, wrong: dict[str, Any]) -> None:
    answer = post(api, "auth/register/", {**DORA, **wrong})
    assert is_problem(answer, "invalid")
    assert set(answer.json()["fields"]) == set(wrong)
    assert not User.objects.exists()


def test_signing_in_brings_a_pair_that_can_be_renewed(alice: User, api: APIClient, password: str) -> None:
    answer = post(api, "auth/token/", {"email": "ALICE@example.org", "password": password})
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    renewed = post(api, "auth/refresh/", {"refresh": answer.json()["refresh"]})
    assert renewed.status_code == 200
    assert set(renewed.json()) == {"access", "refresh"}
    alice.refresh_from_db()
    assert alice.last_login


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(alice: User, api: APIClient) -> None:
    wrong = post(api, "auth/token/", {"email": alice.email, "password": "wrong"})
    unknown = post(api, "auth/token/", {"email": "nobody@example.org", "password": "wrong"})
    assert is_problem(wrong, "unauthenticated")
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers


def test_a_used_refresh_token_is_refused(alice: User, api: APIClient) -> None:
    refresh = tokens.issue(alice).refresh
    assert post(api, "auth/refresh/", {"refresh": refresh}).status_code == 200
    assert is_problem(post(api, "auth/refresh/", {"refresh": refresh}), "unauthenticated")


def test_signing_out_ends_the_family(alice: User, api: APIClient, ended: Ended, commits: Commits) -> None:
    pair = tokens.issue(alice)
    _, sid = tokens.authenticate(pair.access)
    with commits():
        answer = post(api, "auth/logout/", {"refresh": pair.refresh})
    assert (answer.status_code, answer.content) == (204, b"")
    assert ended == [(alice.pk, sid)]
    assert is_problem(post(api, "auth/refresh/", {"refresh": pair.refresh}), "unauthenticated")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    assert is_problem(api.get("/api/v1/me/"), "unauthenticated")


def _banned(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _deleted(user: User) -> None:
    user.delete()


@pytest.mark.parametrize("close", [_banned, _deleted])
def test_the_tokens_of_a_closed_account_are_refused_at_once(
    alice: User, signed_in: SignedIn, close: Callable[[User], None]
) -> None:
    phone = signed_in(alice)
    assert phone.get("/api/v1/me/").status_code == 200
    close(alice)
    assert is_problem(phone.get("/api/v1/me/"), "unauthenticated")


def _changed(pair: Pair) -> str:
    head, body, signature = pair.access.split(".")
    return f"{head}.{body[:-4]}AAAA.{signature}"


def _unsigned(pair: Pair) -> str:
    return pair.access.rpartition(".")[0] + "."


@pytest.mark.parametrize("spoiled", [expired, _changed, _unsigned, lambda pair: pair.refresh])
def test_a_good_token_that_is_spoiled_opens_nothing(
    alice: User, api: APIClient, spoiled: Callable[[Pair], str]
) -> None:
    pair = tokens.issue(alice)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    assert api.get("/api/v1/me/").status_code == 200
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {spoiled(pair)}")
    assert is_problem(api.get("/api/v1/me/"), "unauthenticated")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer x y", "Bearer \xff", "Basic eDp5", "x"])
def test_no_other_header_lets_anybody_in(db: None, api: APIClient, header: str) -> None:
    api.credentials(HTTP_AUTHORIZATION=header)
    answer = api.get("/api/v1/me/")
    assert is_problem(answer, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_the_profile_can_be_changed_in_parts(alice: User, signed_in: SignedIn) -> None:
    phone = signed_in(alice)
    renamed = phone.patch("/api/v1/me/", {"display_name": " Alicia "}, format="json")
    assert (renamed.status_code, renamed.json()["display_name"]) == (200, "Alicia")
    silent = phone.patch("/api/v1/me/", {"agents_allowed": False}, format="json")
    assert silent.json() == {**renamed.json(), "agents_allowed": False}
    assert phone.get("/api/v1/me/").json() == silent.json()


def test_quiet_hours_come_go_and_stay_by_themselves(alice: User, signed_in: SignedIn) -> None:
    phone = signed_in(alice)
    hours = {"time_zone": "Asia/Tokyo", "quiet_from": "22:00", "quiet_until": "07:30"}
    told = phone.patch("/api/v1/me/", hours, format="json").json()
    assert (told["time_zone"], told["quiet_from"], told["quiet_until"]) == ("Asia/Tokyo", "22:00:00", "07:30:00")
    assert phone.patch("/api/v1/me/", {"display_name": "Alicia"}, format="json").json()["quiet_from"] == "22:00:00"
    gone = phone.patch("/api/v1/me/", {"quiet_from": None, "quiet_until": None}, format="json").json()
    assert (gone["time_zone"], gone["quiet_from"], gone["quiet_until"]) == ("Asia/Tokyo", None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "a@b.org"},
        {"agents_allowed": "yes"},
        {"display_name": "\u202e"},
        {"id": str(uuid4())},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"quiet_until": "07:00"},
        {"quiet_from": "25:00", "quiet_until": "later"},
    ],
)
def test_nothing_else_of_the_profile_can_be_changed(alice: User, signed_in: SignedIn, wrong: dict[str, Any]) -> None:
    answer = signed_in(alice).patch("/api/v1/me/", wrong, format="json")
    assert is_problem(answer, "invalid")
    named = {"quiet_from"} if set(wrong) == {"quiet_until"} else set(wrong)
    assert set(answer.json()["fields"]) == named


def test_deleting_takes_the_password(alice: User, signed_in: SignedIn, password: str) -> None:
    phone = signed_in(alice)
    assert is_problem(phone.delete("/api/v1/me/", {"password": "wrong"}, format="json"), "wrong_password")
    assert is_problem(phone.delete("/api/v1/me/"), "malformed")
    assert phone.delete("/api/v1/me/", {"password": password}, format="json").status_code == 204
    assert is_problem(phone.get("/api/v1/me/"), "unauthenticated")
    assert User.objects.get().display_name == "Deleted account"


def test_a_new_password_keeps_only_the_device_it_was_set_on(
    alice: User, signed_in: SignedIn, api: APIClient, password: str
) -> None:
    phone, laptop = signed_in(alice), signed_in(alice)
    refused = post(phone, "auth/password/", {"current": "wrong", "new": NEW})
    assert is_problem(refused, "wrong_password")
    answer = post(phone, "auth/password/", {"current": password, "new": NEW})
    assert (answer.status_code, set(answer.json())) == (200, {"access", "refresh"})
    assert is_problem(laptop.get("/api/v1/me/"), "unauthenticated")
    assert is_problem(phone.get("/api/v1/me/"), "unauthenticated")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert api.get("/api/v1/me/").status_code == 200


def test_asking_for_a_link_tells_nothing(alice: User, api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(mail, "send_reset_link", asked.append)
    known = post(api, "auth/password-reset/", {"email": alice.email})
    unknown = post(api, "auth/password-reset/", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    assert known.headers == unknown.headers
    assert asked == [alice.email, "nobody@example.org"], "who has an account is not asked within the request"


def test_a_link_sets_a_new_password_once(alice: User, api: APIClient) -> None:
    link = link_for(alice)
    assert is_problem(post(api, "auth/password-reset/confirm/", {**link, "password": "short"}), "invalid")
    assert post(api, "auth/password-reset/confirm/", {**link, "password": NEW}).status_code == 204
    assert post(api, "auth/token/", {"email": alice.email, "password": NEW}).status_code == 200
    assert is_problem(post(api, "auth/password-reset/confirm/", {**link, "password": NEW}), "gone")


def test_a_ticket_is_bound_to_user_and_family(alice: User, api: APIClient) -> None:
    pair = tokens.issue(alice)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    answer = post(api, "ws-ticket/")
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == tickets.LIFETIME == 30
    assert tickets.redeem(answer.json()["ticket"]) == tokens_of(pair.access)


def tokens_of(access: str) -> tuple[Any, str]:
    """User id and family of an access token."""
    user, sid = tokens.authenticate(access)
    return user.pk, sid


def test_a_ticket_got_with_a_session_is_bound_to_it(alice: User, client: Client) -> None:
    client.force_login(alice)
    answer = client.post("/api/v1/ws-ticket/")
    assert tickets.redeem(answer.json()["ticket"]) == (alice.pk, client.session.session_key)


def test_a_foreign_page_cannot_use_a_session(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert is_problem(browser.post("/api/v1/ws-ticket/"), "forbidden")
    body = {"display_name": "Mallory"}
    assert is_problem(browser.patch("/api/v1/me/", body, content_type="application/json"), "forbidden")


def test_who_asks_is_looked_up_in_one_query(alice: User, signed_in: SignedIn, django_assert_num_queries: Any) -> None:
    phone = signed_in(alice)
    with django_assert_num_queries(1):
        assert phone.get("/api/v1/me/").status_code == 200
