"""The application that a server runs: HTTP by Django, the socket by Channels."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
django.setup(set_prefix=False)

from typing import Any  # noqa: E402

from asgiref.sync import ThreadSensitiveContext, sync_to_async  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402 - needs the apps to be ready
from django.db import connections  # noqa: E402

from chat.routing import socket  # noqa: E402
from unafied.lifespan import lifespan  # noqa: E402
from unafied.one_thread import OneThread  # noqa: E402

_django = OneThread()


async def _http(scope: Any, receive: Any, send: Any) -> None:
    """Django, whose thread for a request gives its database connection back however the request ends.

    A client that hangs up at the very end otherwise takes a connection of the pool along. So does, with
    `close_old_connections`, a request whose thread moved to a core with a clock a little behind.
    """
    async with ThreadSensitiveContext():
        try:
            await _django(scope, receive, send)
        finally:
            await sync_to_async(connections.close_all)()


application = ProtocolTypeRouter(
    {
        "http": _http,
        "websocket": socket,
        "lifespan": lifespan,
    }
)
