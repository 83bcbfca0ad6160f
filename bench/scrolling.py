"""Scrolling a page, and how smooth that was."""

import json
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from bench.browser import Window
from bench.load import quantiles
from bench.long_room import LongRoom
from bench.trace import CATEGORIES, Frames, read

SPEED = 5_000
"""Pixels a second: some eighty messages."""
REFRESH = 1000 / 60

_PLACE = """async room => {
    const { top } = document.getElementById("timeline").getBoundingClientRect();
    const isSeen = row => row.dataset.message && row.getBoundingClientRect().bottom > top;
    const { message } = [...document.getElementById("rows").children].find(isSeen).dataset;
    const answer = await fetch(`/api/v1/conversations/${room}/messages/${message}/`);
    return (await answer.json()).sequence;
}"""


@dataclass(frozen=True)
class Watched:
    """A while of a page: milliseconds from frame to frame, tasks over 50 ms, most rows and elements, and its trace."""

    intervals: Sequence[float]
    tasks: Sequence[float]
    rows: int
    elements: int
    frames: Frames
    messages: int = 0
    """That went by, or came in."""

    @property
    def rate(self) -> float:
        """Return the frames a second."""
        return 1000 * len(self.intervals) / sum(self.intervals)

    @property
    def late(self) -> float:
        """Return the part of the screen's refreshes for which the page had no new frame."""
        refreshes = sum(self.intervals) / REFRESH
        return max(0.0, 1 - len(self.intervals) / refreshes)


async def scrolled(window: Window, room: LongRoom, *, pixels: int) -> Watched:
    """Scroll steadily, up or with less than nothing down, by a wheel: a finger can't leave the screen of a phone."""
    page, device = window.page, window.device
    before = await page.evaluate(_PLACE, str(room.id))
    gesture = {
        "x": device.width // 2,
        "y": device.height // 2,
        "yDistance": pixels,
        "speed": SPEED,
        "preventFling": True,
        "gestureSourceType": "mouse",
    }
    client = await page.context.new_cdp_session(page)
    watched = await watched_while(window, client.send("Input.synthesizeScrollGesture", gesture))
    return replace(watched, messages=abs(before - await page.evaluate(_PLACE, str(room.id))))


async def watched_while(window: Window, work: Awaitable[object]) -> Watched:
    """Return what a page did while `work` was done, with a trace of it."""
    await window.browser.start_tracing(page=window.page, categories=CATEGORIES)
    await window.told()
    await work
    noted = await window.told()
    trace: dict[str, Any] = json.loads(await window.browser.stop_tracing())
    moments = noted["frames"]
    return Watched(
        intervals=[later - earlier for earlier, later in pairwise(moments)],
        tasks=noted["tasks"],
        rows=noted["rows"],
        elements=noted["elements"],
        frames=read(trace["traceEvents"]),
    )


def quantiles_of(milliseconds: Sequence[float]) -> list[float]:
    """Return p50, p95 and p99."""
    found = quantiles(each / 1000 for each in milliseconds)
    return [found["p50"], found["p95"], found["p99"]]
