"""Database work off the event loop: a few threads of our own, so that one slow query holds up nobody else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connections

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="desk")


async def ask[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread with a live database connection, which goes back to the pool afterwards."""
    call = partial(with_connection, work, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads, call)


def with_connection[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` and give this thread's connection back to the pool, which replaces broken ones."""
    try:
        return work(*args, **kwargs)
    finally:
        # Whatever its age: `close_old_connections` keeps one when the thread moved to a core whose clock is behind.
        connections.close_all()
