"""The rooms in the admin: found by what is not secret, moderated with a reason, and never edited.

What was said is shown on one page only, to whoever may moderate, and that it was looked at is recorded.
"""

from typing import Any, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.models import User
from accounts.problems import Refusal
from chat import actions, markdown
from chat.models import Conversation, Invite, Membership, Message, ModerationRecord

LOOKED = "Looked at what was said"


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that change by actions only: they may be seen, and neither added, changed nor deleted here."""

    show_full_result_count = False
    actions = None

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnly):
    """The rooms."""

    list_display = ("__str__", "kind", "owner", "member_count", "listening", "eagerness", "revision", "last_message_at")
    list_filter = ("kind", "listening", "eagerness")
    list_select_related = ("owner",)
    search_fields = ("title", "=id", "owner__email")
    ordering = ("-created_at",)
    exclude = ("direct_key",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Count the members in the same query."""
        members = Membership.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
        counted: QuerySet[Conversation] = super().get_queryset(request)
        return counted.annotate(member_count=Subquery(members.values(count=Count("pk"))))

    @admin.display(description="members", ordering="member_count")
    def member_count(self, row: Any) -> int:
        """How many are in it."""
        return row.member_count or 0


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who is in which room."""

    list_display = ("user", "conversation", "role", "agents_allowed", "created_at")
    list_filter = ("role", "agents_allowed")
    list_select_related = ("user", "conversation")
    search_fields = ("user__email", "user__display_name", "conversation__title", "=conversation__id")
    ordering = ("-pk",)


@admin.register(Invite)
class InviteAdmin(ReadOnly):
    """Links into rooms; their tokens are not kept."""

    list_display = ("conversation", "created_by", "created_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("conversation", "created_by")
    search_fields = ("conversation__title", "=conversation__id", "created_by__email")
    ordering = ("-created_at",)
    exclude = ("digest",)


@admin.register(ModerationRecord)
class ModerationRecordAdmin(ReadOnly):
    """What moderators did, and why."""

    list_display = ("created_at", "verb", "reason", "moderator", "message")
    list_filter = ("verb",)
    list_select_related = ("moderator", "message")
    search_fields = ("reason", "moderator__email", "=message__id", "=message__conversation__id")
    ordering = ("-pk",)


class ReasonForm(forms.Form):
    """Why a message is hidden, or shown again."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """What was said: when, where and by whom. Who may change messages may hide and restore them."""

    list_display = ("sequence", "conversation", "sender", "role", "created_at", "edited_at", "hidden_at", "deleted_at")
    list_filter = (
        "role",
        ("hidden_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
        "off_record",
    )
    list_select_related = ("conversation", "sender")
    search_fields = ("=id", "=conversation__id", "conversation__title", "sender__email")
    ordering = ("-pk",)
    exclude = ("content", "card")

    def get_urls(self) -> list[URLPattern]:
        """Add the page to look at a message and to moderate it."""
        page = self.admin_site.admin_view(self.moderate_page)
        return [path("<uuid:pk>/moderate/", page, name="chat_message_moderate"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer moderation to whoever may moderate."""
        return super().render_change_form(request, {**context, "may_moderate": _may_moderate(request)}, *args, **kwargs)

    def moderate_page(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what was said and what moderators did; hide or restore it with a reason."""
        if not _may_moderate(request):
            raise PermissionDenied
        message = self.get_object(request, str(pk))
        if message is None:
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._moderated(request, message, form):
            return redirect(reverse("admin:chat_message_moderate", args=[pk]))
        self.log_change(request, message, LOOKED)
        return TemplateResponse(request, "admin/chat/message/moderate.html", self._shown(request, message, form))

    def _moderated(self, request: HttpRequest, message: Message, form: ReasonForm) -> bool:
        reason = form.cleaned_data["reason"]
        verb, done = (actions.restore_message, "Restored") if message.hidden_at else (actions.hide_message, "Hidden")
        try:
            with transaction.atomic():
                verb(_user(request), message.pk, reason)
                self.log_change(request, message, f"{done}: {reason}")
        except Refusal as refusal:
            form.add_error(None, refusal.detail)
            return False
        messages.success(request, f"{done}.")
        return True

    def _shown(self, request: HttpRequest, message: Message, form: ReasonForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"Message {message}",
            "original": message,
            "opts": self.opts,
            "html": markdown.render(message.content) if message.content else "",
            "versions": message.versions.order_by("pk"),
            "records": message.moderation.select_related("moderator").order_by("-pk"),
            "form": form,
            "verb": "" if message.deleted_at else "Restore" if message.hidden_at else "Hide",
        }


def _may_moderate(request: HttpRequest) -> bool:
    return _user(request).has_perm("chat.change_message")


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
