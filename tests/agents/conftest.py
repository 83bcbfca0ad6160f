"""A recommendation in the room, and the works it shows."""

import uuid

import pytest

from accounts.models import User
from agents.models import CatalogItem, Recommendation
from chat import actions, protocol
from chat.models import Conversation


@pytest.fixture
def works(db: None) -> list[CatalogItem]:
    return [
        CatalogItem.objects.create(
            id=f"movie-{title.lower()}", kind="movie", title=title, creator="Somebody", year=2000, description="Good."
        )
        for title in ("One", "Two")
    ]


@pytest.fixture
def recommendation(alice: User, room: Conversation, works: list[CatalogItem]) -> Recommendation:
    trigger = actions.post_message(
        actions.Draft(user=alice.pk, conversation=room.pk, client_id=uuid.uuid4(), content="so bored")
    ).message
    made = Recommendation(
        conversation=room,
        trigger=trigger,
        intent="boredom",
        confidence=0.9,
        reason="A free evening.",
        items=[{"id": work.pk, "rank": rank, "score": 0.5} for rank, work in enumerate(works, start=1)],
        model="local",
        latency_ms=120,
    )
    bare = protocol.RecommendationCard(
        id=made.pk, intent=made.intent, confidence=0.9, reason=made.reason, evidence=[], items=[], trigger=None
    )
    made.message = actions.post_card(room.pk, content="A free evening.", card=bare, client_id=made.pk)
    made.save()
    made.evidence.set([trigger])
    return made
