"""Work in threads of our own keeps no connection of the pool."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from accounts.models import User
from chat import desk

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_clock_that_is_behind_keeps_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 60)
    monkeypatch.setattr(desk, "_threads", ThreadPoolExecutor(max_workers=1))

    assert await desk.ask(User.objects.count) == 0

    assert not await desk.ask(_has_a_connection)


def _has_a_connection() -> bool:
    return connection.connection is not None
