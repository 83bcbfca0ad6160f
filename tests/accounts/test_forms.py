"""A refusal is shown where it belongs."""

import pytest

from accounts.forms import DeleteForm, SignInForm, show
from accounts.problems import Refusal

GIVEN = {"email": "alice@example.org", "password": "x"}


def test_what_is_wrong_stands_beside_its_field() -> None:
    form = SignInForm(GIVEN)
    assert form.is_valid()
    show(Refusal("invalid", "…", fields={"email": ["One.", "Two."], "elsewhere": ["Three."]}), form)
    assert form.errors == {"email": ["One.", "Two."], "__all__": ["Three."]}


def test_what_is_about_no_field_stands_above_them() -> None:
    form = DeleteForm({"password": "x"})
    show(Refusal("gone", "It is gone."), form)
    assert form.non_field_errors() == ["It is gone."]


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (3600, "60 minutes")]
)
def test_who_has_to_wait_is_told_how_long(seconds: float, words: str) -> None:
    form = SignInForm(GIVEN)
    show(Refusal("rate_limited", "…", retry_after=seconds), form)
    assert form.non_field_errors() == [f"That was a bit much at once. Please wait {words} and try again."]


def test_no_password_is_shown_again() -> None:
    form = SignInForm({**GIVEN, "password": "correct horse battery"})
    assert "correct horse battery" not in form.as_p()
