"""What a test can look at when something happened, and what several tests begin with."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from accounts.models import User
from chat import actions, attendance, hub
from chat.delivery import Delivery
from chat.models import Conversation
from tests.conftest import PASSWORD

Happening = Callable[[], AbstractContextManager[list[dict[str, Any]]]]


@pytest.fixture
def happening(monkeypatch: Any, django_capture_on_commit_callbacks: Any) -> Happening:
    """Give a context manager whose list holds, after the block, the events that were handed out once it committed."""

    @contextmanager
    def capture() -> Iterator[list[dict[str, Any]]]:
        deliveries: list[Delivery] = []
        events: list[dict[str, Any]] = []
        monkeypatch.setattr(hub, "hand_out", deliveries.append)
        with django_capture_on_commit_callbacks(execute=True):
            yield events
        events += [json.loads(text) for each in deliveries for text in each.texts]

    return capture


@pytest.fixture
def dora(db: None, alice: User, room: Conversation) -> User:
    """Came after Bob."""
    made = User.objects.create_user("dora@example.org", PASSWORD, display_name="Dora")
    _, token = actions.invite(alice, room.pk)
    actions.accept_invite(made, token)
    return made


@pytest.fixture
def told_at_once(monkeypatch: Any) -> None:
    """Wait for no crowd, and for nobody to come back."""
    monkeypatch.setattr(attendance, "MOMENT", 0)
    monkeypatch.setattr(attendance, "GRACE", 0)
