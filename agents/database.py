"""The ORM from the worker's event loop."""

from collections.abc import Awaitable, Callable
from typing import cast

from channels.db import database_sync_to_async


def in_database[**P, R](function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """Return `function` as a coroutine that runs in the thread of the ORM; its connection is given back after it."""
    return cast(Callable[P, Awaitable[R]], database_sync_to_async(function))
