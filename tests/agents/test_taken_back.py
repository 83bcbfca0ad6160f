"""Words that are taken back while a recommendation is made, or that reached it by a longer way, don't stay in it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from agents import pipeline
from agents.database import in_database
from agents.models import Recommendation
from chat import actions, protocol
from chat.models import Conversation, Message
from tests.agents.conftest import Say, WhileThinking
from tests.agents.moments import REASON
from tests.agents.openai_server import Service

pytestmark = pytest.mark.django_db(transaction=True)

ASK = "@unafied recommend a comedy film please"

ENDINGS: dict[str, Callable[[User, Message], object]] = {
    "deleted": lambda bob, said: actions.delete_message(bob, said.pk),
    "opted out": lambda bob, said: actions.change_membership(bob, said.conversation_id, agents_allowed=False),
}


@pytest.mark.usefixtures("catalog", "listening")
@pytest.mark.parametrize("ending", ["deleted", "opted out"])
async def test_what_is_taken_back_while_it_thinks_is_not_read(
    ending: str, alice: User, bob: User, say: Say, while_thinking: WhileThinking
) -> None:
    aside = await in_database(say)(bob, "the kumquat season is over")
    asked = await in_database(say)(alice, ASK)
    while_thinking(lambda: ENDINGS[ending](bob, aside))
    (made,) = (await pipeline.respond_to([asked.pk])).made
    assert (made.trigger_id, str(aside.pk) in made.turns) == (asked.pk, False)


@pytest.mark.usefixtures("catalog", "listening")
async def test_a_model_is_not_asked_again_for_what_changed_meanwhile(
    modelled: Service, alice: User, bob: User, say: Say, while_thinking: WhileThinking
) -> None:
    aside = await in_database(say)(bob, "the kumquat season is over")
    asked = await in_database(say)(alice, ASK)
    while_thinking(lambda: actions.edit_message(bob, aside.pk, "another text"))
    modelled.answers = [first_of, first_of]
    (made,) = (await pipeline.respond_to([asked.pk])).made
    assert (made.model, len(modelled.requests)) == ("local", 1)


async def test_what_a_model_looked_up_counts_as_read(
    catalog: None, modelled: Service, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    old = await in_database(say)(bob, "i saw a documentary about foxes last week")
    for number in range(20):
        await in_database(say)(alice, f"and then line {number}")
    asked = await in_database(say)(alice, ASK)
    modelled.answers = [("tool", "search_history", {"about": "foxes documentary"}), first_of]
    (made,) = (await pipeline.respond_to([asked.pk])).made
    assert (made.reason, made.turns[0], made.turns[-1]) == (REASON, str(old.pk), str(asked.pk))
    await in_database(actions.delete_message)(bob, old.pk)
    await made.arefresh_from_db()
    assert (made.reason, str(old.pk) in made.turns) == ("What this rested on was taken back.", False)


def test_what_a_model_read_in_an_earlier_card_goes_with_that_card(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    said = say(bob, "so bored of kumquat")
    first = card_on(listening, said, "Since kumquat bores you.")
    second = card_on(listening, first.message, "Less kumquat, more laughter.")
    third = card_on(listening, say(alice, "anything else?"), "It is short.")
    actions.delete_message(bob, said.pk)
    assert {each.reason for each in (fresh(first), fresh(second))} == {"What this rested on was taken back."}
    assert fresh(third).reason == "It is short."


def first_of(body: dict[str, Any]) -> dict[str, Any]:
    """Choose the first candidate."""
    prompt = next(message["content"] for message in body["messages"] if message["role"] == "user")
    return {"items": [json.loads(prompt)["candidates"][0]["id"]], "reason": REASON}


def card_on(room: Conversation, read: Message, reason: str) -> Recommendation:
    """Have a model recommend something after it read a message."""
    made = Recommendation(
        id=uuid4(),
        conversation=room,
        intent="ask",
        confidence=1.0,
        reason=reason,
        items=[],
        turns=[str(read.pk)],
        model="openai:small",
        latency_ms=1,
    )
    card = protocol.RecommendationCard(
        id=made.pk, intent="ask", confidence=1.0, reason=reason, evidence=[], items=[], trigger=None
    )
    made.message = actions.post_card(room.pk, content=reason, card=card, client_id=made.pk)
    made.save(force_insert=True)
    return made


def fresh(made: Recommendation) -> Recommendation:
    return Recommendation.objects.get(pk=made.pk)
