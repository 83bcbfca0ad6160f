"""Django's ASGI handler with one way to a thread and back for a request, where its own has two for each middleware."""

from typing import Any

from asgiref.sync import AsyncToSync, sync_to_async
from django.core.handlers.asgi import ASGIHandler


class OneThread(ASGIHandler):
    """All middleware inside of the first that is only asynchronous (the one for static files) runs in one thread."""

    _middleware_chain: Any

    def load_middleware(self, is_async: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Make the chain as for a synchronous server, and have it awaited as a whole."""
        super().load_middleware(is_async=False)
        chain: Any = self._middleware_chain
        is_asynchronous_outside = isinstance(chain, AsyncToSync)
        self._middleware_chain = chain.awaitable if is_asynchronous_outside else sync_to_async(chain)
