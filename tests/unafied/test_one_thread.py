"""A request goes to a thread once, and not for each middleware."""

from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application

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


async def test_a_request_goes_to_a_thread_less_than_half_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 2 * await ways(OneThread(), monkeypatch) < await ways(get_asgi_application(), monkeypatch)


async def test_the_answer_is_the_same() -> None:
    ours, theirs = await answered(OneThread()), await answered(get_asgi_application())
    assert ours["status"] == 200
    names = {name.lower() for name, _ in ours["headers"]}
    assert names == {name.lower() for name, _ in theirs["headers"]}
    assert {b"x-content-type-options", b"content-security-policy"} <= names
