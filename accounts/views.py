"""The pages: sign up, in and out, a forgotten password, the settings. They work without a script."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts import actions, forms, gates, mail
from accounts.models import User
from accounts.problems import STATUS_BY_CODE, Refusal, headers

private = method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
public = method_decorator(login_not_required, name="dispatch")


class ActionPage(FormView):  # type: ignore[type-arg]
    """A form whose action may refuse; what it says is shown beside the fields it is about."""

    def act(self, form: BaseForm) -> None:
        """Do what the page is for; raises `Refusal`."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Act, then go on."""
        try:
            self.act(form)
        except Refusal as refusal:
            forms.show(refusal, form)
            return self.render_to_response(
                self.get_context_data(form=form),
                status=STATUS_BY_CODE[refusal.code],
                headers=headers(refusal),
            )
        return redirect(self.get_success_url())


class EntryPage(auth.RedirectURLMixin, ActionPage):
    """A way in, which goes on to `next` when that is a page of ours."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those who are in pass."""
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        """Go home."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep `next` for the form and for the other way in."""
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


@public
@private
class SignUp(EntryPage):
    """Make an account and come in at once."""

    template_name = "accounts/sign_up.html"
    form_class = forms.SignUpForm

    def act(self, form: BaseForm) -> None:
        """Register and sign in."""
        gates.register(self.request)
        login(self.request, actions.register(**form.cleaned_data))


@public
@private
class SignIn(EntryPage):
    """Come in."""

    template_name = "accounts/sign_in.html"
    form_class = forms.SignInForm

    def act(self, form: BaseForm) -> None:
        """Check the password and start a session."""
        gates.sign_in(self.request, form.cleaned_data["email"])
        login(self.request, actions.sign_in(**form.cleaned_data))


@public
class SignOut(auth.LogoutView):
    """Go, by POST; `accounts.receivers` ends the sockets."""


@public
@private
class PasswordReset(ActionPage):
    """Ask for a link to choose a new password."""

    template_name = "registration/password_reset_form.html"
    form_class = forms.ResetForm
    success_url = reverse_lazy("accounts:password-reset-done")

    def act(self, form: BaseForm) -> None:
        """Send it, if there is such an account; the page doesn't tell."""
        email = form.cleaned_data["email"]
        gates.reset(self.request, email)
        mail.send_reset_link(email)


@public
class PasswordResetDone(TemplateView):
    """Look into your mailbox."""

    template_name = "registration/password_reset_done.html"


@public
@private
class PasswordResetConfirm(ActionPage, auth.PasswordResetConfirmView):
    """Choose a new password; Django's view checks the link and takes it out of the address bar."""

    template_name = "registration/password_reset_confirm.html"
    form_class = forms.NewPasswordForm  # type: ignore[assignment]
    success_url = reverse_lazy("accounts:password-reset-complete")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Leave out the user: the action finds it by the link."""
        return {name: value for name, value in super().get_form_kwargs().items() if name != "user"}

    def act(self, form: BaseForm) -> None:
        """Replace the password, with the token that Django's view keeps in the session."""
        token = self.request.session[auth.INTERNAL_RESET_SESSION_TOKEN]
        actions.reset_password(uid=self.kwargs["uidb64"], token=token, **form.cleaned_data)
        del self.request.session[auth.INTERNAL_RESET_SESSION_TOKEN]


@public
class PasswordResetComplete(TemplateView):
    """It is done."""

    template_name = "registration/password_reset_complete.html"


@private
class PasswordChange(ActionPage):
    """Replace the password; other devices are signed out."""

    template_name = "accounts/password_change.html"
    form_class = forms.PasswordChangeForm
    success_url = reverse_lazy("accounts:settings")

    def act(self, form: BaseForm) -> None:
        """Change it and keep this session."""
        user = _user(self.request)
        gates.password(user)
        update_session_auth_hash(self.request, actions.change_password(user, **form.cleaned_data))
        messages.success(self.request, "Your password is changed. Other devices have to sign in again.")


@private
class Settings(ActionPage):
    """The display name, what the agents may read, and when they keep quiet."""

    template_name = "accounts/settings.html"
    form_class = forms.SettingsForm
    success_url = reverse_lazy("accounts:settings")

    def get_initial(self) -> dict[str, Any]:
        """Show how it is."""
        user = _user(self.request)
        return {name: getattr(user, name) for name in forms.SettingsForm.base_fields}

    def act(self, form: BaseForm) -> None:
        """Save."""
        actions.change_profile(_user(self.request), **form.cleaned_data)
        messages.success(self.request, "Saved.")


@private
class DeleteAccount(ActionPage):
    """Leave for ever."""

    template_name = "accounts/delete.html"
    form_class = forms.DeleteForm
    success_url = reverse_lazy("accounts:sign-in")

    def act(self, form: BaseForm) -> None:
        """Delete the account and end this session."""
        user = _user(self.request)
        gates.password(user)
        actions.delete_account(user, **form.cleaned_data)
        logout(self.request)
        messages.success(self.request, "Your account is deleted.")


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Refusal("unauthenticated", "Sign in first.")
    return user
