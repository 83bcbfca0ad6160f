"""For moderators: what was recommended and why, why nothing was said, and the catalogue."""

from typing import Any, override
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agents import (
    decision_admin,  # noqa: F401 - registers its pages
    spending_chart,
)
from agents.models import CatalogItem, Feedback, Recommendation
from chat.admin import ReadOnly
from chat.models import Message


class FeedbackInline(admin.TabularInline[Feedback, Recommendation]):
    """What people answered, beside the recommendation."""

    model = Feedback
    fields = ("user", "item", "verdict", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody answers for others."""
        return False


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnly):
    """Everything needed to see why: turns, scores, candidates, model, latency, cost, feedback."""

    list_display = (
        "created_at",
        "conversation",
        "intent",
        "confidence_shown",
        "first_title",
        "model",
        "latency_ms",
        "tokens",
        "cost_usd",
    )
    list_filter = ("intent", "model", "created_at")
    search_fields = ("reason", "conversation__title")
    date_hierarchy = "created_at"
    inlines = (FeedbackInline,)
    fields = (
        "conversation",
        "created_at",
        "like",
        "intent",
        "confidence_shown",
        "reason",
        "turns_read",
        "scores",
        "items_shown",
        "candidates_weighed",
        "model",
        "latency_ms",
        "input_tokens",
        "output_tokens",
        "cost_usd",
    )
    readonly_fields = fields

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what the models took above the list."""
        return super().changelist_view(request, {**(extra_context or {}), "spending": spending_chart.chart()})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recommendation]:
        """With the conversations, in one query."""
        return super().get_queryset(request).select_related("conversation", "decision")

    @admin.display(description="confidence", ordering="confidence")
    def confidence_shown(self, stored: Recommendation) -> str:
        """Return the confidence with two digits."""
        return f"{stored.confidence:.2f}"

    @admin.display(description="tokens")
    def tokens(self, stored: Recommendation) -> int:
        """Return what went to the model and came from it, also where it failed in the end."""
        return stored.input_tokens + stored.output_tokens

    @admin.display(description="first work")
    def first_title(self, stored: Recommendation) -> str:
        """Return the id of the first work; ids are readable, and no query is needed."""
        return str(stored.items[0]["id"]) if stored.items else ""

    @admin.display(description="turns read (evidence in bold)")
    def turns_read(self, stored: Recommendation) -> SafeString:
        """Return what was read, oldest first; what has been deleted since is not shown."""
        evidence = set(stored.evidence.values_list("pk", flat=True))
        turns = Message.objects.filter(pk__in=[UUID(turn) for turn in stored.turns]).standing().select_related("sender")
        return format_html_join(
            "",
            "<p>{}: {}</p>",
            (
                (turn.sender or "Unafied", _marked(turn.content, is_evidence=turn.pk in evidence))
                for turn in turns.order_by("sequence")
            ),
        )

    @admin.display(description="scores by intent")
    def scores(self, stored: Recommendation) -> SafeString:
        """Return the decision's probabilities, highest first."""
        scores = stored.decision.scores if stored.decision else {}
        ranked = sorted(scores.items(), key=lambda each: -float(each[1]))
        return format_html_join("", "<p>{}: {}</p>", ((name, f"{float(score):.3f}") for name, score in ranked))

    @admin.display(description="works shown")
    def items_shown(self, stored: Recommendation) -> SafeString:
        """Return the works on the card."""
        return _works(stored.items)

    @admin.display(description="candidates")
    def candidates_weighed(self, stored: Recommendation) -> SafeString:
        """Return what was weighed, with the parts of each score."""
        return _works(stored.candidates)


@admin.register(CatalogItem)
class CatalogItemAdmin(admin.ModelAdmin[CatalogItem]):
    """The catalogue; what is edited is embedded anew by the sweep."""

    list_display = ("title", "creator", "year", "kind", "popularity", "is_offered", "is_embedded")
    list_filter = ("kind", "is_offered", "language")
    search_fields = ("title", "creator", "description")
    readonly_fields = ("model",)

    @admin.display(description="embedded", boolean=True)
    def is_embedded(self, stored: CatalogItem) -> bool:
        """Whether it can be found by meaning."""
        return bool(stored.model)

    @override
    def save_model(self, request: HttpRequest, obj: CatalogItem, form: Any, change: bool) -> None:
        """Drop the vector of what was edited: it is another text now."""
        obj.model, obj.embedding = "", None
        super().save_model(request, obj, form, change)


def _marked(text: str, *, is_evidence: bool) -> str:
    return format_html("<strong>{}</strong>", text) if is_evidence else text


def _works(rows: list[dict[str, Any]]) -> SafeString:
    titles = CatalogItem.objects.in_bulk([row["id"] for row in rows])
    return format_html_join(
        "",
        "<p>{} — {}{}</p>",
        (
            (titles.get(row["id"], row["id"]), f"{float(row['score']):.3f}", _parts(row.get("parts", {})))
            for row in rows
        ),
    )


def _parts(parts: dict[str, float]) -> SafeString:
    text = ", ".join(f"{name} {float(value):.2f}" for name, value in parts.items())
    return format_html(" <small>({})</small>", text) if text else SafeString("")
