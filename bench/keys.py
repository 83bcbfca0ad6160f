"""Writing in a page: the time from a key to the frame that shows its letter, also while others talk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

from bench import crowd
from bench.browser import Window
from bench.load import SAYINGS
from bench.long_room import LongRoom
from bench.peers import Seat, Server
from bench.peers.unafied import Unafied

RATE = 50
"""Messages a second."""
_PAUSE = 0.11
"""Seconds between two keys: somebody who writes fast."""
_WORDS = "the quick brown fox jumps over the lazy dog and then sits down to have a look at all of it "

_EMPTY = """() => {
    const field = document.getElementById("composer-text");
    const { length } = field.value;
    field.value = "";
    field.focus();
    return length;
}"""


async def typed(window: Window, presses: int) -> list[float]:
    """Press keys in the composer; return the milliseconds from each to the end of the frame that shows it."""
    page = window.page
    await page.evaluate(_EMPTY)
    await window.told()
    for letter, _ in zip(cycle(_WORDS), range(presses), strict=False):
        await page.keyboard.press("Space" if letter == " " else letter)
        await asyncio.sleep(_PAUSE)
    await page.wait_for_function("count => measured.keys.length >= count", arg=presses)
    found: list[float] = (await window.told())["keys"]
    letters = await page.evaluate(_EMPTY)
    assert letters == presses == len(found), "a letter was lost"
    return found


@asynccontextmanager
async def talking(server: Server, room: LongRoom) -> AsyncIterator[Callable[[], int]]:
    """Have the others post fifty messages a second inside the block; what is yielded tells how many came so far."""
    peer = Unafied()
    seats = [Seat(str(room.id), "/ws/", {"Authorization": f"Bearer {token}"}) for token in room.tokens]
    heard = 0

    def hear(_member: crowd.Member, payload: bytes) -> None:
        nonlocal heard
        heard += payload.startswith(b'{"type":"message.posted"')

    async with crowd.gathered(peer, server, [seats]) as [members]:
        members[0].hear = hear
        posting = asyncio.create_task(_post(peer, members))
        try:
            yield lambda: heard
        finally:
            posting.cancel()


async def _post(peer: Unafied, members: Sequence[crowd.Member]) -> None:
    for number, (member, saying) in enumerate(zip(cycle(members), cycle(SAYINGS), strict=False)):
        # What is late is not made up for: a burst is another load.
        await asyncio.sleep(1 / RATE)
        member.say(peer.post(member.seat, f"{saying} ({number})"))
