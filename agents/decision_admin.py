"""In the admin: why the agent said something or nothing, as a list, beside each message and beside each room."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agents.models import Decision
from agents.why import why, why_undecided
from chat.admin import ConversationAdmin, MessageAdmin, ReadOnly
from chat.models import Conversation, Message

_LATEST = 20

# Chat's own pages know nothing of agents; these are the same with a word more.
admin.site.unregister([Conversation, Message])


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """By room and time: why it spoke, or said nothing. What was said stands on the message's own page only."""

    list_display = ("created_at", "conversation", "said", "intent", "confidence_shown")
    list_filter = ("grounds", "speak", "is_trivial", "intent", "created_at")
    list_select_related = ("conversation",)
    search_fields = ("conversation__title", "=conversation__id", "=message__id")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fields = ("said", "conversation", "message_link", "scores_shown", "created_at", "held_until")
    readonly_fields = fields

    @admin.display(description="why")
    def said(self, stored: Decision) -> str:
        """Return it in plain words."""
        return why(stored)

    @admin.display(description="confidence", ordering="confidence")
    def confidence_shown(self, stored: Decision) -> str:
        """Return the confidence with two digits."""
        return f"{stored.confidence:.2f}"

    @admin.display(description="message")
    def message_link(self, stored: Decision) -> SafeString:
        """Return the way to the message."""
        return _link_to(stored)

    @admin.display(description="scores by intent")
    def scores_shown(self, stored: Decision) -> SafeString:
        """Return the probabilities, highest first."""
        ranked = sorted(stored.scores.items(), key=lambda each: -float(each[1]))
        return format_html_join("", "<p>{}: {}</p>", ((name, f"{float(score):.3f}") for name, score in ranked))


@admin.register(Message)
class HeardMessageAdmin(MessageAdmin):
    """A message, and what the agents made of it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Tell it to those who may see decisions."""
        return (*super().get_readonly_fields(request, obj), *(["agents"] if _may_see(request) else []))

    @admin.display(description="Unafied")
    def agents(self, message: Message) -> str:
        """Return in plain words why it spoke after this message, or did not."""
        stored = Decision.objects.filter(message=message).first()
        return why(stored) if stored else why_undecided(message)


@admin.register(Conversation)
class HeardConversationAdmin(ConversationAdmin):
    """A room, and what the agents made of what was said there lately."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Tell it to those who may see decisions."""
        return (*super().get_readonly_fields(request, obj), *(["agents"] if _may_see(request) else []))

    @admin.display(description="Unafied")
    def agents(self, room: Conversation) -> SafeString:
        """Return the latest decisions in plain words, and the way to all of them."""
        latest = Decision.objects.filter(conversation=room).order_by("-created_at")[:_LATEST]
        told = format_html_join("", "<p>{}: {}</p>", ((_link_to(stored), why(stored)) for stored in latest))
        every = f"{reverse('admin:agents_decision_changelist')}?conversation__id__exact={room.pk}"
        return format_html('{}<p><a href="{}">All that is kept of this room</a></p>', told, every)


def _may_see(request: HttpRequest) -> bool:
    return request.user.has_perm("agents.view_decision")


def _link_to(stored: Decision) -> SafeString:
    address = reverse("admin:chat_message_change", args=[stored.message_id])
    return format_html('<a href="{}">{}</a>', address, f"{stored.created_at:%d %B %Y, %H:%M:%S}")
