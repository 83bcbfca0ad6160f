"""The forms of the pages. They ask; what may not be, the actions refuse, and `show` puts it beside the fields."""

from math import ceil
from typing import Any

from django import forms

from accounts.problems import Refusal
from accounts.rules import ADDRESS_LIMIT, NAME_LIMIT, PASSWORD_LIMIT, time_zones


def show(refusal: Refusal, form: forms.BaseForm) -> None:
    """Say on a bound form why its action was refused."""
    if refusal.retry_after is not None:
        minutes = ceil(refusal.retry_after / 60)
        wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
        form.add_error(None, f"That was a bit much at once. Please wait {wait} and try again.")
    elif not refusal.fields:
        form.add_error(None, refusal.detail)
    for name, messages in (refusal.fields or {}).items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


def _address(**attrs: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", **attrs})
    return forms.EmailField(label="E-mail address", max_length=ADDRESS_LIMIT, widget=widget)


def _name(**attrs: Any) -> forms.CharField:
    return forms.CharField(
        label="Display name",
        max_length=NAME_LIMIT,
        help_text="What others see beside your messages.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname", **attrs}),
    )


def _password(label: str, autocomplete: str, help_text: str = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=PASSWORD_LIMIT,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, **attrs}),
    )


def _new_password(label: str, **attrs: Any) -> forms.CharField:
    return _password(label, "new-password", "At least 8 characters, and not one of the usual.", **attrs)


def _clock(label: str, help_text: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


def _zones() -> list[tuple[str, str]]:
    return [("", "Not set: UTC"), *((name, name.replace("_", " ")) for name in time_zones())]


class SignUpForm(forms.Form):
    """A new account."""

    display_name = _name(autofocus=True)
    email = _address()
    password = _new_password("Password")


class SignInForm(forms.Form):
    """Address and password."""

    email = _address(autocomplete="username", autofocus=True)
    password = _password("Password", "current-password")


class ResetForm(forms.Form):
    """Where to send the link."""

    email = _address(autofocus=True)


class NewPasswordForm(forms.Form):
    """A new password for somebody who came by the link."""

    password = _new_password("New password", autofocus=True)


class PasswordChangeForm(forms.Form):
    """The old password and the new one."""

    current = _password("Current password", "current-password", autofocus=True)
    new = _new_password("New password")


class SettingsForm(forms.Form):
    """What others see, what the agents may read, and when they keep quiet."""

    display_name = _name()
    agents_allowed = forms.BooleanField(
        label="Agents may read what I write",
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text="In rooms that are listened to. Switched off, nothing you wrote is used or kept by them.",
    )
    quiet_from = _clock("Quiet from", "In rooms where you spoke within a day, agents then speak only when asked.")
    quiet_until = _clock("Quiet until", "Leave both empty for no quiet hours.")
    time_zone = forms.ChoiceField(
        label="Time zone", required=False, choices=_zones, help_text="By which clock that is."
    )


class DeleteForm(forms.Form):
    """The password, to be sure."""

    password = _password("Password", "current-password", autofocus=True)
