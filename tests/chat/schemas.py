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
    _, operation = find_operation(method, path)
    responses = operation["responses"]
    said = responses.get(str(status), responses["default"] if status >= 400 else None)
    assert said is not None, f"{method} {path} is not said to answer {status}"
    content = said.get("content")
    if content is None:
        assert body is None, f"{method} {path} {status} is said to have no body"
        return
    _validator({**content["application/json"]["schema"], "components": openapi()["components"]}).validate(body)


@cache
def openapi() -> Json:
    """Return the OpenAPI document as JSON data."""
    document: Json = SchemaGenerator().get_schema(request=None, public=True)
    return document


def find_operation(method: str, path: str) -> tuple[str, Json]:
    """Return the path's template and what the OpenAPI document says of the operation."""
    plain = path.partition("?")[0]
    for template, operations in openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), plain) and method.lower() in operations:
            return template, operations[method.lower()]
    raise AssertionError(f"{method} {plain} is not in the OpenAPI document")


def check_body(method: str, path: str, body: Any) -> None:
    """Fail unless the OpenAPI document says that this can be sent."""
    _, operation = find_operation(method, path)
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    _validator({**schema, "components": openapi()["components"]}).validate(body)


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


def _validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=FormatChecker())
