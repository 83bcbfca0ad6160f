"""What is decided after each message, when it is put off, and what is kept of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from agents import pipeline
from agents.classify import read
from agents.database import in_database
from agents.look import look_again, look_at
from agents.models import Decision, Recommendation
from agents.sweep import KEPT, KEPT_TRIVIAL, sweep
from chat import actions
from chat.models import Conversation, Message
from tests.agents.conftest import Say
from tests.agents.test_pipeline import ASK, HINT

pytestmark = pytest.mark.django_db(transaction=True)

NEUTRAL = "the meeting moved to four, room 12"


def grounds(message: Message) -> str:
    return Decision.objects.get(message=message).grounds


def later(message: Message, seconds: float) -> None:
    """Have this been said, and all before it, so many seconds earlier."""
    for each in Message.objects.filter(conversation=message.conversation_id, sequence__lte=message.sequence):
        Message.objects.filter(pk=each.pk).update(created_at=each.created_at - timedelta(seconds=seconds))


# A lull


@pytest.fixture(autouse=True, scope="module")
def loaded() -> None:
    """Load what decides before anything is said: a room is quiet after seconds, and loading may take as many."""
    read(["anything"])


def test_a_hint_amid_talk_waits_until_the_room_is_quiet(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    say(alice, "how was work?")
    hint = say(bob, HINT)
    (scene,) = look_at([hint.pk])
    assert scene.room is None
    kept = Decision.objects.get(message=hint)
    assert (kept.speak, kept.grounds, kept.intent) == (False, "lull", "boredom")
    assert kept.held_until
    assert timedelta() < kept.held_until - hint.created_at < timedelta(seconds=6)
    later(hint, 5)
    again = look_again(hint.pk)
    assert again
    assert again.decision.speak
    assert Decision.objects.filter(message=hint, speak=True, grounds="hint", held_until=None).exists()


def test_as_long_as_people_talk_it_waits_but_not_until_it_is_late(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    say(alice, "how was work?")
    hint = say(bob, HINT)
    look_at([hint.pk])
    later(hint, 15)
    say(alice, "oh no")
    again = look_again(hint.pk)
    assert again
    assert (again.decision.grounds, again.verdict.held_until is None) == ("lull", False)
    later(hint, 40)
    say(alice, "poor you")
    look_again(hint.pk)
    assert grounds(hint) == "late"
    assert Decision.objects.held().count() == 0


def test_what_is_said_meanwhile_may_settle_it(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    say(alice, "how was work?")
    hint = say(bob, HINT)
    look_at([hint.pk])
    grief = say(alice, "my grandmother died this morning and i can't stop crying")
    look_at([grief.pk])
    look_again(hint.pk)
    assert grounds(hint) == "settled"
    assert grounds(grief) == "sensitive"


@pytest.mark.parametrize("ending", ["deleted", "edited", "switched off", "left"])
def test_what_may_no_longer_be_read_is_not_looked_at_again(
    ending: str, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    say(alice, "how was work?")
    hint = say(bob, HINT)
    look_at([hint.pk])
    endings: dict[str, Callable[[], object]] = {
        "deleted": lambda: actions.delete_message(bob, hint.pk),
        "edited": lambda: actions.edit_message(bob, hint.pk, NEUTRAL),
        "switched off": lambda: actions.change_conversation(alice, listening.pk, listening=False),
        "left": lambda: actions.leave(bob, listening.pk),
    }
    endings[ending]()
    assert not Decision.objects.filter(message=hint).exists(), "and nothing of it is kept"
    again = look_again(hint.pk)
    assert again is None or not again.decision.speak


def test_an_ask_amid_talk_is_answered_at_once(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    say(alice, "how was work?")
    (scene,) = look_at([say(bob, ASK).pk])
    assert scene.decision.speak
    assert scene.room


async def test_two_looks_at_once_and_a_repeated_one_make_one_card(
    catalog: None, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    await in_database(say)(alice, "how was work?")
    hint = await in_database(say)(bob, HINT)
    (held,) = (await pipeline.respond_to([hint.pk])).held
    assert held.message == hint.pk
    await in_database(later)(hint, 10)
    await asyncio.gather(*(pipeline.return_to(hint.pk) for _ in range(3)))
    await pipeline.return_to(hint.pk)
    assert await Recommendation.objects.acount() == 1
    assert await in_database(grounds)(hint) == "hint"


def test_the_sweep_finds_what_was_put_off_and_lost(
    alice: User, bob: User, listening: Conversation, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("agents.actors.settle.send", sent.append)
    say(alice, "how was work?")
    hint = say(bob, HINT)
    look_at([hint.pk])
    assert sweep()["put_off"] == 0, "its own task is still under way"
    Decision.objects.update(held_until=timezone.now() - timedelta(seconds=6))
    assert sweep()["put_off"] == 1
    assert sent == [str(hint.pk)]
    later(hint, 50)
    assert sweep()["put_off"] == 0
    assert grounds(hint) == "late"


# What is kept


def test_every_message_has_its_decision_in_one_write(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    other = actions.start_group(bob, "Other", listening=True)
    messages = [say(alice, NEUTRAL), say(alice, "ok"), say(bob, NEUTRAL, other), say(bob, HINT, other)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look_at([message.pk for message in messages])
    assert sum("INSERT" in query["sql"] for query in asked) == 1
    kept = {each.message_id: each for each in Decision.objects.all()}
    assert set(kept) == {message.pk for message in messages}
    assert kept[messages[0].pk].is_trivial
    assert set(kept[messages[0].pk].scores) == {*kept[messages[3].pk].scores}
    assert kept[messages[3].pk].speak
    assert not kept[messages[3].pk].is_trivial


def test_an_ask_is_answered_wherever_it_stands_in_a_batch(
    alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    messages = [say(alice, ASK), say(bob, NEUTRAL), say(bob, "@unafied some music please"), say(alice, NEUTRAL)]
    scenes = look_at([message.pk for message in messages])
    assert [scene.decision.speak for scene in scenes] == [True, False, True, False]


def test_what_was_answered_keeps_the_decision_that_it_was_answered_by(
    alice: User, listening: Conversation, say: Say, recommendation: Recommendation
) -> None:
    assert recommendation.trigger
    Decision.objects.create(
        conversation=listening, message=recommendation.trigger, speak=True, intent="ask", confidence=1, grounds="ask"
    )
    assert look_at([recommendation.trigger.pk]) == []
    assert look_again(recommendation.trigger.pk) is None
    assert grounds(recommendation.trigger) == "ask"


def test_nothing_that_was_said_stands_among_the_decisions(alice: User, listening: Conversation, say: Say) -> None:
    look_at([say(alice, HINT).pk, say(alice, ASK).pk])
    for kept in Decision.objects.values():
        assert not {"bored", "comedy", "alice"} & set(str(kept).casefold().replace("'", " ").split())


def test_decisions_are_kept_for_a_bounded_time_and_trivial_ones_for_a_day(
    alice: User, listening: Conversation, say: Say
) -> None:
    trivial, telling = say(alice, NEUTRAL), say(alice, HINT)
    look_at([trivial.pk])
    look_at([telling.pk])
    for age, left in ((KEPT_TRIVIAL, {telling.pk}), (KEPT, set())):
        Decision.objects.update(created_at=timezone.now() - age - timedelta(minutes=1))
        sweep()
        assert set(Decision.objects.values_list("message", flat=True)) == left
