"""A recommendation as everybody in the room sees it: a card on the assistant's message."""

from collections.abc import Sequence
from uuid import UUID

from agents.models import CatalogItem, Feedback, Recommendation
from chat import protocol


def card_of(recommendation: Recommendation) -> protocol.RecommendationCard:
    """Return the card in its present state, with everybody's verdicts, first first."""
    evidence = list(recommendation.evidence.order_by("sequence").values_list("pk", flat=True))
    verdicts = [_verdict(each) for each in recommendation.feedback.order_by("created_at", "pk")]
    card = _card(recommendation, evidence, verdicts)
    # Where what was read is forgotten, so is what called for it.
    is_told = recommendation.trigger_id in evidence or str(recommendation.trigger_id) in recommendation.turns
    return card if is_told else card.model_copy(update={"trigger": None})


def new_card(recommendation: Recommendation, evidence: Sequence[UUID]) -> protocol.RecommendationCard:
    """Return the card of a recommendation that is not stored yet."""
    return _card(recommendation, list(evidence), [])


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


def _card(
    recommendation: Recommendation, evidence: list[UUID], verdicts: list[protocol.CardVerdict]
) -> protocol.RecommendationCard:
    works = CatalogItem.objects.defer("embedding").in_bulk([item["id"] for item in recommendation.items])
    shown = [(works[item["id"]], float(item["score"])) for item in recommendation.items if item["id"] in works]
    return protocol.RecommendationCard(
        id=recommendation.pk,
        intent=recommendation.intent,
        confidence=round(recommendation.confidence, 3),
        reason=recommendation.reason,
        evidence=evidence,
        items=[card_item(work, score) for work, score in shown],
        trigger=recommendation.trigger_id,
        like=recommendation.like
        and protocol.CardLikeness(item=recommendation.like.pk, title=recommendation.like.title),
        verdicts=verdicts,
    )


def _verdict(given: Feedback) -> protocol.CardVerdict:
    return protocol.CardVerdict.model_validate({"user": given.user_id, "item": given.item_id, "verdict": given.verdict})
