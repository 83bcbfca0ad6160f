"""Messages over REST: retries, pages, and what cannot be taken."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from chat import actions
from chat.models import Conversation, Message
from tests.chat.rest import Api
from tests.chat.test_posting import draft


def test_a_retry_is_answered_with_200_and_the_original(alice: User, room: Conversation) -> None:
    body = {"client_id": str(uuid4()), "content": "once"}
    first = Api(alice).ask("POST", f"conversations/{room.pk}/messages/", body)
    retry = Api(alice).ask("POST", f"conversations/{room.pk}/messages/", {**body, "content": "other words"})
    assert (first.status_code, retry.status_code) == (201, 200)
    assert retry.json() == first.json()
    assert Message.objects.count() == 1


def test_a_client_id_of_another_room_is_a_conflict(alice: User, room: Conversation) -> None:
    body = {"client_id": str(uuid4()), "content": "once"}
    other = actions.start_group(alice, "Other")
    Api(alice).ask("POST", f"conversations/{room.pk}/messages/", body)
    answer = Api(alice).ask("POST", f"conversations/{other.pk}/messages/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_history_is_given_in_pages_in_both_directions(alice: User, room: Conversation) -> None:
    for number in range(7):
        actions.post_message(draft(alice, room, str(number)))
    api, path = Api(alice), f"conversations/{room.pk}/messages/"

    def page(query: str) -> tuple[list[str], bool]:
        body = api.ask("GET", f"{path}?{query}").json()
        return [each["content"] for each in body["results"]], body["more"]

    first = room.revision + 1
    assert page("limit=3") == (["4", "5", "6"], True)
    assert page(f"limit=3&before={first + 4}") == (["1", "2", "3"], True)
    assert page(f"limit=3&before={first + 1}") == (["0"], False)
    assert page(f"limit=3&before={first}") == ([], False)
    assert page("limit=3&after=0") == (["0", "1", "2"], True)
    assert page(f"limit=3&after={first + 3}") == (["4", "5", "6"], False)
    assert page(f"limit=3&after={2**62}") == ([], False)
    assert page("") == ([str(number) for number in range(7)], False)
    assert page("limit=0")[1] is False
    assert page("limit=9999999999")[1] is False


@pytest.mark.parametrize("query", ["before=x", "after=-1", "limit=1.5", "before=²", "after=", "before=" + "9" * 40])
def test_a_number_that_is_none_is_named(alice: User, room: Conversation, query: str) -> None:
    answer = Api(alice).ask("GET", f"conversations/{room.pk}/messages/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 8_001, "too_long"),
        ("x" * 1_000_000, "too_long"),
        ("nul\x00", "invalid"),
        ("\x1b[31m", "invalid"),
        (None, "invalid"),
        (5, "invalid"),
        ({"a": 1}, "invalid"),
    ],
)
def test_content_that_cannot_be_taken_is_refused_by_name(
    alice: User, room: Conversation, content: object, code: str
) -> None:
    body = {"client_id": str(uuid4()), "content": content}
    answer = Api(alice).ask("POST", f"conversations/{room.pk}/messages/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert list(answer.json()["fields"]) == ["content"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"[]", "malformed"),
        (b'"text"', "malformed"),
        (b"null", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"a":' * 10_000, "malformed"),
        (b'{"\\ud800": 1}', "malformed"),
        (b'{"client_id": "x", "content": "\\ud800"}', "malformed"),
        (b"{}", "invalid"),
        (b'{"client_id": "not a uuid", "content": "x"}', "invalid"),
        (b'{"client_id": "019ab1de-0000-7000-8000-000000000000", "content": "x", "extra": 1}', "invalid"),
        (b'{"client_id": NaN, "content": "x"}', "invalid"),
        (b'{"content": "' + b"x" * 3_000_000 + b'"}', "too_long"),
    ],
)
def test_a_bad_body_gets_a_stable_code(alice: User, room: Conversation, body: bytes, code: str) -> None:
    answer = Api(alice).send("POST", f"conversations/{room.pk}/messages/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_form_is_not_json(alice: User, room: Conversation) -> None:
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
        answer = Api(alice).send("POST", f"conversations/{room.pk}/messages/", b"content=x", content_type)
        assert answer.json()["code"] == "malformed", content_type


def test_a_body_full_of_unknown_names_is_not_answered_with_a_longer_one(alice: User, room: Conversation) -> None:
    answer = Api(alice).ask("POST", f"conversations/{room.pk}/messages/", {f"n{n}" * 100: 1 for n in range(3_000)})
    assert answer.json()["code"] == "invalid"
    assert len(answer.content) < 10_000


def test_methods_that_are_not_there_are_said_not_to_be(alice: User) -> None:
    answer = Client(headers=Api(alice).headers).put("/api/v1/conversations/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
