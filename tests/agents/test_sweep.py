"""What the sweep leaves to those who are about it already."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from agents import actors, sweep
from chat import actions
from chat.models import Conversation, Message
from tests.chat.test_posting import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def enqueued(monkeypatch: Any) -> list[str]:
    """The names of what was handed to the worker."""
    names: list[str] = []

    def keep(actor: Any, *_: Any) -> bool:
        names.append(actor.actor_name)
        return True

    monkeypatch.setattr(actors, "enqueue", keep)
    return names


@pytest.mark.parametrize(("waiting", "is_heard"), [({}, True), ({"agents": 1}, False), ({"crowded": 1}, False)])
def test_what_waits_is_not_lost_and_not_thought_about_twice(
    waiting: dict[str, int],
    is_heard: bool,
    alice: User,
    listening: Conversation,
    enqueued: list[str],
    monkeypatch: Any,
) -> None:
    said = actions.post_message(draft(alice, listening, "nothing to do tonight")).message
    Message.objects.filter(pk=said.pk).update(created_at=timezone.now() - 2 * sweep.YOUNGEST)
    enqueued.clear()
    monkeypatch.setattr(actors, "waiting", lambda: waiting)
    found = sweep.sweep()
    assert ("catch_up" in enqueued) is is_heard
    assert bool(found["heard"]) is is_heard


def test_what_nobody_waits_for_is_left_to_a_thorough_round(
    alice: User, listening: Conversation, enqueued: list[str]
) -> None:
    said = actions.post_message(draft(alice, listening, "nothing to do tonight")).message
    Message.objects.filter(pk=said.pk).update(created_at=timezone.now() - 2 * actors.LATE)
    enqueued.clear()
    sweep.sweep(is_thorough=False)
    assert "repair" not in enqueued
    sweep.sweep()
    assert "repair" in enqueued
