"""Questions to the database that many sockets ask at once, answered together."""

import asyncio
import sys
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from weakref import WeakKeyDictionary

from chat.desk import with_connection

TOLD_AT_ONCE = 16
"""Who get their answers in one round of the event loop."""
SWITCH_INTERVAL = 0.001
"""Seconds that a thread may keep Python while another waits for it."""

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="together")
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Who uses the thread: what is asked while one waits for it is asked in the same go."""


class Together[A, T]:
    """Groups calls: what is asked while an answer is under way is asked together in the next one.

    `answer` gets questions of up to `most` kinds, with all that wait of each kind, and gives back as many answers in
    their order; one that is an exception is raised for whom it is for, and one that `answer` raises for all of them.
    However many ask, one thread does it all: a crowd that comes back at once leaves the desk and most of Python's
    time to those who are in.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[A]], Sequence[T | Exception]],
        *,
        most: int,
        kind: Callable[[A], Hashable] = id,
    ) -> None:
        self._answer, self._most, self._kind = answer, most, kind
        self._waiting: dict[Hashable, list[tuple[A, asyncio.Future[T]]]] = {}
        self._work: asyncio.Task[None] | None = None

    async def ask(self, question: A) -> T:
        """Return the answer to one question."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[T] = loop.create_future()
        # A task of a loop that is no longer running would never take it up.
        if self._work is None or self._work.done() or self._work.get_loop() is not loop:
            self._waiting.clear()
            self._work = loop.create_task(self._work_off())
        self._waiting.setdefault(self._kind(question), []).append((question, answered))
        return await answered

    async def _work_off(self) -> None:
        turns = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        while self._waiting:
            async with turns:
                some = self._next()
                answers = await self._answers([question for question, _ in some])
            for number, ((_, answered), answer) in enumerate(zip(some, answers, strict=True)):
                _tell(answered, answer)
                if number % TOLD_AT_ONCE == 0:
                    # What people say comes in between.
                    await asyncio.sleep(0)

    def _next(self) -> list[tuple[A, asyncio.Future[T]]]:
        kinds = list(islice(self._waiting, self._most))
        asked = [each for kind in kinds for each in self._waiting.pop(kind)]
        # Who has gone meanwhile needs no answer.
        return [(question, answered) for question, answered in asked if not answered.done()]

    async def _answers(self, questions: Sequence[A]) -> Sequence[T | Exception]:
        if not questions:
            return []
        loop, usual = asyncio.get_running_loop(), sys.getswitchinterval()
        # The thread asks much of Python: whoever else wants it gets it sooner.
        sys.setswitchinterval(min(usual, SWITCH_INTERVAL))
        try:
            return await loop.run_in_executor(_thread, with_connection, self._answer, questions)
        except Exception as error:  # noqa: BLE001 - it is theirs who asked
            return [error] * len(questions)
        finally:
            sys.setswitchinterval(usual)


def _tell[T](answered: asyncio.Future[T], answer: T | Exception) -> None:
    if answered.done():
        return
    if isinstance(answer, Exception):
        answered.set_exception(answer)
    else:
        answered.set_result(answer)
