"""How a request is refused: one exception, one shape, codes that don't change.

A refusal answers `{"code", "detail", "fields"?, "retry_after"?}` on REST, and on the socket
`{"type": "error", "ref", "code", "detail"}`.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as RuleBroken
from django.db import InterfaceError, OperationalError
from django.http import Http404
from pydantic import ValidationError
from rest_framework import exceptions
from rest_framework.response import Response

log = structlog.get_logger(__name__)

MOST_NAMED = 20
"""Wrong fields that one refusal names."""

STATUS_BY_CODE = {
    "malformed": 400,
    "unknown_type": 400,
    "invalid": 400,
    "empty": 400,
    "too_long": 400,
    "wrong_password": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "agents_off": 409,
    "gone": 410,
    "rate_limited": 429,
    "unavailable": 503,
}
"""Every code there is, with the HTTP status it goes with."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """Why something was not done.

    `code` is one of `STATUS_BY_CODE`; `fields` names what was wrong where; `retry_after` is in seconds.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        fields: Mapping[str, list[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that answers the request."""
        return {
            "code": self.code,
            "detail": self.detail,
            **({"fields": dict(self.fields)} if self.fields else {}),
            **({"retry_after": round(self.retry_after, 1)} if self.retry_after is not None else {}),
        }


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into a response (DRF's EXCEPTION_HANDLER); None lets Django answer 500."""
    refusal = refusal_for(error)
    if refusal is None:
        return None
    response = Response(refusal.body, status=STATUS_BY_CODE[refusal.code], headers=headers(refusal))
    if refusal.code == "unauthenticated":
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    view = context.get("view")
    if refusal.code == "unavailable":
        log.warning("request refused", code=refusal.code, view=type(view).__name__, error=type(error).__name__)
    return response


def headers(refusal: Refusal) -> dict[str, str]:
    """Return the headers that say when to try again, in whole seconds."""
    if refusal.retry_after is None:
        return {}
    return {"Retry-After": str(ceil(max(1, refusal.retry_after)))}


def refusal_for(error: Exception) -> Refusal | None:
    """Find the refusal that says what `error` means to a client; None when it is a defect of ours."""
    match error:
        case Refusal():
            return error
        case ValidationError():
            return of_validation(error)
        case RuleBroken():
            return of_rules(error)
        case exceptions.Throttled():
            return Refusal("rate_limited", "Too many requests; wait a little.", retry_after=_wait(error))
        case OperationalError() | InterfaceError():
            return Refusal("unavailable", "The database can't be reached; try again.", retry_after=2)
    return _of_its_kind(error)


def of_validation(error: ValidationError) -> Refusal:
    """Say which fields were wrong; what isn't JSON, too long or empty has a code of its own."""
    fields: dict[str, list[str]] = {}
    codes = set()
    # A frame full of unknown names must not be answered with a longer one.
    for each in error.errors(include_url=False, include_input=False, include_context=False)[:MOST_NAMED]:
        name = ".".join(str(part) for part in each["loc"])[:100] or "body"
        fields.setdefault(name, []).append(each["msg"])
        codes.add(each["type"])
    if "json_invalid" in codes:
        return Refusal("malformed", "The body is not the JSON that was expected.")
    code = codes.pop() if len(codes) == 1 and codes <= {"empty", "too_long"} else "invalid"
    detail = "; ".join(f"{name}: {messages[0]}" for name, messages in fields.items())
    return Refusal(code, detail[:500], fields=fields)


def of_rules(error: RuleBroken, field: str = "") -> Refusal:
    """Say what Django's validators found; `field` names what was checked when they don't."""
    fields = error.message_dict if hasattr(error, "error_dict") else {field or "body": error.messages}
    detail = "; ".join(f"{name}: {messages[0]}" for name, messages in fields.items())
    return Refusal("invalid", detail[:500], fields=fields)


def _of_its_kind(error: Exception) -> Refusal | None:
    for kinds, code, detail in _KINDS:
        if isinstance(error, kinds):
            return Refusal(code, detail or str(getattr(error, "detail", "")))
    return None


_KINDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((RequestDataTooBig,), "too_long", "The body of the request is too large."),
    ((Http404, exceptions.NotFound), "not_found", "There is no such thing, or it is not yours to see."),
    ((PermissionDenied,), "forbidden", "You may not do that."),
    ((exceptions.PermissionDenied,), "forbidden", ""),
    (
        (exceptions.ParseError, exceptions.UnsupportedMediaType),
        "malformed",
        "The body is not the JSON that was expected.",
    ),
    (
        (exceptions.AuthenticationFailed, exceptions.NotAuthenticated),
        "unauthenticated",
        "Sign in first: no valid token or session came with this request.",
    ),
    ((exceptions.MethodNotAllowed,), "method_not_allowed", ""),
    ((exceptions.APIException,), "invalid", ""),
)


def _wait(error: exceptions.Throttled) -> float | None:
    return getattr(error, "wait", None)
