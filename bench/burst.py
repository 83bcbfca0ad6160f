"""What ten thousand messages at once do to hints in other rooms, to posting, and to the worker: `--help`."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, cycle
from time import perf_counter

import psycopg
import uvloop
from redis import Redis

from bench import backlog, beside, crowd, document, machine, table
from bench.load import quantiles
from bench.peers import Seat, Server
from bench.peers.unafied import Unafied, environment
from bench.pipeline import HINTS, Hearing
from bench.shape import Shape
from bench.stage import Stage, plain_environment, set_up
from unafied import embedded
from unafied.up import worker

ROOMS, MESSAGES, HINTS_ASKED = 50, 10_000, 15
PATIENCE = 60.0
"""Seconds until a hint amid the burst counts as not answered."""
AIM = 2.0
"""Seconds that no hint may wait for its recommendation."""
PARTS = ("storing", "posting", "hints")
DRAINED_WITHIN = 60.0
"""Seconds for which it is looked how far the worker comes."""

Rooms = tuple[list[list[Seat]], list[list[Seat]]]
"""Those of the burst, and those of the hints."""


@dataclass
class Burst:
    """Seconds from each hint to its recommendation; how many of the burst had their vectors after how many seconds."""

    messages: int
    hints: int = 0
    posted: float = 0.0
    embedded: int = 0
    drained: float = float("nan")
    to_recommendation: list[float] = field(default_factory=list)


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with set_up() as stage:
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)]
        found = list(_measured(stage, chosen))
    text = table.rendered(["Unafied, uvicorn"], found)
    print("\n".join([*heading, "", text]))
    if chosen.write:
        document.write(heading, text, document.BURST)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.burst", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="of the burst")
    parser.add_argument("--hints", type=int, default=HINTS_ASKED, help="in other rooms, one a second")
    parser.add_argument("--rounds", type=int, default=beside.ROUNDS, help="of posting, beside a worker at work and not")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _measured(stage: Stage, chosen: argparse.Namespace) -> Iterator[table.Row]:
    peer = Unafied()
    crowded, calm = shapes(chosen.messages, chosen.hints)
    for part in chosen.only:
        # Rooms of its own for each, and an empty queue: what one part left behind is no work for the next.
        with Redis.from_url(stage.redis_url) as redis:
            redis.flushdb()
        peer.prepare(stage, [crowded, calm, beside.CALM])
        match part:
            case "hints":
                yield from rows(measured(stage, peer, chosen.messages, chosen.hints))
            case "posting":
                yield from beside.rows(beside.measured(stage, peer, crowded, chosen.messages, chosen.rounds))
            case _:
                yield from backlog.rows(backlog.measured(stage, peer, crowded, chosen.messages // 2))


def shapes(messages: int, hints: int) -> list[Shape]:
    """Return the rooms of the burst, and those of the hints; one more, for the worker to wake up."""
    return [
        Shape(rooms=min(ROOMS, messages), members=4, is_listening=True),
        Shape(rooms=hints + 1, members=2, is_listening=True),
    ]


def measured(stage: Stage, peer: Unafied, messages: int = MESSAGES, hints: int = HINTS_ASKED) -> Burst:
    """Post the burst in a process of its own, beside a web process and a worker that share the servers' core."""
    crowded, calm = shapes(messages, hints)
    rooms = peer.seats(crowded), peer.seats(calm)
    command = list(worker(1).command[1:])
    with peer.serving(stage) as server, stage.running(command, environment(stage), "worker"):
        return uvloop.run(_hint_amid(stage, peer, server, rooms, messages))


def rows(burst: Burst) -> list[table.Row]:
    """Return the table's rows, with what is missed said."""
    latency = quantiles(burst.to_recommendation)
    worst = 1000 * max(burst.to_recommendation, default=float("nan"))
    answered = f"{len(burst.to_recommendation)} of {burst.hints} answered"
    rate = burst.embedded / burst.drained
    is_missed = len(burst.to_recommendation) < burst.hints or worst > 1000 * AIM
    return [
        (
            f"**a burst of {burst.messages:,}**: hint in another room → recommendation, p50 / max, ms",
            [f"{latency['p50']:,.0f} / {worst:,.0f} ({answered}){' (missed)' if is_missed else ''}"],
        ),
        ("posted within, s", [f"{burst.posted:.1f}"]),
        (
            "vectors of it, after s (a second, deciding on the way)",
            [f"{burst.embedded:,}, {burst.drained:.1f} ({rate:,.0f})"],
        ),
    ]


async def _hint_amid(stage: Stage, peer: Unafied, server: Server, rooms: Rooms, messages: int) -> Burst:
    crowded, calm = rooms
    burst = Burst(messages)
    hints = cycle(HINTS)
    async with await psycopg.AsyncConnection.connect(stage.database_url, autocommit=True) as database:
        await _answer(peer, server, calm[0], next(hints), database)
        began = perf_counter()
        async with _posting(stage, [seats[0].room for seats in crowded], messages) as posting:
            watching = asyncio.create_task(_all_embedded(stage, crowded, messages))
            answers = []
            for seats in calm[1:]:
                answers.append(asyncio.create_task(_answer(peer, server, seats, next(hints), database)))
                await asyncio.sleep(1)
            burst.hints = len(answers)
            burst.to_recommendation = [each for each in await asyncio.gather(*answers) if each]
            burst.posted = await posting - began
            burst.embedded = await watching
            burst.drained = perf_counter() - began
    return burst


async def _answer(
    peer: Unafied, server: Server, seats: Sequence[Seat], hint: str, database: psycopg.AsyncConnection
) -> float | None:
    async with crowd.gathered(peer, server, [seats]) as [members]:
        _, answer = await Hearing(peer, members).ask(hint, database, PATIENCE)
    return answer


@asynccontextmanager
async def _posting(stage: Stage, rooms: list[str], messages: int) -> AsyncIterator["asyncio.Task[float]"]:
    wanted = [[room, messages // len(rooms)] for room in rooms]
    process = await asyncio.create_subprocess_exec(
        *("taskset", "-c", ",".join(map(str, stage.load_cores)), sys.executable, "-m", "bench.peers.unafied_burst"),
        cwd=embedded.ROOT,
        env={**plain_environment(), **environment(stage), "LOG_LEVEL": "ERROR"},
        stdin=asyncio.subprocess.PIPE,
    )

    async def posted() -> float:
        await process.communicate(json.dumps(wanted).encode())
        return perf_counter()

    task = asyncio.create_task(posted())
    try:
        yield task
    finally:
        if process.returncode is None:
            process.kill()
        await asyncio.gather(task, return_exceptions=True)


async def _all_embedded(stage: Stage, crowded: list[list[Seat]], messages: int) -> int:
    rooms = list({seat.room for seat in chain.from_iterable(crowded)})
    whole, until = messages // len(rooms) * len(rooms), perf_counter() + DRAINED_WITHIN
    async with await psycopg.AsyncConnection.connect(stage.database_url, autocommit=True) as database:
        while (found := await _embedded(database, rooms)) < whole and perf_counter() < until:  # noqa: ASYNC110 - a database tells nothing by itself
            await asyncio.sleep(0.5)
    return found


async def _embedded(database: psycopg.AsyncConnection, rooms: list[str]) -> int:
    query = "SELECT count(*) FROM agents_messageembedding WHERE conversation_id = ANY(%s::uuid[])"
    row = await (await database.execute(query, [rooms])).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
