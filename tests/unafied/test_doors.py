"""A crowd comes in and goes a few at a time, in its order, and nobody is forgotten before the door."""

import asyncio
from functools import partial

from unafied.doors import BitByBit, Turnstile


async def test_so_many_are_inside_at_a_time_and_the_others_come_in_their_order() -> None:
    turnstile, came = Turnstile(2), list[int]()
    for number in range(5):
        turnstile.enter(partial(came.append, number))
    assert came == [0, 1]
    turnstile.leave()
    await asyncio.sleep(0)
    assert came == [0, 1, 2]
    for _ in range(4):
        turnstile.leave()
    await asyncio.sleep(0)
    assert came == [0, 1, 2, 3, 4]
    turnstile.enter(partial(came.append, 5))
    assert came[-1] == 5, "there is room again"


async def test_what_can_wait_leaves_rounds_to_everything_else_and_keeps_its_order() -> None:
    bits, done, seen = BitByBit(3), list[int](), list[int]()
    for number in range(8):
        bits.do(partial(done.append, number))
    while len(done) < 8:
        await asyncio.sleep(0)
        seen.append(len(done))
    assert (done, seen) == (list(range(8)), [3, 6, 8])


async def test_one_that_fails_does_not_keep_the_next_from_their_turn() -> None:
    bits, done, failed = BitByBit(1), list[str](), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context["exception"]))

    def fail() -> None:
        raise ValueError

    bits.do(fail)
    bits.do(partial(done.append, "next"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert (done, len(failed)) == (["next"], 1)
