"""The answer to a wish for more like a work: a recommendation in reply to its card, or the word that there is none."""

import json
from typing import Any

import pytest

from accounts.models import User
from agents.cards import card_of
from agents.choose import choose
from agents.database import in_database
from agents.finding_more import find_more
from agents.models import CatalogItem, Recommendation
from agents.more import ask_for_more
from agents.pipeline import respond_to
from agents.taste import PULLS
from agents.wanted import Wanted
from chat import actions
from chat.models import Conversation, Message
from tests.agents.conftest import Say
from tests.agents.openai_server import Service
from tests.agents.test_injection import pick_first
from tests.chat.client import connected

pytestmark = pytest.mark.django_db(transaction=True)

ASK = "can anyone recommend a good comedy film for tonight?"


@pytest.fixture
async def made(catalog: None, alice: User, listening: Conversation, say: Say) -> Recommendation:
    """A recommendation of films."""
    asked = await in_database(say)(alice, ASK)
    (card,) = (await respond_to([asked.pk])).made
    return card


async def wish(user: User, made: Recommendation) -> Wanted:
    await in_database(ask_for_more)(user, made.pk, made.items[0]["id"])
    return await Wanted.objects.alatest("created_at")


async def answer(user: User, made: Recommendation) -> Recommendation | None:
    return await find_more((await wish(user, made)).pk)


async def test_it_replies_to_the_card_names_the_work_and_keeps_its_kind(bob: User, made: Recommendation) -> None:
    async with connected(bob) as his:
        wanted = await wish(bob, made)
        more = await find_more(wanted.pk)
        assert more
        message = (await his.hear("recommendation.made"))["message"]
        assert "message.posted" not in {event["type"] for event in his.heard}, "nothing is said in anybody's name"
    title = (await CatalogItem.objects.aget(pk=wanted.item_id)).title
    assert message["reply_to"] == message["thread"] == str(made.message_id)
    assert message["card"]["like"] == {"item": wanted.item_id, "title": title}
    assert (message["card"]["trigger"], message["card"]["evidence"]) == (None, [])
    assert title in message["content"] == more.reason
    assert {item["kind"] for item in message["card"]["items"]} == {"movie"}
    shown = {item["id"] for item in made.items}
    assert shown.isdisjoint(item["id"] for item in more.items)
    assert (await Message.objects.aget(pk=made.message_id)).reply_count == 1
    assert str(wanted.pk) not in more.turns


async def test_the_card_stays_what_it_is_when_somebody_answers_to_it(bob: User, made: Recommendation) -> None:
    more = await answer(bob, made)
    assert more
    stored = await Recommendation.objects.select_related("message", "like").aget(pk=more.pk)
    assert (await in_database(card_of)(stored)).model_dump(mode="json") == stored.message.card


async def test_twice_is_once_and_an_answered_wish_makes_way_for_the_next(bob: User, made: Recommendation) -> None:
    wanted = await wish(bob, made)
    first = await find_more(wanted.pk)
    assert first
    assert await find_more(wanted.pk) is None
    second = await answer(bob, made)
    assert second
    shown = [item["id"] for card in (made, first, second) for item in card.items]
    assert len(shown) == len(set(shown)), "never what was shown before"


async def test_who_asked_is_told_when_nothing_is_left(
    alice: User, bob: User, made: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {item["id"] for item in made.items}
    await CatalogItem.objects.filter(kind="movie").exclude(pk__in=shown).adelete()
    async with connected(bob) as his, connected(alice) as hers:
        wanted = await wish(bob, made)
        assert await find_more(wanted.pk) is None
        failed = await his.hear("answer.failed")
        assert (failed["code"], failed["conversation"]) == ("nothing_left", str(made.conversation_id))
        assert await hers.hears_nothing_more() == []
    assert (await Wanted.objects.aget(pk=wanted.pk)).ended_at


@pytest.mark.parametrize("ending", ["switched off", "opted out", "deleted"])
async def test_what_changes_while_it_looks_is_respected(
    ending: str, alice: User, bob: User, made: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end() -> object:
        if ending == "switched off":
            return actions.change_conversation(alice, made.conversation_id, listening=False)
        if ending == "opted out":
            return actions.change_membership(bob, made.conversation_id, agents_allowed=False)
        return actions.delete_message(alice, made.message_id)

    async def slow(*arguments: Any) -> object:
        await in_database(end)()
        return await choose(*arguments)

    monkeypatch.setattr("agents.finding_more.choose", slow)
    async with connected(bob) as his:
        assert await answer(bob, made) is None
        assert (await his.hear("answer.failed"))["code"] == "agents_off"
    assert await Recommendation.objects.filter(like__isnull=False).acount() == 0


async def test_with_a_model_the_answer_grows_and_the_model_knows_what_it_is_to_be_like(
    modelled: Service, bob: User, made: Recommendation
) -> None:
    modelled.answers = [pick_first]
    async with connected(bob) as his:
        more = await answer(bob, made)
        assert more
        assert more.model == "openai:gpt-5-mini"
        message = (await his.hear("recommendation.made"))["message"]
        assert {event["id"] for event in his.heard if event["type"] == "answer.writing"} == {message["client_id"]}
    told = modelled.requests[-1]["messages"][-1]["content"]
    assert json.loads(told)["like"]["id"] == made.items[0]["id"]


def test_it_teaches_less_than_an_answer() -> None:
    assert 0 < PULLS["more"] < PULLS["saved"] < PULLS["loved"]
