"""Group commit: what is posted while a transaction is in flight goes into the next one together."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import DatabaseError, InterfaceError

from accounts.problems import Refusal
from chat import actions, counts
from chat.actions.posting import Outcome, Posted
from chat.desk import with_connection

log = structlog.get_logger(__name__)

MOST_TOGETHER = 100
"""Drafts in one transaction."""

_Waiting = tuple[actions.Draft, asyncio.Future[Posted]]


class Poster:
    """Posts in the order it is asked to, one transaction at a time; there is one a process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="poster")
        self._task = self.loop.create_task(self._work(), name="poster")

    def post(self, draft: actions.Draft) -> asyncio.Future[Posted]:
        """Return what comes of `draft` once it is committed; the future may raise `Refusal`."""
        outcome: asyncio.Future[Posted] = self.loop.create_future()
        self._queue.put_nowait((draft, outcome))
        return outcome

    async def _work(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < MOST_TOGETHER and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            outcomes = await self._post([draft for draft, _ in batch])
            counts.POSTS.observe(len(batch))
            for (_, waiting), outcome in zip(batch, outcomes, strict=True):
                _settle(waiting, outcome)

    async def _post(self, drafts: list[actions.Draft]) -> list[Outcome]:
        try:
            return await self.loop.run_in_executor(self._thread, with_connection, actions.post_messages, drafts)
        except (DatabaseError, InterfaceError) as error:
            log.warning("not posted", drafts=len(drafts), error=type(error).__name__)
            return [_UNAVAILABLE for _ in drafts]
        except Exception:
            # A defect of ours must not stop the poster: everybody who waits here is answered.
            log.exception("not posted", drafts=len(drafts))
            return [_UNAVAILABLE for _ in drafts]


_UNAVAILABLE = Refusal("unavailable", "It could not be stored just now; try again.", retry_after=2)
_poster: Poster | None = None


def running() -> Poster:
    """Return this process's poster, started on first use. Needs a running event loop."""
    global _poster  # noqa: PLW0603 - one a process, so that what waits can go together
    if _poster is None or _poster.loop is not asyncio.get_running_loop():
        _poster = Poster()
    return _poster


def _settle(waiting: asyncio.Future[Posted], outcome: Outcome) -> None:
    if waiting.done():
        return
    if isinstance(outcome, Refusal):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
