"""What an operator forgot is named."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import LazySettings

from unafied.checks import check_environment

PRODUCTION = {
    "IS_EMBEDDED": False,
    "SECRET_KEY": "k" * 50,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["chat.example.org"],
    "SITE_URL": "https://chat.example.org",
    "IS_BEHIND_TLS": True,
    "RATE_LIMITS": True,
    "MAILERS": {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}},
}


def ids(settings: LazySettings, **changes: Any) -> list[str]:
    for name, value in {**PRODUCTION, **changes}.items():
        setattr(settings, name, value)
    return [str(message.id) for message in check_environment()]


def test_a_good_production_environment_has_nothing_to_say(settings: LazySettings) -> None:
    assert ids(settings) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SITE_URL": "chat.example.org"}, "unafied.E001"),
        ({"SITE_URL": "https://other.example"}, "unafied.E002"),
        ({"PORT": 0}, "unafied.E003"),
        ({"SECRET_KEY": "short"}, "unafied.E010"),
        ({"DEBUG": True}, "unafied.E011"),
        ({"ALLOWED_HOSTS": ["*"]}, "unafied.E012"),
        ({"IS_BEHIND_TLS": False}, "unafied.W010"),
        ({"MAILERS": {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}}, "unafied.W011"),
        ({"RATE_LIMITS": False}, "unafied.W012"),
    ],
)
def test_what_is_wrong_is_named(settings: LazySettings, changes: Mapping[str, Any], expected: str) -> None:
    assert ids(settings, **changes) == [expected]


def test_the_embedded_stack_needs_none_of_it(settings: LazySettings) -> None:
    weak = {"IS_EMBEDDED": True, "SECRET_KEY": "short", "IS_BEHIND_TLS": False, "RATE_LIMITS": False}
    assert ids(settings, **weak) == []
