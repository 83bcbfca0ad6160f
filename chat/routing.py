"""The socket's address."""

from collections.abc import Coroutine
from typing import Any

from chat.consumers import ChatConsumer

ADDRESS = "/ws/"


def socket(scope: dict[str, Any], receive: Any, send: Any) -> Coroutine[Any, Any, None]:
    """Serve a socket. Raises ValueError for another address.

    What Channels' routers do with three coroutines, each of which would wait as long as the socket is open.
    """
    if scope["path"] != scope.get("root_path", "") + ADDRESS:
        raise ValueError(f"There are no sockets at {scope['path']!r}.")
    return ChatConsumer()(scope, receive, send)
