"""The socket's document is whole, and says what `chat/protocol/` says."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chat import asyncapi, protocol
from tests.chat import schemas


def references(node: Any) -> set[str]:
    """Every `$ref` in it, however deep."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(each) for each in node.values()))
    return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@pytest.mark.parametrize("document", [asyncapi.document(), schemas.openapi()], ids=["asyncapi", "openapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = references(document)
    assert len(found) > 20
    assert all(resolve(document, each) is not None for each in found)
    json.dumps(document)


@pytest.mark.parametrize("document", [asyncapi.document(), schemas.openapi()], ids=["asyncapi", "openapi"])
def test_every_schema_is_one(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_command_and_event_is_an_operation_s_message() -> None:
    document = asyncapi.document()
    operations = {
        name: {each["$ref"].rpartition("/")[2] for each in operation["messages"]}
        for name, operation in document["operations"].items()
    }
    assert operations["command"] == {model.__name__ for model in protocol.COMMANDS.values()}
    assert operations["event"] == {model.__name__ for model in get_args(protocol.AnyEvent)}
    assert document["operations"]["command"]["action"] == "receive"
    assert document["operations"]["event"]["action"] == "send"
    assert document["channels"]["socket"]["address"] == "/ws/"


def test_every_closing_code_is_named() -> None:
    assert all(str(code) in asyncapi.document()["info"]["description"] for code in protocol.CLOSE_CODES)


def test_every_message_says_what_it_is_for() -> None:
    assert all(each["summary"] for each in asyncapi.document()["components"]["messages"].values())


NAMES = sorted({name for model in protocol.COMMANDS.values() for name in model.model_fields})
fields = st.dictionaries(
    st.sampled_from([*NAMES, "extra"]),
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=5) | st.uuids().map(str) | st.just("👍"),
    max_size=6,
)


@given(st.sampled_from(sorted(protocol.COMMANDS)), fields)
def test_what_is_taken_is_documented(type_: str, given_: dict[str, Any]) -> None:
    frame = {**given_, "type": type_}
    try:
        protocol.COMMANDS[type_].model_validate(frame, strict=False)
    except ValueError:
        return
    taken = {name: value for name, value in frame.items() if not isinstance(value, bool) or name == "off_record"}
    if taken == frame:
        assert schemas.is_documented_command(json.loads(json.dumps(frame)))


def test_an_undeclared_field_is_no_event() -> None:
    with pytest.raises(ValueError, match="extra"):
        protocol.PresenceChanged.model_validate(
            {"online": ["019ab1de-0000-7000-8000-000000000000"], "offline": [], "x": 1}
        )
