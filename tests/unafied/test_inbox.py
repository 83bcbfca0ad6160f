"""A socket's inbox gives what came in its order, to one who waits or comes later."""

import asyncio
import contextlib

from unafied.inbox import Inbox


async def test_what_came_is_taken_in_its_order_also_by_who_waited() -> None:
    inbox = Inbox()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    for event in ("one", "two", "three"):
        inbox.put_nowait(event)
    assert await waiting == "one"
    assert (inbox.qsize(), inbox.empty()) == (2, False)
    assert [await inbox.get(), await inbox.get()] == ["two", "three"]
    assert inbox.empty()


async def test_who_gave_up_waiting_takes_nothing_along() -> None:
    inbox = Inbox()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    inbox.put_nowait("kept")
    assert await inbox.get() == "kept"
