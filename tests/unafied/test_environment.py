"""A value that can't be read is an error that names the variable, and never shows the value."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from unafied.environment import Environment


def reading(**values: str) -> Environment:
    env = Environment()
    env.ENVIRON = values  # type: ignore[assignment]  # any mapping of texts will do
    return env


@pytest.mark.parametrize(("word", "is_on"), [("on", True), ("TRUE", True), ("1", True), ("off", False), ("", False)])
def test_a_switch_is_on_or_off(word: str, is_on: bool) -> None:
    assert reading(RATE_LIMITS=word).bool("RATE_LIMITS", default=True) is is_on


def test_a_switch_that_is_neither_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="RATE_LIMITS: say on or off"):
        reading(RATE_LIMITS="perhaps").bool("RATE_LIMITS", default=True)


def test_a_number_that_is_none_is_named_without_its_value() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^PORT: ") as error:
        reading(PORT="secret80").int("PORT", default=8000)
    assert "secret80" not in str(error.value)


def test_what_is_not_given_takes_its_default() -> None:
    assert reading().int("PORT", default=8000) == 8000
    assert reading().bool("DEBUG", default=False) is False
