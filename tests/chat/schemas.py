"""What the generated documents promise, held against what is really sent: every frame and every answer in the tests."""

import re
from functools import cache
from typing import Any, get_args

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from chat import asyncapi, protocol

Json = dict[str, Any]


def check_event(frame: Json) -> None:
    """Fail unless a frame that the server sent is what the AsyncAPI document says."""
    _event_validator(_name_of_event(frame["type"])).validate(frame)


def is_documented_command(frame: Json) -> bool:
    """Whether the AsyncAPI document allows a client to send this."""
    command = protocol.COMMANDS.get(frame["type"])
    return command is not None and _event_validator(command.__name__).is_valid(frame)


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    """Fail unless the OpenAPI document has this answer to that request."""
    operation = _operation(method, path)
    responses = operation["responses"]
    assert str(status) in responses, f"{method} {path} is not said to answer {status}"
    content = responses[str(status)].get("content")
    if content is None:
        assert body is None, f"{method} {path} {status} is said to have no body"
        return
    _validator({**content["application/json"]["schema"], "components": openapi()["components"]}).validate(body)


@cache
def openapi() -> Json:
    """Return the OpenAPI document as JSON data."""
    document: Json = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


@cache
def _event_validator(model: str) -> Draft202012Validator:
    document = asyncapi.document()
    payload = document["components"]["messages"][model]["payload"]
    return _validator({**payload, "components": document["components"]})


@cache
def _name_of_event(type_: str) -> str:
    [model] = [each for each in get_args(protocol.AnyEvent) if type_ in _types(each)]
    return str(model.__name__)


def _types(model: Any) -> tuple[str, ...]:
    return get_args(model.model_fields["type"].annotation)


def _operation(method: str, path: str) -> Json:
    plain = path.partition("?")[0]
    for template, operations in openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), plain) and method.lower() in operations:
            operation: Json = operations[method.lower()]
            return operation
    raise AssertionError(f"{method} {plain} is not in the OpenAPI document")


def _validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=FormatChecker())
