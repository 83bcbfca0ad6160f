"""What somebody does in a long room: scrolls back and forth, reads along, and writes alone and amid talk."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.browser import Window
from bench.keys import talking, typed
from bench.long_room import LongRoom
from bench.peers import Server
from bench.scrolling import Watched, scrolled, watched_while


@dataclass(frozen=True)
class Plan:
    """Rounds, and in each the pixels that one scrolls, the keys that one presses, the seconds that one reads along."""

    rounds: int
    pixels: int
    keys: int
    reading: float


@dataclass(frozen=True)
class Sitting:
    """What was seen meanwhile, and the milliseconds from each key to its letter without and amid the talk of others."""

    back: Watched
    forth: Watched
    along: Watched
    quiet: Sequence[float]
    amid: Sequence[float]


async def sat(window: Window, server: Server, room: LongRoom, plan: Plan) -> Sitting:
    """Do it all once."""
    back = await scrolled(window, room, pixels=plan.pixels)
    forth = await scrolled(window, room, pixels=-plan.pixels)
    await window.page.evaluate("document.getElementById('to-latest').click()")
    quiet = await typed(window, plan.keys // 2)
    async with talking(server, room) as heard:
        # As it is after a while: the page has as many rows as it ever keeps.
        await asyncio.sleep(plan.reading)
        amid = await typed(window, plan.keys)
        before = heard()
        along = await watched_while(window, asyncio.sleep(plan.reading))
        along = replace(along, messages=heard() - before)
    quiet += await typed(window, plan.keys - len(quiet))
    return Sitting(back, forth, along, quiet, amid)
