"""What the agents keep of somebody, for the file with all of their data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from pydantic import BaseModel

from accounts.models import User
from agents.models import Decision, Feedback, MessageEmbedding, Recommendation
from agents.wanted import Wanted
from chat import export
from chat.protocol import Wire


class Answer(Wire):
    """What one said to a recommendation, or (no work) to its moment."""

    conversation: UUID | None
    recommendation: UUID | None
    item: str | None
    title: str
    verdict: str
    kept: bool
    at: datetime


class Wish(Wire):
    """That one wanted more like a work."""

    conversation: UUID
    recommendation: UUID
    item: str
    title: str
    at: datetime


class Finding(Wire):
    """What the agent decided on one's message, with its scores."""

    message: UUID
    speak: bool
    intent: str
    confidence: float
    grounds: str
    scores: dict[str, Any]
    at: datetime


class Ground(Wire):
    """A message of one's own that a recommendation rests on."""

    message: UUID
    recommendation: UUID
    reason: str


class Reading(Wire):
    """The vector of one's message, without the zeros at its end."""

    message: UUID
    model: str
    vector: list[float]
    at: datetime


def contribute() -> None:
    """Add the agents' parts to the file."""
    export.contribute("answers", _answers)
    export.contribute("wishes", _wishes)
    export.contribute("decisions", _decisions)
    export.contribute("evidence", _evidence)
    export.contribute("vectors", _vectors)


def _answers(user: User) -> Iterator[list[BaseModel]]:
    found = Feedback.objects.filter(user=user).select_related("recommendation", "item")
    for page in export.by_key(found):
        yield [
            Answer(
                conversation=each.recommendation.conversation_id if each.recommendation else None,
                recommendation=each.recommendation_id,
                item=each.item_id,
                title=each.item.title if each.item else "",
                verdict=each.verdict,
                kept=each.is_kept,
                at=each.created_at,
            )
            for each in page
        ]


def _wishes(user: User) -> Iterator[list[BaseModel]]:
    for page in export.by_key(Wanted.objects.filter(user=user).select_related("recommendation", "item")):
        yield [
            Wish(
                conversation=each.recommendation.conversation_id,
                recommendation=each.recommendation_id,
                item=each.item_id,
                title=each.item.title,
                at=each.created_at,
            )
            for each in page
        ]


def _decisions(user: User) -> Iterator[list[BaseModel]]:
    for page in export.by_key(Decision.objects.filter(message__sender=user)):
        yield [
            Finding(
                message=each.message_id,
                speak=each.speak,
                intent=each.intent,
                confidence=each.confidence,
                grounds=each.grounds,
                scores=each.scores,
                at=each.created_at,
            )
            for each in page
        ]


def _evidence(user: User) -> Iterator[list[BaseModel]]:
    rests: QuerySet[Any] = Recommendation.evidence.through.objects.filter(message__sender=user)
    for page in export.by_key(rests.select_related("recommendation")):
        yield [
            Ground(message=each.message_id, recommendation=each.recommendation_id, reason=each.recommendation.reason)
            for each in page
        ]


def _vectors(user: User) -> Iterator[list[BaseModel]]:
    for page in export.by_key(MessageEmbedding.objects.filter(message__sender=user)):
        yield [
            Reading(
                message=each.message_id,
                model=each.model,
                vector=np.trim_zeros(np.asarray(each.embedding, dtype=float), "b").tolist(),
                at=each.created_at,
            )
            for each in page
        ]
