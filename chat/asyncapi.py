"""The socket's protocol as an AsyncAPI 3 document, made from `chat/protocol/`."""

from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chat import protocol

_Models = list[type[BaseModel]]
_REFERENCE = "#/components/schemas/{model}"


@cache
def document() -> dict[str, Any]:
    """Return the AsyncAPI document as JSON data."""
    sent: _Models = list(protocol.COMMANDS.values())
    received: _Models = list(get_args(protocol.AnyEvent))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Unafied socket",
            "version": str(protocol.VERSION),
            "description": "One socket a client, JSON in text frames. "
            + " ".join(f"Closing code {code}: {why}." for code, why in protocol.CLOSE_CODES.items()),
        },
        "channels": {
            "socket": {
                "address": "/ws/",
                "messages": {model.__name__: _message_reference(model) for model in [*sent, *received]},
            }
        },
        "operations": {
            "command": _operation("receive", sent),
            "event": _operation("send", received),
        },
        "components": {
            "messages": {model.__name__: _message(model) for model in [*sent, *received]},
            "schemas": _schemas(sent, received),
        },
    }


def _schemas(sent: _Models, received: _Models) -> dict[str, Any]:
    _, commands = models_json_schema([(model, "validation") for model in sent], ref_template=_REFERENCE)
    _, events = models_json_schema([(model, "serialization") for model in received], ref_template=_REFERENCE)
    return {**commands["$defs"], **events["$defs"]}


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "summary": (model.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "payload": {"$ref": _REFERENCE.format(model=model.__name__)},
    }


def _message_reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/messages/{model.__name__}"}


def _operation(action: str, models: _Models) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{model.__name__}"} for model in models],
    }
