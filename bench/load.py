"""Posting: as fast as everybody gets it (closed loop), or at a given rate whatever happens (open loop)."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter

import psutil

from bench import meter
from bench.clock import Asleep, Awake, Clock
from bench.crowd import Crowd, Member
from bench.peers import Peer
from bench.tally import Faults, Tally

WARM_UP = 0.8
PATIENCE = 5.0
"""Seconds until a message that somebody did not get is given up."""

SAYINGS = (
    "Morning all, who has seen the plan for today?",
    "I'll be ten minutes late, start without me",
    "sounds good to me",
    "The **second** draft is up: have a look at [the notes](https://example.org/notes) when you can.",
    "Could somebody bring the projector to the big room, the one in the small room is broken again?",
    "ok",
    "haha yes exactly",
    "We said Thursday, didn't we? I have it in my calendar for Thursday, but I can do Friday as well.",
    "`make test` is green here, so it must be something about your setup",
    "thanks!",
)


@dataclass(frozen=True)
class Figures:
    """What one load measured. Latencies are in milliseconds."""

    messages: float
    """Committed and with every member, a second."""
    deliveries: float
    """A second."""
    to_each: dict[str, float]
    to_last: dict[str, float]
    """From posting: `p50`, `p99`, `p99.9`."""
    faults: Faults
    cpu_us_a_delivery: float
    """Microseconds of processor time of server, PostgreSQL and Valkey together."""
    load_share: float
    """Of the load's own core that the load used; near 1 in a closed loop, it is the load that was measured."""


async def closed(peer: Peer, crowd: Crowd, senders: int, seconds: float, used: Sequence[psutil.Process]) -> Figures:
    """Let each sender post the next message as soon as the last one is acked and with every member."""
    load = _Load(peer, crowd)
    load.tally.on_complete = load.post
    for members in crowd:
        for sender in members[:senders]:
            load.post(sender)
    return await load.measured(load.run_for(seconds), used)


async def open_loop(
    peer: Peer, crowd: Crowd, senders: int, seconds: float, used: Sequence[psutil.Process], *, rate: float
) -> Figures:
    """Post `rate` messages a second in all; what is late counts from when it was due.

    Meanwhile the load takes all of its core; `load_share` says whether it had it.
    """
    load = _Load(peer, crowd, Awake())
    posting = asyncio.create_task(load.post_steadily([each for room in crowd for each in room[:senders]], rate))
    try:
        return await load.measured(load.run_for(seconds), used)
    finally:
        posting.cancel()


async def during(
    work: Awaitable[None], peer: Peer, crowd: Crowd, senders: int, used: Sequence[psutil.Process], *, rate: float
) -> Figures:
    """Post `rate` messages a second in all for as long as `work` takes; it begins when the load is warm."""
    load = _Load(peer, crowd)
    posting = asyncio.create_task(load.post_steadily([each for room in crowd for each in room[:senders]], rate))
    try:
        return await load.measured(work, used)
    finally:
        posting.cancel()


class _Load:
    def __init__(self, peer: Peer, crowd: Crowd, clock: Clock | None = None) -> None:
        self._clock = clock or Asleep()
        for members in crowd:
            for member in members:
                del member.heard[:]
        self.tally = Tally(peer, crowd, self._clock.now)
        self._peer = peer
        self._is_over = False
        self._sayings = cycle(SAYINGS)

    def post(self, sender: Member, due: float | None = None) -> None:
        if self._is_over:
            return
        number = self.tally.post(sender, due or self._clock.now())
        sender.say(self._peer.post(sender.seat, f"{next(self._sayings)} ({number})"))

    async def post_steadily(self, senders: Iterable[Member], rate: float) -> None:
        began = self._clock.now()
        for number, sender in enumerate(cycle(senders)):
            due = began + number / rate
            # Always, so that answers are read between two posts even when we are behind.
            await self._clock.until(due)
            self.post(sender, due)

    async def measured(self, run: Awaitable[None], used: Sequence[psutil.Process]) -> Figures:
        await self.run_for(WARM_UP)
        self.tally.is_measuring = True
        began, cpu, own = perf_counter(), meter.cpu_seconds(used), time.process_time()
        await run
        elapsed, cpu = perf_counter() - began, meter.cpu_seconds(used) - cpu
        own = time.process_time() - own
        self.tally.is_measuring = False
        self._is_over = True
        await self._drain()
        tally = self.tally
        return Figures(
            messages=len(tally.to_last) / elapsed,
            deliveries=len(tally.to_each) / elapsed,
            to_each=quantiles(tally.to_each),
            to_last=quantiles(tally.to_last),
            faults=tally.faults(),
            cpu_us_a_delivery=1e6 * cpu / max(1, len(tally.to_each)),
            load_share=own / elapsed,
        )

    async def run_for(self, seconds: float) -> None:
        until = perf_counter() + seconds
        while (left := until - perf_counter()) > 0:
            await asyncio.sleep(min(left, 0.5))
            self.tally.give_up(self._clock.now() - PATIENCE)

    async def _drain(self) -> None:
        until = perf_counter() + PATIENCE
        while self.tally.underway and perf_counter() < until:  # noqa: ASYNC110 - it is told of by nobody
            await asyncio.sleep(0.05)
        # A repetition would come after what it repeats.
        await asyncio.sleep(0.2)


def quantiles(seconds: Iterable[float]) -> dict[str, float]:
    """Return p50, p95, p99 and p99.9 in milliseconds; not a number where nothing was measured."""
    sorted_ = sorted(seconds)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p99.9": 0.999}
    if not sorted_:
        return dict.fromkeys(shares, float("nan"))
    return {name: 1000 * sorted_[min(len(sorted_) - 1, int(share * len(sorted_)))] for name, share in shares.items()}
