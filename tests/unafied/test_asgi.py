"""A request gives its database connection back, however it ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import connection, connections

from unafied.asgi import application

type Send = Callable[[dict[str, Any]], Awaitable[None]]

SCOPE = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/readyz",
    "raw_path": b"/readyz",
    "query_string": b"",
    "root_path": "",
    "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 1),
    "server": ("127.0.0.1", 80),
}
"""A request whose view asks the database."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("sent", ["http.response.start", "http.response.body"]),
]


@pytest.mark.parametrize("steps", [None, 0, 1, 2, 4, 8, 16])
async def test_a_client_that_hangs_up_takes_no_connection_along(sent: str, steps: int | None) -> None:
    taken = _taken()

    for _ in range(4):
        await _hang_up(sent, steps)

    assert await _is_down_to(taken)


@pytest.mark.parametrize("error", [OSError, asyncio.CancelledError])
async def test_a_request_that_is_broken_off_takes_no_connection_along(sent: str, error: type[BaseException]) -> None:
    taken = _taken()

    for _ in range(4):
        await _break_off(sent, error)

    assert await _is_down_to(taken)


async def test_a_clock_that_is_behind_keeps_no_connection(sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 60)
    taken = _taken()

    await _hang_up(sent, None)

    assert await _is_down_to(taken)


async def _hang_up(sent: str, steps: int | None) -> None:
    """Ask, and hang up when `sent` comes: while it is sent (None) or some steps of the loop later."""
    gone = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] != sent:
            return
        gone.set()
        if steps is None:
            await asyncio.Event().wait()
        for _ in range(steps or 0):
            await asyncio.sleep(0)

    with contextlib.suppress(asyncio.CancelledError):
        await _ask(send, gone)


async def _break_off(sent: str, error: type[BaseException]) -> None:
    async def send(message: dict[str, Any]) -> None:
        if message["type"] == sent:
            raise error

    with contextlib.suppress(error, asyncio.CancelledError):
        await _ask(send, asyncio.Event())


async def _ask(send: Send, gone: asyncio.Event) -> None:
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        if question := next(asked, None):
            return question
        await gone.wait()
        return {"type": "http.disconnect"}

    answering = asyncio.ensure_future(application(SCOPE, receive, send))
    await asyncio.wait([answering, asyncio.ensure_future(gone.wait())], timeout=10, return_when=asyncio.FIRST_COMPLETED)
    # A server that never comes back from sending has it go on for ever, and still has its connection back.
    await asyncio.wait([answering], timeout=0.1)
    answering.cancel()
    await answering


async def _is_down_to(taken: int) -> bool:
    # A pool that grows counts a connection as taken until it is there.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(5):
            while _taken() > taken:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.02)
    return _taken() <= taken


def _taken() -> int:
    pool = connection.pool.get_stats()  # type: ignore[attr-defined]  # only PostgreSQL's has a pool
    return int(pool["pool_size"] - pool["pool_available"])
