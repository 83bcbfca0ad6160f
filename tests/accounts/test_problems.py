"""Every error has one shape and a stable code."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as RuleBroken
from django.db import InterfaceError, OperationalError
from django.http import Http404
from pydantic import BaseModel, ValidationError
from rest_framework import exceptions

from accounts.problems import STATUS_BY_CODE, Refusal, answer, headers, of_validation, refusal_for


class Body(BaseModel):
    """Something to be wrong about."""

    size: int


def _validation(text: str) -> ValidationError:
    try:
        Body.model_validate_json(text)
    except ValidationError as error:
        return error
    raise AssertionError(f"{text} must be wrong for this test to mean anything")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refusal("gone", "It is gone."), "gone"),
        (_validation("{}"), "invalid"),
        (_validation("{"), "malformed"),
        (RuleBroken({"email": ["No."]}), "invalid"),
        (RuleBroken("No."), "invalid"),
        (RequestDataTooBig(), "too_long"),
        (OperationalError(), "unavailable"),
        (InterfaceError(), "unavailable"),
        (Http404(), "not_found"),
        (PermissionDenied(), "forbidden"),
        (exceptions.PermissionDenied(), "forbidden"),
        (exceptions.ParseError(), "malformed"),
        (exceptions.UnsupportedMediaType("text/plain"), "malformed"),
        (exceptions.NotAuthenticated(), "unauthenticated"),
        (exceptions.AuthenticationFailed(), "unauthenticated"),
        (exceptions.NotFound(), "not_found"),
        (exceptions.MethodNotAllowed("PUT"), "method_not_allowed"),
        (exceptions.Throttled(9), "rate_limited"),
        (exceptions.NotAcceptable(), "invalid"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_every_error_that_is_not_a_defect_has_a_code(error: Exception, code: str) -> None:
    refusal = refusal_for(error)
    assert refusal
    assert refusal.code == code
    assert refusal.detail
    response = answer(error, {})
    assert response
    assert response.status_code == STATUS_BY_CODE[code]
    assert response.data["code"] == code


def test_a_defect_of_ours_stays_an_error() -> None:
    assert refusal_for(KeyError("x")) is None
    assert answer(KeyError("x"), {}) is None


def test_what_was_wrong_is_named_and_what_was_sent_is_not() -> None:
    refusal = of_validation(_validation('{"size": "secret"}'))
    assert set(refusal.fields or {}) == {"size"}
    assert "secret" not in str(refusal.body)


@pytest.mark.parametrize(("seconds", "header"), [(0.2, "1"), (1.0, "1"), (2.1, "3")])
def test_who_waits_as_long_as_told_has_waited_long_enough(seconds: float, header: str) -> None:
    assert headers(Refusal("rate_limited", "…", retry_after=seconds)) == {"Retry-After": header}


def test_only_what_there_is_to_say_is_said() -> None:
    bare: dict[str, Any] = Refusal("gone", "It is gone.").body
    assert bare == {"code": "gone", "detail": "It is gone."}
    assert headers(Refusal("gone", "It is gone.")) == {}


def test_an_unauthenticated_caller_is_told_how_to_authenticate() -> None:
    response = answer(Refusal("unauthenticated", "…"), {})
    assert response
    assert response["WWW-Authenticate"].startswith("Bearer")
