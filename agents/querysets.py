"""Every read of what the agents keep."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone
from pgvector.django import CosineDistance

if TYPE_CHECKING:
    from accounts.models import User
    from agents.models import CatalogItem, Decision, Feedback, MessageEmbedding, Recommendation

Vector = Sequence[float]


class EmbeddingQuerySet(models.QuerySet["MessageEmbedding"]):
    """Reads of vectors."""

    def close_to(self, vector: Vector, *, model: str, conversation: UUID) -> "EmbeddingQuerySet":
        """What this room said that is close to `vector`, nearest first, with its cosine `distance`."""
        return (
            self.filter(conversation=conversation, model=model)
            .annotate(distance=CosineDistance("embedding", vector))
            .order_by("distance")
        )


class CatalogQuerySet(models.QuerySet["CatalogItem"]):
    """Reads of the catalogue."""

    def offered(self) -> "CatalogQuerySet":
        """Those that may be recommended."""
        return self.filter(is_offered=True)

    def without_vector_of(self, model: str) -> "CatalogQuerySet":
        """Those that `model` has not embedded yet."""
        return self.exclude(model=model, embedding__isnull=False)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of decisions."""

    def older_than(self, days: int) -> "DecisionQuerySet":
        """Those that are kept no longer."""
        return self.filter(created_at__lt=timezone.now() - timedelta(days=days))


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Reads of recommendations."""

    def visible_to(self, user: "User") -> "RecommendationQuerySet":
        """Those of conversations the user is in."""
        return self.filter(conversation__memberships__user=user)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Reads of feedback."""

    def in_room(self, conversation: UUID) -> "FeedbackQuerySet":
        """What the members of a room said to what was recommended there."""
        return self.filter(recommendation__conversation=conversation)
