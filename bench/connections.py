"""Many sockets on one web process: `python -m bench.connections --help`; the figures stand in `docs/performance.md`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import uvloop

from bench import document, machine, returning, slow, table
from bench.load import quantiles
from bench.peers import Seat, Server
from bench.peers.unafied import Unafied, town
from bench.returning import AT_ONCE, Arrival, Storm
from bench.shape import Shape
from bench.slow import Cost
from bench.stage import Stage, set_up

LIVE = Shape(rooms=25, members=4, senders=1)
AMONG = Shape(rooms=1, members=201, senders=4)
"""The last one reads slowly."""
MISSED = 20
PARTS = ("waiting", "storm", "slow")


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with set_up() as stage:
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)]
        rows = [_said(row) for row in _measured(stage, chosen)]
    text = table.rendered(["Unafied, uvicorn"], rows)
    print("\n".join([*heading, "", text]))
    if chosen.write:
        document.write(heading, text, document.CONNECTIONS)


def _said(row: table.Row) -> table.Row:
    print(f"{row[0]}: {', '.join(row[1])}", file=sys.stderr, flush=True)
    return row


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.connections", description=__doc__)
    parser.add_argument("--sockets", type=int, default=10_000, help="that wait")
    parser.add_argument("--returning", type=int, default=5_000, help="that are dropped and come back at once")
    parser.add_argument("--seconds", type=float, default=8.0, help="of load without the slow reader, and with it")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _measured(stage: Stage, chosen: argparse.Namespace) -> Iterator[table.Row]:
    peer = Unafied()
    peer.prepare(stage, [LIVE, AMONG])
    if "waiting" in chosen.only:
        seats = town(stage, chosen.sockets, messages=1)
        with peer.serving(stage) as server:
            yield from _of_arrival(uvloop.run(_waited(server, seats)))
    if "storm" in chosen.only:
        seats = town(stage, chosen.returning, MISSED)
        with peer.serving(stage) as server:
            yield from _of_storm(returning.storm(server, seats, MISSED, peer.seats(LIVE)))
    if "slow" in chosen.only:
        with peer.serving(stage) as server:
            yield from _of_reader(uvloop.run(slow.measured(server, peer.seats(AMONG)[0], chosen.seconds)))


async def _waited(server: Server, seats: list[Seat]) -> Arrival:
    arrival, members = await returning.waiting(server, seats, AT_ONCE)
    await asyncio.gather(*(member.leave() for member in members))
    return arrival


def _of_arrival(arrival: Arrival) -> Iterator[table.Row]:
    rate = arrival.sockets / arrival.seconds
    took = quantiles(arrival.to_hello)
    yield f"**{arrival.sockets:,} sockets that wait**: came in, a second", [f"{rate:,.0f}"]
    yield f"to the hello with {AT_ONCE} under way, p50 / p99, ms", [f"{took['p50']:.0f} / {took['p99']:.0f}"]
    yield "processor of the web process, ms a socket", [f"{1000 * arrival.cpu_seconds / arrival.sockets:.2f}"]
    yield "memory of the web process, KB a socket", [f"{arrival.bytes / arrival.sockets / 1024:.1f}"]


def _of_storm(storm: Storm) -> Iterator[table.Row]:
    last, faults = storm.live.to_last, storm.live.faults
    yield f"**{storm.sockets:,} dropped at once**: all back and synced, s", [f"{storm.back.seconds:.1f}"]
    away = [f"{count:,} {wrong}" for wrong, count in storm.back.away.items()]
    yield "of them not back, and why", [", ".join(away) or "0"]
    yield f"back without all {MISSED} messages they missed", [f"{storm.back.short}"]
    yield (
        "others meanwhile: messages/s; to the last member, p50 / p99 / p99.9, ms",
        [f"{storm.live.messages:.0f}; {last['p50']:.1f} / {last['p99']:.1f} / {last['p99.9']:.1f}"],
    )
    yield "missing, repeated, out of order", [f"{faults.missing}, {faults.repeated}, {faults.out_of_order}"]
    yield "the load's own core", [f"{storm.live.load_share:.0%}"]


def _of_reader(cost: Cost) -> Iterator[table.Row]:
    ratio = cost.beside.messages / cost.without.messages
    pairs = [f"{each.to_last['p50']:.1f} / {each.to_last['p99']:.1f}" for each in (cost.without, cost.beside)]
    yield (
        f"**one of {cost.members + 1} reads 1 KB a second**: messages/s without it → with it (ratio)",
        [f"{cost.without.messages:.0f} → {cost.beside.messages:.0f} ({ratio:.2f})"],
    )
    yield "to the last of the others, p50 / p99, ms", [" → ".join(pairs)]
    yield "growth of the web process meanwhile, MB", [f"{cost.grown / 2**20:.1f}"]
    given_up = "4408" if cost.is_given_up else "not"
    yield "the server gives the reader up with; code that it came to read", [f"{given_up}; {cost.code or 'none'}"]
    yield "it had been told / has still not got after sync, messages", [f"{cost.told:,} / {cost.missing:,}"]


if __name__ == "__main__":
    main()
