"""Several at once, for real: each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.chat.client import PATIENCE


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at the same moment; returns what each returned or raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [_outcome(each) for each in [threads.submit(_connected, run, call) for call in calls]]


class Apart:
    """A transaction in a thread of its own, which goes on step by step."""

    def __init__(self) -> None:
        self.is_open = True
        self._thread = ThreadPoolExecutor(1)
        self._atomic = transaction.atomic()
        self.do(self._atomic.__enter__)

    def start(self, step: Callable[[], Any]) -> "Future[Any]":
        """Begin a step, which may have to wait for a lock."""
        return self._thread.submit(step)

    def do(self, step: Callable[[], Any]) -> Any:
        """Take a step to its end."""
        return self.start(step).result(PATIENCE)

    def commit(self) -> None:
        """End the transaction and let go of its locks."""
        self.do(lambda: self._atomic.__exit__(None, None, None))
        self.is_open = False

    def close(self) -> None:
        """Take back what isn't committed, and let go of the thread."""
        if self.is_open:
            self.start(lambda: self._atomic.__exit__(InterruptedError, InterruptedError(), None))
        self.start(_disconnect)
        self._thread.shutdown()


@contextmanager
def apart() -> Iterator[Apart]:
    """Have a transaction in another thread; one that isn't committed in the block is rolled back."""
    other = Apart()
    try:
        yield other
    finally:
        other.close()


def wait_until_blocked() -> None:
    """Wait until somebody waits for a lock in the database."""
    pause = threading.Event()
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            [blocked] = cursor.fetchone()
        if blocked:
            return
        pause.wait(PATIENCE / 1_000)
    raise AssertionError("nobody waits")


def _connected(work: Callable[..., Any], *args: Any) -> Any:
    try:
        return work(*args)
    finally:
        _disconnect()


def _disconnect() -> None:
    # Looked up in the thread that calls it: each has a connection of its own.
    connection.close()


def _outcome(done: "Future[Any]") -> Any:
    return done.exception(PATIENCE) or done.result()
