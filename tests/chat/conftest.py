"""What happened, as a test of an action can look at it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from chat import hub
from chat.delivery import Delivery

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
