"""Who takes their data home finds there what the agents made of it."""

import json
from typing import Any

import numpy as np
import pytest
from django.test import AsyncClient

from accounts import tokens
from accounts.models import User
from agents.feedback import give_feedback
from agents.models import DIMENSIONS, Decision, MessageEmbedding, Recommendation
from agents.more import ask_for_more
from chat import actions, desk
from chat.models import Conversation
from tests.agents.conftest import Say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("views_let_go_of_the_database")]


async def exported(user: User) -> dict[str, Any]:
    pair = await desk.ask(tokens.issue, user)
    answer: Any = await AsyncClient().get("/api/v1/export/", headers={"authorization": f"Bearer {pair.access}"})
    found: dict[str, Any] = json.loads(b"".join([piece async for piece in answer.streaming_content]))
    return found


async def test_answers_decisions_evidence_and_vectors_are_in_it_and_only_ones_own(
    alice: User, bob: User, listening: Conversation, recommendation: Recommendation, say: Say
) -> None:
    def fill() -> str:
        said = say(bob, "so bored")
        MessageEmbedding.objects.create(
            message=said, conversation=listening, model="test", embedding=np.eye(1, DIMENSIONS, 1)[0]
        )
        Decision.objects.create(
            conversation=listening,
            message=said,
            speak=False,
            intent="boredom",
            confidence=0.4,
            grounds="hint",
            scores={"boredom": 0.4},
        )
        recommendation.evidence.add(said)
        give_feedback(bob, recommendation.pk, "saved", "movie-one")
        give_feedback(bob, recommendation.pk, "not_now")
        ask_for_more(bob, recommendation.pk, "movie-two")
        return str(said.pk)

    said = await desk.ask(fill)
    his, hers = await exported(bob), await exported(alice)
    assert [(each["title"], each["verdict"], each["kept"]) for each in his["answers"]] == [
        ("One", "saved", True),
        ("", "not_now", False),
    ]
    assert [(each["title"], each["conversation"]) for each in his["wishes"]] == [("Two", str(listening.pk))]
    assert [(each["message"], each["scores"]) for each in his["decisions"]] == [(said, {"boredom": 0.4})]
    assert his["evidence"] == [{"message": said, "recommendation": str(recommendation.pk), "reason": "A free evening."}]
    assert [(each["message"], each["vector"]) for each in his["vectors"]] == [(said, [0.0, 1.0])]
    assert (hers["answers"], hers["wishes"], hers["decisions"], hers["vectors"]) == ([], [], [], [])
    await desk.ask(actions.leave, bob, listening.pk)
    his = await exported(bob)
    assert [(each["title"], each["conversation"]) for each in his["answers"]] == [("One", None)]
    assert (his["wishes"], his["decisions"], his["evidence"], his["vectors"]) == ([], [], [], [])
