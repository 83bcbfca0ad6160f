"""Bodies that aren't what they should be are refused with a code, never with a crash."""

import json
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.request import Request

from accounts import wire
from accounts.models import User
from accounts.problems import Refusal

GOOD = {"email": "alice@example.org", "password": "correct horse battery", "display_name": "Alice"}


def _request(body: bytes | str, content_type: str = "application/json") -> Request:
    return Request(RequestFactory().post("/", body, content_type=content_type))


def _refusal(body: bytes | str, content_type: str = "application/json") -> Refusal:
    with pytest.raises(Refusal) as caught:
        wire.parse(wire.Registration, _request(body, content_type))
    return caught.value


def test_a_good_body_is_read() -> None:
    assert wire.parse(wire.Registration, _request(json.dumps(GOOD))).model_dump() == GOOD


@pytest.mark.parametrize("body", ["", "{", "nonsense", b"\xff\xfe", "[" * 100_000, '{"email": "\\ud800"}'])
def test_what_is_not_json_is_malformed(body: bytes | str) -> None:
    assert _refusal(body).code == "malformed"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(content_type: str) -> None:
    assert _refusal(json.dumps(GOOD), content_type).code == "malformed"


@pytest.mark.parametrize("body", ["[]", "null", "1", "NaN", '"text"', "{}"])
def test_json_of_another_shape_is_invalid(body: str) -> None:
    assert _refusal(body).code == "invalid"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", None),
        ("email", 7),
        ("email", ["alice@example.org"]),
        ("email", "a" * 250 + "@b.org"),
        ("email", "alice\x00@example.org"),
        ("password", ""),
        ("password", "x" * 1_001),
        ("password", "correct\x00horse"),
        ("display_name", ""),
        ("display_name", "x" * 61),
        ("is_superuser", True),
    ],
)
def test_the_field_that_is_wrong_is_named(field: str, value: Any) -> None:
    refusal = _refusal(json.dumps({**GOOD, field: value}))
    assert refusal.code == "invalid"
    assert set(refusal.fields or {}) == {field}


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_of_another_shape_is_refused(value: Any) -> None:
    assert _refusal(json.dumps(value)).code in {"malformed", "invalid"}


def test_me_is_told_without_the_password(alice: User) -> None:
    told = wire.Me.of(alice).model_dump(mode="json")
    quiet = {"time_zone", "quiet_from", "quiet_until"}
    assert set(told) == {"id", "email", "display_name", "agents_allowed", "created_at", *quiet}
