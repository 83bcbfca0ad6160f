"""What people who post feel of a worker that is busy: the same load with it standing still, and at work, in turn."""

import signal
import time
from dataclasses import dataclass
from statistics import median

import psutil
import uvloop
from redis import Redis

from bench import crowd, load, meter, table
from bench.load import Figures
from bench.peers import Server
from bench.peers.unafied import Unafied, environment, said_in
from bench.shape import Shape
from bench.stage import Stage
from unafied.up import worker

CALM = Shape(rooms=10, members=5, senders=1)
RATE = 50.0
"""Messages a second in all; so many that the web process is awake most of the time, and far from full."""
ROUNDS, SECONDS = 3, 5.0
MOST = 1.2
"""Times as long as with the worker standing still: what counts as touched."""
QUEUE = "unafied:crowded"


@dataclass(frozen=True)
class Beside:
    """The same steady load, round by round."""

    still: list[Figures]
    busy: list[Figures]
    left: int
    """Batches that the worker still had before it in the end; none means that it was not busy all the time."""


def measured(stage: Stage, peer: Unafied, crowded: Shape, messages: int, rounds: int = ROUNDS) -> Beside:
    """Post steadily beside a worker that has a burst before it, on the servers' core."""
    with peer.serving(stage) as server:
        # Before there is a worker: all of it lies in the queue when the load begins.
        said_in(stage, [seats[0].room for seats in peer.seats(crowded)], messages)
        with stage.running(list(worker(1).command[1:]), environment(stage), "worker") as process:
            _wait_until_busy(stage)
            still, busy = list[Figures](), list[Figures]()
            for _ in range(rounds):
                _signal(process, signal.SIGSTOP)
                still.append(uvloop.run(_posted(peer, server, [server.process])))
                _signal(process, signal.SIGCONT)
                busy.append(uvloop.run(_posted(peer, server, [server.process])))
            return Beside(still, busy, _waiting(stage))


def rows(beside: Beside) -> list[table.Row]:
    """Return the table's rows, with what is missed said."""
    still, busy = _medians(beside.still), _medians(beside.busy)
    is_missed = busy["p50"] > MOST * still["p50"] or busy["p99"] > MOST * still["p99"]
    faults = [each.faults for each in (*beside.still, *beside.busy)]
    counts = (sum(getattr(each, kind) for each in faults) for kind in ("missing", "repeated", "out_of_order"))
    ended = "" if beside.left else "; the worker was done before the end"
    return [
        (
            f"**posting, {RATE:.0f} a second beside the worker**: to the last member, p50 / p99, worker still, ms",
            [f"{still['p50']:.1f} / {still['p99']:.1f}"],
        ),
        (
            "the same, worker busy",
            [f"{busy['p50']:.1f} / {busy['p99']:.1f}{ended}{' (missed)' if is_missed else ''}"],
        ),
        ("round by round, still → busy, p99", [", ".join(_pairs(beside))]),
        ("missing, repeated, out of order", [", ".join(map(str, counts))]),
    ]


def _pairs(beside: Beside) -> list[str]:
    pairs = zip(beside.still, beside.busy, strict=True)
    return [f"{still.to_last['p99']:.0f} → {busy.to_last['p99']:.0f}" for still, busy in pairs]


def _medians(figures: list[Figures]) -> dict[str, float]:
    return {name: median(each.to_last[name] for each in figures) for name in ("p50", "p99")}


async def _posted(peer: Unafied, server: Server, used: list[psutil.Process]) -> Figures:
    async with crowd.gathered(peer, server, peer.seats(CALM)) as people:
        return await load.open_loop(peer, people, CALM.senders, SECONDS, used, rate=RATE)


def _wait_until_busy(stage: Stage) -> None:
    before, until = _waiting(stage), time.monotonic() + 30
    while _waiting(stage) == before and time.monotonic() < until:
        time.sleep(0.1)


def _waiting(stage: Stage) -> int:
    with Redis.from_url(stage.redis_url) as redis:
        return int(redis.llen(QUEUE))


def _signal(process: psutil.Process, number: int) -> None:
    for each in meter.family(process):
        each.send_signal(number)
