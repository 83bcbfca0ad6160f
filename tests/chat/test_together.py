"""What many ask at once is asked once."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from chat.together import Together

pytestmark = pytest.mark.django_db(transaction=True)


class Clerk:
    """Doubles numbers; odd ones are refused. The first time, only when the door is open."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.is_asked, self.door = Event(), Event()

    def answer(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.asked.append(list(numbers))
        self.is_asked.set()
        self.door.wait(10)
        return [ValueError(f"{number} is odd") if number % 2 else 2 * number for number in numbers]


async def test_what_is_asked_meanwhile_is_asked_together_each_gets_the_own_answer() -> None:
    clerk = Clerk()
    together = Together(clerk.answer, most=3)
    first = asyncio.create_task(together.ask(0))
    await asyncio.to_thread(clerk.is_asked.wait, 10)
    others = [asyncio.create_task(together.ask(number)) for number in (2, 4, 6, 8)]
    await asyncio.sleep(0)
    assert clerk.asked == [[0]], "only one is under way at a time"
    clerk.door.set()
    assert await asyncio.gather(first, *others) == [0, 4, 8, 12, 16]
    assert clerk.asked == [[0], [2, 4, 6], [8]]


async def test_all_who_ask_for_the_same_kind_are_answered_in_one_go_however_many_they_are() -> None:
    clerk = Clerk()
    together = Together(clerk.answer, most=2, kind=lambda number: number // 10)
    first = asyncio.create_task(together.ask(0))
    await asyncio.to_thread(clerk.is_asked.wait, 10)
    others = [asyncio.create_task(together.ask(number)) for number in (10, 20, 30, 12, 14, 16)]
    await asyncio.sleep(0)
    clerk.door.set()
    assert await asyncio.gather(first, *others) == [0, 20, 40, 60, 24, 28, 32]
    assert clerk.asked == [[0], [10, 12, 14, 16, 20], [30]]


async def test_what_is_asked_while_others_have_the_thread_is_asked_in_one_go() -> None:
    busy, clerk = Clerk(), Clerk()
    clerk.door.set()
    together = Together(clerk.answer, most=3)
    first = asyncio.create_task(Together(busy.answer, most=1).ask(0))
    await asyncio.to_thread(busy.is_asked.wait, 10)
    asked = []
    for number in (2, 4, 6):
        asked.append(asyncio.create_task(together.ask(number)))
        await asyncio.sleep(0)
    busy.door.set()
    assert await asyncio.gather(first, *asked) == [0, 4, 8, 12]
    assert clerk.asked == [[2, 4, 6]]


async def test_what_is_wrong_with_one_question_is_said_to_who_asked_it() -> None:
    clerk = Clerk()
    clerk.door.set()
    together = Together(clerk.answer, most=3)
    answers = await asyncio.gather(*map(together.ask, (2, 3, 4)), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["4", "3 is odd", "8"]


async def test_what_goes_wrong_with_all_is_said_to_all_and_the_next_are_answered() -> None:
    answers = iter([OSError("away"), None])

    def answer(numbers: Sequence[int]) -> list[int | Exception]:
        error = next(answers)
        if error:
            raise error
        return list(numbers)

    together = Together(answer, most=3)
    assert [str(each) for each in await asyncio.gather(*map(together.ask, (1, 2)), return_exceptions=True)] == [
        "away"
    ] * 2
    assert await together.ask(5) == 5


async def test_who_went_away_is_not_asked_for() -> None:
    clerk = Clerk()
    together = Together(clerk.answer, most=3)
    first = asyncio.create_task(together.ask(0))
    await asyncio.to_thread(clerk.is_asked.wait, 10)
    gone, there = (asyncio.create_task(together.ask(number)) for number in (2, 4))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    clerk.door.set()
    assert (await first, await there) == (0, 8)
    assert clerk.asked == [[0], [4]]
