"""Users in the admin: found, banned with a reason, let in again; every act is recorded.

Staff who aren't superusers are moderators. They change display names and ban, and touch nobody of the staff: an
address, a password or a permission in their hands would be a way to more rights.
"""

from collections.abc import Callable
from typing import Any, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts import actions, admin_forms
from accounts.models import User
from accounts.signals import profile_changed

admin.site.login_form = admin_forms.SignInForm
admin.site.password_change_form = admin_forms.OwnPasswordForm

_OWN = ("agents_allowed", "time_zone", "quiet_from", "quiet_until")
"""What is nobody's business to change but their own."""
_PROFILE = ("Profile", {"fields": ("email", "display_name", *_OWN)})
_STATE = (
    "State",
    {
        "fields": (
            "is_active",
            "banned_at",
            "ban_reason",
            "deleted_at",
            "last_login",
            "created_at",
        )
    },
)
_RIGHTS = ("Rights", {"fields": ("password", "is_staff", "is_superuser", "groups", "user_permissions")})
_NEVER_EDITED = (*_OWN, *_STATE[1]["fields"])


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]
    """Everybody with an account."""

    list_display = ("email", "display_name", "is_active", "banned_at", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff", ("banned_at", admin.EmptyFieldListFilter))
    search_fields = ("email", "display_name", "id")
    ordering = ("-created_at",)
    add_form = admin_forms.NewUserForm
    add_fieldsets = ((None, {"fields": ("email", "display_name", "password1", "password2")}),)
    change_password_form = admin_forms.PasswordForm

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show rights and the password to superusers only."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        return (_PROFILE, _STATE, _RIGHTS) if _is_superuser(request) else (_PROFILE, _STATE)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let an address be changed by superusers only: whoever sets it can reset the password."""
        if obj is None:
            return ()
        return _NEVER_EDITED if _is_superuser(request) else ("email", *_NEVER_EDITED)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep moderators off the staff, and everybody off deleted accounts."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (not obj.deleted_at and (_is_superuser(request) or not obj.is_staff))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let superusers make accounts; everybody else signs up."""
        return _is_superuser(request)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep the rows: what they wrote refers to them."""
        return False

    @override
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, and tell a new display name."""
        super().save_model(request, obj, form, change)
        if change and "display_name" in form.changed_data:
            transaction.on_commit(lambda: profile_changed.send_robust(sender=User, user=obj))

    @override
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Let superusers only set a password."""
        if not _is_superuser(request):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages to ban and to let in again."""
        pages = {"ban": self.ban_page, "unban": self.unban_page}
        return [
            *(
                path(f"<uuid:pk>/{name}/", self.admin_site.admin_view(page), name=f"accounts_user_{name}")
                for name, page in pages.items()
            ),
            *super().get_urls(),
        ]

    def ban_page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Ask for the reason, ban, and record it."""

        def ban(user: User, form: forms.Form) -> str:
            reason = form.cleaned_data["reason"]
            actions.ban(user, reason=reason)
            return f"Banned: {reason}"

        return self._act(request, pk, admin_forms.BanForm, "Ban", ban)

    def unban_page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Ask to confirm, let in again, and record it."""

        def unban(user: User, _form: forms.Form) -> str:
            actions.unban(user)
            return "Let in again"

        return self._act(request, pk, admin_forms.UnbanForm, "Let in again", unban)

    def _act(
        self,
        request: HttpRequest,
        pk: UUID,
        form_class: type[forms.Form],
        title: str,
        act: Callable[[User, forms.Form], str],
    ) -> HttpResponse:
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user) or user == request.user:
            raise PermissionDenied
        form = form_class(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                record = act(user, form)
                self.log_change(request, user, record)
            messages.success(request, f"{user.display_name}: {record}")
            return redirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {**self.admin_site.each_context(request), "title": f"{title}: {user.display_name}"}
        context |= {"form": form, "original": user, "opts": self.opts, "verb": title}
        return TemplateResponse(request, "admin/accounts/user/act.html", context)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
