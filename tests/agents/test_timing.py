"""Budgets and quiet hours, as the database has them: they hold hints back, and never an ask."""

import asyncio
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts import actions as account
from accounts.models import User
from agents import pipeline
from agents.database import in_database
from agents.feedback import give_feedback
from agents.look import look_at
from agents.models import Decision, Recommendation
from agents.rooms import read_room
from chat import actions
from chat.models import Conversation, Message
from tests.agents.conftest import Say
from tests.agents.test_pipeline import ASK, HINT

pytestmark = pytest.mark.django_db(transaction=True)


def around_now(user: User) -> None:
    """Have it be quiet time for somebody."""
    now = timezone.now()
    begin, end = ((now + timedelta(hours=hours)).time().replace(second=0, microsecond=0) for hours in (-1, 1))
    account.change_profile(user, quiet_from=begin, quiet_until=end, time_zone="UTC")


def spoke(message: Message) -> bool:
    look_at([message.pk])
    return Decision.objects.get(message=message).speak


def age(message: Message, hours: float) -> None:
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=hours))


def test_nobody_is_spoken_to_in_the_quiet_hours_of_one_who_spoke_here(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    around_now(bob)
    assert spoke(say(alice, HINT)), "Bob has said nothing here"
    age(say(bob, "good night"), 23)
    hint = say(alice, HINT)
    assert not spoke(hint)
    kept = Decision.objects.get(message=hint)
    assert (kept.grounds, kept.note) == ("quiet_hours", "1 of those who spoke here within a day had quiet hours")
    assert spoke(say(alice, ASK)), "an ask is always answered"


def test_quiet_hours_of_the_day_before_and_of_others_do_not_count(
    alice: User, bob: User, charlie: User, listening: Conversation, say: Say
) -> None:
    around_now(charlie)
    around_now(bob)
    age(say(bob, "good night"), 25)
    assert spoke(say(alice, HINT))
    account.change_profile(bob, quiet_from=None, quiet_until=None)
    age(say(bob, "good morning"), 1)
    assert spoke(say(alice, HINT))


def test_whoever_left_keeps_nobody_quiet(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    around_now(bob)
    age(say(bob, "good night"), 1)
    actions.leave(bob, listening.pk)
    assert spoke(say(alice, HINT))


async def test_a_person_has_a_budget_over_all_rooms_that_asks_do_not_use(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say, settings: LazySettings
) -> None:
    settings.AGENTS_HINTS_A_DAY = 1
    rooms = [await in_database(actions.start_group)(alice, f"Room {n}", listening=True) for n in range(2)]
    asked = await in_database(say)(alice, ASK, rooms[0])
    hint = await in_database(say)(alice, HINT, rooms[1])
    assert len((await pipeline.respond_to([asked.pk, hint.pk])).made) == 2
    another = await in_database(say)(alice, HINT, listening)
    assert not (await pipeline.respond_to([another.pk])).made
    kept = await Decision.objects.aget(message=another)
    assert kept.grounds == "person_budget"
    assert kept.note == "1 hint of this person was answered within a day, and 1 is the most"
    await in_database(age)(another, 1)
    his = await in_database(say)(bob, HINT, listening)
    assert len((await pipeline.respond_to([his.pk])).made) == 1, "Bob has one of his own"


async def test_a_budget_is_not_overdrawn_by_two_rooms_at_once(
    catalog: None, alice: User, room: Conversation, say: Say, settings: LazySettings
) -> None:
    settings.AGENTS_HINTS_A_DAY = 1
    rooms = [await in_database(actions.start_group)(alice, f"Room {n}", listening=True) for n in range(3)]
    hints = [await in_database(say)(alice, HINT, each) for each in rooms]
    await asyncio.gather(*(pipeline.respond_to([hint.pk]) for hint in hints))
    assert await Recommendation.objects.acount() == 1
    grounds = [kept.grounds async for kept in Decision.objects.order_by("grounds")]
    assert grounds == ["hint", "person_budget", "person_budget"]


async def test_an_answer_of_any_sort_ends_the_silence(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    hint = await in_database(say)(alice, HINT)
    (made,) = (await pipeline.respond_to([hint.pk])).made
    assert not await _is_answered(listening)
    await in_database(actions.toggle_reaction)(bob, made.message_id, "👍")
    assert await _is_answered(listening)
    await in_database(actions.toggle_reaction)(bob, made.message_id, "👍")
    assert not await _is_answered(listening)
    await in_database(give_feedback)(bob, made.pk, "seen", made.items[0]["id"])
    assert await _is_answered(listening)


async def test_not_this_to_everything_shown_turns_the_card_down(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    hint = await in_database(say)(alice, HINT)
    (made,) = (await pipeline.respond_to([hint.pk])).made
    for item in made.items:
        room = await in_database(read_room)(listening.pk)
        assert room
        assert not room.cards[0].is_refused
        await in_database(give_feedback)(bob, made.pk, "not_this", item["id"])
    room = await in_database(read_room)(listening.pk)
    assert room
    assert room.cards[0].is_refused


async def _is_answered(room: Conversation) -> bool:
    found = await in_database(read_room)(room.pk)
    assert found
    return found.cards[0].is_answered
