"""One, two and four web processes behind one address: what they carry, and what a message costs. `--help`."""

import argparse
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.request import urlopen

import psutil
import uvloop
from redis import Redis

from bench import crowd, document, load, machine, table
from bench.load import Figures
from bench.peers import Server
from bench.peers.unafied import Unafied, environment
from bench.shape import Shape
from bench.stage import Stage, set_up

COUNTS = (1, 2, 4)
SHAPE = Shape(rooms=25, members=4, senders=1)
SECONDS = 3.0


@dataclass(frozen=True)
class Run:
    """The same load on so many processes: all that it used, and what Valkey did."""

    figures: Figures
    valkey_us: float
    """Of processor time, a message; the load's warming up included."""
    sockets: list[int]
    """How many each process got."""


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    peer = Unafied()
    with set_up() as stage:
        peer.prepare(stage, [SHAPE])
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}; {SHAPE}, closed loop", *machine.described(stage)]
        found = list(rows("servers on one core", chosen.counts, _runs(stage, peer, chosen)))
        free = replace(stage, server_cores=stage.server_cores | stage.load_cores)
        for process in (each for root in stage.services().values() for each in [root, *root.children()]):
            process.cpu_affinity(sorted(free.server_cores))
        found += rows("servers on both cores, and the load on one of them", chosen.counts, _runs(free, peer, chosen))
    text = table.rendered([_named(count) for count in chosen.counts], found)
    print("\n".join([*heading, "", text]))
    if chosen.write:
        document.write(heading, text, document.PROCESSES)


def rows(where: str, counts: list[int], runs: dict[int, Run]) -> list[table.Row]:
    """Return the table's rows; each is compared with the fewest processes."""
    found = [runs[count] for count in counts]
    first = found[0].figures.messages
    return [
        (f"**{where}**: messages/s", [f"{each.figures.messages:,.0f}" for each in found]),
        ("… as a multiple of the first", [f"{each.figures.messages / first:.2f}" for each in found]),
        ("processor, µs a message", [f"{each.figures.cpu_us_a_delivery * SHAPE.members:,.0f}" for each in found]),
        ("of it Valkey's, µs a message", [f"{each.valkey_us:.0f}" for each in found]),
        ("to the last member, p50 / p99, ms", [_latency(each) for each in found]),
        ("missing, repeated, out of order", [_faults(each) for each in found]),
        ("sockets of each", [" + ".join(map(str, each.sockets)) for each in found]),
        ("the load's own core", [f"{each.figures.load_share:.0%}" for each in found]),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.processes", description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS), help="of web processes")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each load")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _runs(stage: Stage, peer: Unafied, chosen: argparse.Namespace) -> dict[int, Run]:
    return {count: _run(stage, peer, count, chosen.seconds) for count in chosen.counts}


def _run(stage: Stage, peer: Unafied, count: int, seconds: float) -> Run:
    with _serving(stage, count) as server:
        return uvloop.run(_loaded(stage, peer, server, seconds))


async def _loaded(stage: Stage, peer: Unafied, server: Server, seconds: float) -> Run:
    webs = [server.process, *server.beside]
    used = [*webs, *stage.services().values()]
    async with crowd.gathered(peer, server, peer.seats(SHAPE)) as people:
        sockets = [_sockets(each, server.port) for each in webs]
        before = _valkey_seconds(stage)
        figures = await load.closed(peer, people, SHAPE.senders, seconds, used)
        valkey = _valkey_seconds(stage) - before
    return Run(figures, 1e6 * valkey / max(1.0, figures.messages * (seconds + load.WARM_UP)), sockets)


def _valkey_seconds(stage: Stage) -> float:
    # As it counts itself: the kernel's count moves in steps of ten milliseconds.
    with Redis.from_url(stage.redis_url) as redis:
        told = redis.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


@contextmanager
def _serving(stage: Stage, count: int) -> Iterator[Server]:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=2048))
        port = int(listener.getsockname()[1])
        given = {**environment(stage), "PORT": str(port)}
        command = ["-m", "unafied.web", "--fd", str(listener.fileno())]
        webs = [
            stack.enter_context(stage.running(command, given, f"web {number}", passed=[listener.fileno()]))
            for number in range(count)
        ]
        _wait_until_all_serve(webs, port)
        yield Server(port, webs[0], tuple(webs[1:]))


def _wait_until_all_serve(webs: list[psutil.Process], port: int) -> None:
    # Each has to be past its imports, or the first one gets all sockets.
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60):
        time.sleep(1 + len(webs))


def _sockets(process: psutil.Process, port: int) -> int:
    connections = process.net_connections()
    return len([1 for each in connections if each.status == psutil.CONN_ESTABLISHED and each.laddr.port == port])


def _latency(run: Run) -> str:
    return f"{run.figures.to_last['p50']:.1f} / {run.figures.to_last['p99']:.1f}"


def _faults(run: Run) -> str:
    faults = run.figures.faults
    return f"{faults.missing}, {faults.repeated}, {faults.out_of_order}"


def _named(count: int) -> str:
    return "1 web process" if count == 1 else f"{count} web processes"


if __name__ == "__main__":
    main()
