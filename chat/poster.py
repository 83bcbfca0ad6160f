"""Group commit: what is posted while a transaction is in flight goes into the next one together."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from accounts.problems import Refusal
from chat import actions, counts
from chat.actions.posting import Outcome, Posted

log = structlog.get_logger(__name__)

MOST_TOGETHER = 100
"""Drafts in one transaction."""
KEPT = 0.5
"""Seconds of silence after which the database connection goes back to the pool."""
PATIENCE = 15.0
"""Seconds that a thread waits for its message to be stored."""

Answer = Callable[[Outcome], None]
_Waiting = tuple[actions.Draft, Answer]


class Poster:
    """Posts in the order it is asked to, one transaction at a time, in a thread of its own; there is one a process.

    Its methods run on its event loop.
    """

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()
        self._is_busy = False
        self._batches: SimpleQueue[list[_Waiting] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="poster", daemon=True)
        self._thread.start()

    def post(self, draft: actions.Draft, answer: Answer) -> None:
        """Have `answer` called on the event loop with what came of `draft`, committed, or a refusal."""
        self._waiting.append((draft, answer))
        if not self._is_busy:
            self._is_busy = True
            # Not at once: what the loop reads in one round goes together.
            self.loop.call_soon(self._begin)

    def stop(self) -> None:
        """Post what was asked for so far, and then no more."""
        while self._waiting:
            self._begin()
        self._batches.put(None)

    def _begin(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        self._is_busy = bool(batch)
        if batch:
            self._batches.put(batch)

    def _end(self, batch: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
        _answer(batch, outcomes)
        # In the next round: until then what was told is written, and what came meanwhile is read and goes along.
        self.loop.call_soon(self._begin)

    def _work(self) -> None:
        while batch := self._next_batch():
            outcomes = _post([draft for draft, _ in batch])
            counts.POSTS.observe(len(batch))
            with suppress(RuntimeError):  # the loop is closed, and with it everybody who waited
                # One call for all: the answers leave in the same writes as the events, which were handed out before.
                self.loop.call_soon_threadsafe(self._end, batch, outcomes)
        connections.close_all()

    def _next_batch(self) -> list[_Waiting] | None:
        with suppress(Empty):
            return self._batches.get(timeout=KEPT)
        connections.close_all()
        return self._batches.get()


def post(draft: actions.Draft) -> Posted:
    """Post from a thread, together with what others post meanwhile, and wait. Raises `not_found`, `conflict`.

    Where this process has no poster, as in a command or a test, it is posted alone.
    """
    if _poster is None or _poster.loop.is_closed():
        return actions.post_message(draft)
    outcome: Future[Outcome] = Future()
    _poster.loop.call_soon_threadsafe(_poster.post, draft, outcome.set_result)
    # Whoever waits for the poster must not keep what the poster may be waiting for.
    connections.close_all()
    try:
        posted = outcome.result(PATIENCE)
    except TimeoutError:
        posted = _UNAVAILABLE
    if isinstance(posted, Refusal):
        raise posted
    return posted


_UNAVAILABLE = Refusal("unavailable", "It could not be stored just now; try again.", retry_after=2)
_poster: Poster | None = None


def running() -> Poster:
    """Return this process's poster, started on first use. Needs a running event loop."""
    global _poster  # noqa: PLW0603 - one a process, so that what waits can go together
    if _poster is None or _poster.loop is not asyncio.get_running_loop():
        if _poster is not None:
            _poster.stop()
        _poster = Poster()
    return _poster


def _post(drafts: list[actions.Draft]) -> Sequence[Outcome]:
    try:
        return _post_on_a_live_connection(drafts)
    except (DatabaseError, InterfaceError) as error:
        log.warning("not posted", drafts=len(drafts), error=type(error).__name__)
    except Exception:
        # A defect of ours must not stop the poster: everybody who waits here is answered.
        log.exception("not posted", drafts=len(drafts))
    connections.close_all()
    return [_UNAVAILABLE] * len(drafts)


def _post_on_a_live_connection(drafts: list[actions.Draft]) -> Sequence[Outcome]:
    was_kept = connection.connection is not None
    try:
        return actions.post_messages(drafts)
    except (OperationalError, InterfaceError):
        if not was_kept:
            raise
        # The database ended the connection that was kept. Whether it had committed or not: what is stored is found.
        connections.close_all()
        return actions.post_messages(drafts)


def _answer(batch: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
    for (_, answer), outcome in zip(batch, outcomes, strict=True):
        try:
            answer(outcome)
        except Exception:
            log.exception("not answered")
