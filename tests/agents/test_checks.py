"""What is wrong in the agents' settings is named before anybody wonders."""

from typing import Any

import pytest
from django.conf import LazySettings

from agents.checks import check_settings


def ids(settings: LazySettings, **changes: Any) -> list[str]:
    for name, value in changes.items():
        setattr(settings, name, value)
    return [str(message.id) for message in check_settings()]


def test_without_any_environment_nothing_is_wrong(settings: LazySettings) -> None:
    assert ids(settings) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"AGENTS_EMBEDDER": "word2vec"}, "agents.E001"),
        ({"AGENTS_MODEL": "gpt"}, "agents.E002"),
        ({"AGENTS_TIMEOUT": 0}, "agents.E003"),
        ({"AGENTS_TIMEOUT": 46}, "agents.E003"),
        ({"AGENTS_MODEL": "openai:gpt-5-mini"}, "agents.E004"),
        ({"AGENTS_DAILY_TOKENS": -1}, "agents.E005"),
        ({"AGENTS_ROOM_DAILY_USD": float("nan")}, "agents.E005"),
        ({"AGENTS_DAILY_USD": float("inf")}, "agents.E005"),
        ({"AGENTS_OUTPUT_PRICE": -0.1}, "agents.E005"),
    ],
)
def test_what_is_wrong_is_named(settings: LazySettings, changes: dict[str, Any], expected: str) -> None:
    assert ids(settings, **changes) == [expected]


def test_a_model_with_a_key_or_an_address_is_well(settings: LazySettings) -> None:
    assert ids(settings, AGENTS_MODEL="openai:gpt-5-mini", OPENAI_API_KEY="key") == []
    assert ids(settings, OPENAI_API_KEY="", OPENAI_BASE_URL="http://127.0.0.1:1/v1", AGENTS_DAILY_USD=0) == []
