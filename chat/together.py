"""Questions to the database that many sockets ask at once, answered together."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from chat.desk import with_connection

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="together")


class Together[A, T]:
    """Groups calls: what is asked while an answer is under way is asked together in the next one.

    `answer` gets up to `most` questions and gives back as many answers in their order; one that is an exception is
    raised for whom it is for, and one that `answer` raises for all of them. However many ask, one thread does it
    all: a crowd that comes back at once leaves the desk and most of Python's time to those who are in.
    """

    def __init__(self, answer: Callable[[Sequence[A]], Sequence[T | Exception]], *, most: int) -> None:
        self._answer, self._most = answer, most
        self._waiting: list[tuple[A, asyncio.Future[T]]] = []
        self._work: asyncio.Task[None] | None = None

    async def ask(self, question: A) -> T:
        """Return the answer to one question."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[T] = loop.create_future()
        # A task of a loop that is no longer running would never take it up.
        if self._work is None or self._work.done() or self._work.get_loop() is not loop:
            self._waiting.clear()
            self._work = loop.create_task(self._work_off())
        self._waiting.append((question, answered))
        return await answered

    async def _work_off(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            # Who has gone meanwhile needs no answer.
            some = [(question, answered) for question, answered in some if not answered.done()]
            if some:
                await self._settle(some)

    async def _settle(self, some: Sequence[tuple[A, asyncio.Future[T]]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            questions = [question for question, _ in some]
            answers = await loop.run_in_executor(_thread, with_connection, self._answer, questions)
        except Exception as error:  # noqa: BLE001 - it is theirs who asked
            answers = [error] * len(some)
        for (_, answered), answer in zip(some, answers, strict=True):
            if answered.done():
                continue
            if isinstance(answer, Exception):
                answered.set_exception(answer)
            else:
                answered.set_result(answer)
