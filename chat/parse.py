"""Requests in: a JSON body or a query, checked against its wire model."""

from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json
from rest_framework.request import Request

from accounts.problems import Refusal


def body[M: BaseModel](request: Request, model: type[M]) -> M:
    """Return the request's body as `model`. Raises pydantic's `ValidationError` and `malformed`."""
    if "json" not in (request.content_type or ""):
        raise Refusal("malformed", "Send the body as application/json.")
    try:
        # The same parser as on the socket; and Django's limit for bodies holds, which DRF's parsers don't know.
        fields: Any = from_json(request.body)
    except ValueError:
        raise Refusal("malformed", "The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise Refusal("malformed", "The body is a JSON object.")
    return model.model_validate(fields)


def whole_number(request: Request, name: str, *, most: int = 2**62) -> int | None:
    """Return a number from the query, at most `most`; None when it is not given. Raises `invalid`."""
    given = request.query_params.get(name)
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 19:
        raise Refusal("invalid", f"{name}: give a whole number.", fields={name: ["Give a whole number."]})
    return min(int(given), most)
