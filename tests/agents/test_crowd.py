"""A room in which much is said keeps no other room waiting."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from uuid_utils.compat import uuid7

from accounts.models import User
from agents import actors, crowd, embed, pipeline
from agents.crowd import Pace
from agents.database import in_database
from agents.models import Decision, MessageEmbedding
from chat import actions
from chat.models import Conversation
from tests.agents.conftest import Say

MANY = 30
HINT = "nothing to do tonight, so bored"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What is handed to the worker: by which door, and which messages."""
    found: list[tuple[str, list[str]]] = []

    def note(actor: Any, ids: list[str], **_: Any) -> bool:
        found.append((actor.actor_name, ids))
        return True

    monkeypatch.setattr(actors, "enqueue", note)
    monkeypatch.setattr(crowd, "_of_room", Pace(rate=0.001, burst=10))
    monkeypatch.setattr(crowd, "_of_all", Pace(rate=1_000, burst=1_000))
    monkeypatch.setattr(crowd, "Timer", lambda _, let_go: Held(let_go))
    monkeypatch.setattr(crowd, "_waiting", [])
    return found


class Held:
    """A timer that never runs out by itself."""

    daemon = False

    def __init__(self, let_go: Callable[[], None]) -> None:
        self.let_go = let_go

    def start(self) -> None:
        """Wait for the test."""


def heard(handed: list[tuple[str, list[str]]], door: str) -> list[str]:
    return [each for name, ids in handed if name == door for each in ids]


def test_what_comes_now_and_then_is_kept_and_what_comes_in_a_flood_is_not() -> None:
    pace = Pace(rate=1, burst=3)
    assert [pace.is_kept("a") for _ in range(5)] == [True, True, True, False, False]
    assert pace.is_kept("b"), "each key has its own"


@pytest.mark.django_db(transaction=True)
def test_a_flood_in_one_room_waits_and_a_message_in_another_does_not(
    handed: list[tuple[str, list[str]]], alice: User, listening: Conversation, say: Say
) -> None:
    other = actions.start_group(alice, "Other", listening=True)
    flood = [str(say(alice, f"line {number}").pk) for number in range(MANY)]
    calm = str(say(alice, HINT, other).pk)
    assert calm in heard(handed, "hear")
    assert not heard(handed, "catch_up")
    crowd._let_go()
    assert heard(handed, "hear") == [*flood[:10], calm]
    assert heard(handed, "catch_up") == flood[10:], "all of them, in order"


@pytest.mark.django_db(transaction=True)
def test_whoever_calls_it_by_name_is_heard_at_once_in_a_crowd_too(
    handed: list[tuple[str, list[str]]], alice: User, listening: Conversation, say: Say
) -> None:
    for number in range(MANY):
        say(alice, f"line {number}")
    assert str(say(alice, "@unafied a comedy please").pk) in heard(handed, "hear")


@pytest.mark.django_db(transaction=True)
async def test_in_a_crowd_everything_gets_a_vector_and_a_decision(
    alice: User, listening: Conversation, say: Say, settings: LazySettings
) -> None:
    said = [await in_database(say)(alice, f"{number}: {HINT}") for number in range(20)]
    await actors.catch_up_with([message.pk for message in said])
    ids = {message.pk for message in said}
    assert await in_database(_of(MessageEmbedding))() == ids
    assert await in_database(_of(Decision))() == ids


@pytest.mark.django_db(transaction=True)
async def test_many_messages_of_one_room_are_decided_on_in_one_go(
    alice: User, listening: Conversation, say: Say
) -> None:
    # A hint in the first of them is looked at again with each of the next: it has one verdict, the last.
    said = [await in_database(say)(alice, text) for text in [HINT, *(f"well, {number}" for number in range(15))]]
    await pipeline.respond_to([message.pk for message in said])
    assert await in_database(_of(Decision))() == {message.pk for message in said}


async def test_what_is_urgent_goes_before_the_next_of_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def decide(ids: Sequence[UUID]) -> pipeline.Outcome:
        order.append("urgent" if len(ids) == 1 else "crowd")
        await asyncio.sleep(0.01)
        return pipeline.Outcome([], [])

    async def embedded(ids: Sequence[UUID]) -> int:
        return len(ids)

    monkeypatch.setattr(pipeline, "respond_to", decide)
    monkeypatch.setattr(embed, "embed_messages", embedded)
    monkeypatch.setattr(actors._Urgent, "_over", asyncio.Event())
    some = [uuid7() for _ in range(actors._SLICE)]
    crowded = asyncio.create_task(actors.catch_up_with(some * 3))
    await asyncio.sleep(0)
    await actors.listen_now([some[0]])
    await crowded
    assert order == ["crowd", "urgent", "crowd", "crowd"]


async def test_what_is_too_late_gets_its_vectors_and_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[str, int]] = []

    async def decide(ids: Sequence[UUID]) -> pipeline.Outcome:
        found.append(("decided", len(ids)))
        return pipeline.Outcome([], [])

    async def embedded(ids: Sequence[UUID]) -> int:
        found.append(("embedded", len(ids)))
        return len(ids)

    monkeypatch.setattr(pipeline, "respond_to", decide)
    monkeypatch.setattr(embed, "embed_messages", embedded)
    old = UUID(int=round(1_000 * (time.time() - 2 * actors.LATE.total_seconds())) << 80)
    await actors.catch_up_with([old] * 3 * actors._SLICE)
    assert found == [("embedded", 3 * actors._SLICE)], "in one go"


def _of(model: type[MessageEmbedding] | type[Decision]) -> Callable[[], set[UUID]]:
    return lambda: set(model.objects.values_list("message", flat=True))
