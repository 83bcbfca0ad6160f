"""From what is said to a card in the room: once, in this room only, with reasons that can be looked up."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.models import User
from agents import actors, deliver, pipeline
from agents.database import in_database
from agents.embed import embed_messages
from agents.feedback import give_feedback
from agents.models import Decision, Recommendation
from chat import actions, protocol
from chat.models import Conversation, Message
from tests.agents.conftest import Say, WhileThinking
from tests.agents.openai_server import Service

pytestmark = pytest.mark.django_db(transaction=True)

HINT = "football is off, so there is absolutely nothing to do tonight, i'm so bored"
ASK = "can anyone recommend a good comedy film for tonight?"


async def made_of(*messages: Message) -> list[Recommendation]:
    return list((await pipeline.respond_to([message.pk for message in messages])).made)


async def said(say: Say, user: User, text: str, *room: Conversation) -> Message:
    return await in_database(say)(user, text, *room)


async def long_ago(*messages: Message) -> None:
    """Have these been said a while before now, so that nobody is in the midst of talking."""
    moved = Message.objects.filter(pk__in=[message.pk for message in messages])
    await moved.aupdate(created_at=timezone.now() - timedelta(minutes=10))


async def cards(room: Conversation) -> list[protocol.RecommendationCard]:
    rows = Message.objects.filter(conversation=room, role="assistant").order_by("sequence")
    found = await in_database(lambda: list(rows.values_list("card", flat=True)))()
    return [protocol.RecommendationCard.model_validate(card) for card in found]


async def test_a_hint_gets_a_card_that_says_why(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    await long_ago(await said(say, alice, "how was work?"))
    trigger = await said(say, bob, HINT)
    (made,) = await made_of(trigger)
    (card,) = await cards(listening)
    assert (card.intent, card.trigger, card.evidence) == ("boredom", trigger.pk, [trigger.pk])
    assert 1 <= len(card.items) <= 3
    assert card.items[0].title in card.reason
    assert made.candidates
    assert made.turns[-1] == str(trigger.pk)
    assert made.latency_ms > 0
    assert (made.intent, made.model) == ("boredom", "local")


async def test_ordinary_talk_gets_none(catalog: None, alice: User, listening: Conversation, say: Say) -> None:
    trigger = await said(say, alice, "the meeting moved to four, room 12")
    assert await made_of(trigger) == []
    assert await cards(listening) == []


async def test_the_decision_to_stay_silent_is_kept_with_its_grounds(
    catalog: None, alice: User, listening: Conversation, say: Say
) -> None:
    grief = await said(say, alice, "my grandmother died this morning and i can't stop crying")
    assert await made_of(grief) == []
    kept = await Decision.objects.aget(message=grief)
    assert (kept.speak, kept.grounds) == (False, "sensitive")
    assert await made_of(await said(say, alice, HINT)) == [], "what came before still counts"


async def test_twice_is_once(catalog: None, alice: User, listening: Conversation, say: Say) -> None:
    trigger = await said(say, alice, HINT)
    first, second = await made_of(trigger), await made_of(trigger)
    assert len(first) == 1
    assert second == []
    assert len(await cards(listening)) == 1


async def test_two_workers_at_once_make_one_card(catalog: None, alice: User, listening: Conversation, say: Say) -> None:
    trigger = await said(say, alice, ASK)
    await asyncio.gather(*(made_of(trigger) for _ in range(4)))
    assert len(await cards(listening)) == 1
    assert await Recommendation.objects.acount() == 1


async def test_a_worker_that_died_after_the_commit_is_not_repeated(
    catalog: None, alice: User, listening: Conversation, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = await said(say, alice, ASK)
    commit = deliver.deliver

    def dies(*arguments: Any) -> None:
        commit(*arguments)
        raise OSError("killed")

    monkeypatch.setattr(pipeline, "deliver", dies)
    with pytest.raises(OSError, match="killed"):
        await made_of(trigger)
    monkeypatch.setattr(pipeline, "deliver", commit)
    await made_of(trigger)
    assert len(await cards(listening)) == 1


async def test_a_second_hint_soon_after_is_left_alone(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    assert await made_of(await said(say, alice, HINT))
    second = await said(say, bob, "same here, bored out of my mind, nothing on")
    assert await made_of(second) == []
    kept = await Decision.objects.aget(message=second)
    assert (kept.speak, kept.grounds) == (False, "unanswered")
    assert kept.note.startswith("nobody answered the last card")


async def test_an_ask_is_always_answered_and_never_with_the_same_work(
    catalog: None, alice: User, listening: Conversation, say: Say
) -> None:
    shown: list[str] = []
    for text in (ASK, "any other funny film you can recommend?", "@unafied one more comedy film please"):
        (made,) = await made_of(await said(say, alice, text))
        shown += [item["id"] for item in made.items]
    assert len(shown) == len(set(shown)) == 9
    assert all(item.startswith("movie-") for item in shown)


async def test_not_now_makes_it_wait_longer(
    catalog: None, alice: User, listening: Conversation, say: Say, settings: LazySettings
) -> None:
    (made,) = await made_of(await said(say, alice, HINT))
    await in_database(give_feedback)(alice, made.pk, "not_now")
    second = await said(say, alice, "still so bored, nothing to do at all")
    assert await made_of(second) == []
    assert (await Decision.objects.aget(message=second)).grounds == "dismissed"


async def test_what_nobody_may_read_moves_nothing(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    await in_database(actions.change_membership)(bob, listening.pk, agents_allowed=False)
    assert await made_of(await said(say, bob, HINT)) == []
    secret = await in_database(say)(alice, HINT, off_record=True)
    assert await made_of(secret) == []
    assert not await Decision.objects.aexists()


async def test_one_room_never_knows_of_another(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    other = await in_database(actions.start_group)(alice, "Other", listening=True)
    elsewhere = await said(say, alice, "nothing to do tonight, i am so bored here", other)
    here = await said(say, alice, HINT)
    await embed_messages([elsewhere.pk, here.pk])
    made = {each.conversation_id: each for each in await made_of(elsewhere, here)}
    assert set(made) == {listening.pk, other.pk}
    for room, each in made.items():
        of_room = {str(pk) async for pk in Message.objects.filter(conversation=room).values_list("pk", flat=True)}
        assert {*each.turns, str(each.trigger_id)} <= of_room


@pytest.mark.parametrize("ending", ["switched off", "deleted", "edited", "settled"])
async def test_what_changes_while_it_thinks_is_respected(
    ending: str,
    catalog: None,
    alice: User,
    bob: User,
    listening: Conversation,
    say: Say,
    while_thinking: WhileThinking,
) -> None:
    trigger = await said(say, alice, HINT)
    endings = {
        "switched off": lambda: actions.change_conversation(alice, listening.pk, listening=False),
        "deleted": lambda: actions.delete_message(alice, trigger.pk),
        "edited": lambda: actions.edit_message(alice, trigger.pk, "the meeting moved to four, room 12"),
        "settled": lambda: say(alice, "never mind, going out with ana now"),
    }
    while_thinking(endings[ending])
    assert await made_of(trigger) == []
    assert await cards(listening) == []


async def test_a_service_that_is_down_does_not_keep_the_agent_silent(
    catalog: None,
    alice: User,
    listening: Conversation,
    say: Say,
    service: Service,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)
    settings.AGENTS_EMBEDDER, settings.OPENAI_BASE_URL = "openai:text-embedding-3-small", service.url
    service.is_broken = "500"
    trigger = await said(say, alice, HINT)
    await actors.listen_to([trigger.pk])
    assert len(await cards(listening)) == 1
