"""The admin's forms about accounts: they go through the same gates and actions as everybody's."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.forms import AdminPasswordChangeForm as AdminOwnPasswordForm
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.core.exceptions import ValidationError

from accounts import actions, gates
from accounts.models import User
from accounts.problems import Refusal

_FIRST = "password1"


class SignInForm(AdminAuthenticationForm):
    """The admin's own way in."""

    def clean(self) -> dict[str, Any]:
        """Knock at the same gate as everybody, then check the password."""
        if self.request and "username" in self.cleaned_data:
            try:
                gates.sign_in(self.request, self.cleaned_data["username"])
            except Refusal as refusal:
                raise ValidationError(refusal.detail) from None
        return super().clean()


class EndsAccess:
    """Set the password by the action, which ends what was opened with the old one."""

    user: User
    cleaned_data: dict[str, Any]

    def set_password_and_save(self, user: User, password_field_name: str = _FIRST, **_: Any) -> User:
        """Replace the password of `user`."""
        self.user = actions.set_password(user, self.cleaned_data[password_field_name])
        return self.user


class OwnPasswordForm(EndsAccess, AdminOwnPasswordForm):  # type: ignore[misc]
    """A moderator's own password."""


class PasswordForm(EndsAccess, AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Somebody else's password; to keep somebody out there is the ban."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account."""

    class Meta:
        model = User
        fields = ("email", "display_name")


class BanForm(forms.Form):
    """Why somebody is kept out."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))


class UnbanForm(forms.Form):
    """Nothing to ask, only to confirm."""
