"""What the API answers is JSON, whoever has made it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from accounts.rendering import Json, WireRenderer
from accounts.wire import Pair, Wire


class Noun(Wire):
    """Something with what JSON has no type of its own for."""

    name: str
    at: datetime
    parts: list[Pair | None]


NOUN = Noun(
    name="Zoë “A” \u2028 </x>", at=datetime(2026, 1, 2, tzinfo=UTC), parts=[Pair(access="a", refresh="b"), None]
)


def test_a_model_is_told_as_drf_would_tell_its_dump() -> None:
    theirs = json.loads(JSONRenderer().render(NOUN.model_dump(mode="json")))
    assert json.loads(WireRenderer().render(NOUN)) == theirs


def test_json_is_told_as_it_is() -> None:
    assert WireRenderer().render(Json('{"ä": 1}')) == '{"ä": 1}'.encode()


@pytest.mark.parametrize("data", [None, {"code": "gone"}, "a text", [1, None]])
def test_all_else_is_told_by_drf(data: Any) -> None:
    assert WireRenderer().render(data) == JSONRenderer().render(data)
