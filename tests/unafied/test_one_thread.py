"""A request goes to a thread once, and not for each middleware."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections

from unafied import one_thread
from unafied.one_thread import OneThread

HEALTH = {
    "type": "http",
    "method": "GET",
    "path": "/healthz",
    "headers": [(b"host", b"localhost")],
    "query_string": b"",
    "http_version": "1.1",
    "scheme": "http",
}


async def answered(application: Any) -> dict[str, Any]:
    """Return how the answer to a GET begins."""
    communicator = ApplicationCommunicator(application, dict(HEALTH))
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    begin: dict[str, Any] = await communicator.receive_output(10)
    await communicator.wait(10)
    return begin


async def ways(application: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often a request went to a thread."""
    count = 0
    call = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return await call(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(SyncToAsync, "__call__", counted)
        await answered(application)
    return count


async def test_a_request_goes_to_a_thread_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await ways(OneThread(), monkeypatch) == 1
    assert await ways(get_asgi_application(), monkeypatch) > 1


async def test_a_request_makes_no_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    application, used = OneThread(), set[int]()
    monkeypatch.setattr(connections, "close_all", lambda: used.add(threading.get_ident()))
    for _ in range(2 * one_thread.THREADS):
        await answered(application)
    assert 1 <= len(used) <= one_thread.THREADS
    assert threading.get_ident() not in used


async def test_the_answer_is_the_same() -> None:
    ours, theirs = await answered(OneThread()), await answered(get_asgi_application())
    assert ours["status"] == 200
    names = {name.lower() for name, _ in ours["headers"]}
    assert names == {name.lower() for name, _ in theirs["headers"]}
    assert {b"x-content-type-options", b"content-security-policy"} <= names


async def test_a_file_is_sent_in_parts_and_with_the_headers_of_every_answer() -> None:
    communicator = ApplicationCommunicator(OneThread(), {**HEALTH, "path": "/static/icons/favicon.svg"})
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    begin = await communicator.receive_output(10)
    assert begin["status"] == 200
    assert (b"X-Content-Type-Options", b"nosniff") in begin["headers"]
    parts = [await communicator.receive_output(10)]
    while parts[-1].get("more_body"):
        parts.append(await communicator.receive_output(10))
    file = settings.BASE_DIR / "static/icons/favicon.svg"
    assert b"".join(part.get("body", b"") for part in parts) == file.read_bytes()
    await communicator.wait(10)


async def test_who_goes_amid_a_file_is_sent_no_more_of_it() -> None:
    gone: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"", "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return gone.pop(0)

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    await asyncio.wait_for(OneThread()({**HEALTH, "path": "/static/icons/favicon.svg"}, receive, send), 10)
    assert gone == []
