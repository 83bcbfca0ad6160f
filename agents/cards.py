"""A recommendation as everybody in the room sees it: a card on the assistant's message."""

from agents.models import CatalogItem, Feedback, Recommendation
from chat import protocol


def card_of(recommendation: Recommendation) -> protocol.RecommendationCard:
    """Return the card in its present state, with everybody's verdicts, first first."""
    works = CatalogItem.objects.in_bulk([item["id"] for item in recommendation.items])
    shown = [(works[item["id"]], float(item["score"])) for item in recommendation.items if item["id"] in works]
    return protocol.RecommendationCard(
        id=recommendation.pk,
        intent=recommendation.intent,
        confidence=round(recommendation.confidence, 3),
        reason=recommendation.reason,
        evidence=list(recommendation.evidence.order_by("sequence").values_list("pk", flat=True)),
        items=[card_item(work, score) for work, score in shown],
        trigger=recommendation.trigger_id,
        verdicts=[_verdict(each) for each in recommendation.feedback.order_by("created_at", "pk")],
    )


def card_item(work: CatalogItem, score: float) -> protocol.CardItem:
    """Return a work as a card and the shelf show it."""
    return protocol.CardItem.model_validate(
        {
            "id": work.pk,
            "kind": work.kind,
            "title": work.title,
            "creator": work.creator,
            "year": work.year,
            "description": work.description,
            "link": work.link,
            "score": round(score, 4),
        }
    )


def _verdict(given: Feedback) -> protocol.CardVerdict:
    return protocol.CardVerdict.model_validate({"user": given.user_id, "item": given.item_id, "verdict": given.verdict})
