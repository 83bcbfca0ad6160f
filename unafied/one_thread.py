"""Django's ASGI handler with one way to a thread and back for a request, where its own has several."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import connections
from django.http import FileResponse
from django.urls import set_script_prefix

THREADS = 16
"""Twice as many as a process has connections to the database: some requests wait for something else."""

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")


class OneThread(ASGIHandler):
    """A request is read and answered on the loop; all between is done in one thread, as by a synchronous server.

    That thread gives its database connection back before the answer leaves: whoever hangs up takes none along.
    """

    def load_middleware(self, is_async: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Make the chain as for a synchronous server."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            response = await _in_thread(self._answer, scope, body)
        if response.streaming:
            await self._stream(response, receive, send)
        else:
            await self.send_response(response, send)

    def _answer(self, scope: Any, body: Any) -> Any:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        request, response = self.create_request(scope, body)
        answered: Any = self.get_response(request) if request else response
        answered._handler_class = type(self)  # noqa: SLF001 - as Django's own handlers say who sends `request_finished`
        if isinstance(answered, FileResponse):
            answered.block_size = self.chunk_size
        if not answered.streaming:
            answered.close()
        return answered

    async def _stream(self, response: Any, receive: Any, send: Any) -> None:
        """Send until the client has all of it, or has gone."""
        try:
            async with asyncio.TaskGroup() as tasks:
                gone = tasks.create_task(self.listen_for_disconnect(receive))
                await self.send_response(response, send)
                gone.cancel()
        except* RequestAborted:
            pass
        finally:
            await _in_thread(response.close)


def _and_let_go[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return work(*args, **kwargs)
    finally:
        # Whatever its age: `close_old_connections` keeps one when the thread moved to a core whose clock is behind.
        connections.close_all()


# Made once: asgiref looks long at what it is given.
_in_thread = sync_to_async(_and_let_go, thread_sensitive=False, executor=_threads)
