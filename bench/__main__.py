"""Measure this machine: `python -m bench --help`; what the figures mean is in `docs/performance.md`."""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bench import document, footprint, machine, pipeline, table
from bench.comparison import Plan, compared
from bench.peers import Peer
from bench.peers.tutorial.peer import Tutorial
from bench.peers.unafied import Unafied
from bench.shape import Shape
from bench.stage import Stage, set_up

PARTS = ("load", "agents", "memory")
LOADS = (Shape(rooms=1, members=50, senders=4), Shape(rooms=25, members=4, senders=1))


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, _leave)
    with set_up() as stage:
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)]
        print("\n".join(heading), flush=True)
        text = _measured(stage, chosen)
    print(f"\n{text}")
    if chosen.write:
        document.write(heading, text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--servers", choices=("uvicorn", "daphne"), nargs="*", default=["uvicorn"], help="of Unafied")
    parser.add_argument("--no-tutorial", action="store_true", help="measure Unafied alone")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _measured(stage: Stage, chosen: argparse.Namespace) -> str:
    peers: list[Peer] = [
        *map(Unafied, chosen.servers),
        *([Tutorial()] if "load" in chosen.only and not chosen.no_tutorial else []),
    ]
    plan = Plan(1, 2.0, 1.5) if chosen.quick else Plan(chosen.rounds, 4.0, 3.0)
    rows: list[table.Row] = []
    if "load" in chosen.only:
        for peer in peers:
            peer.prepare(stage, LOADS)
        rows += table.of_loads(compared(stage, peers, LOADS, plan, _say), LOADS, [peer.name for peer in peers])
    rows += _own(stage, chosen)
    return table.rendered([peer.name for peer in peers], rows)


def _own(stage: Stage, chosen: argparse.Namespace) -> Sequence[table.Row]:
    hints = Shape(rooms=4 if chosen.quick else 31, members=2, is_listening=True)
    idle = Shape(rooms=25 if chosen.quick else 250, members=4)
    unafied = Unafied()
    rows: list[table.Row] = []
    unafied.prepare(stage, [hints, idle])
    if "agents" in chosen.only and pipeline.is_there():
        _say("agents")
        rows += table.of_pipeline(pipeline.measured(stage, unafied, hints))
    if "memory" in chosen.only:
        _say("memory")
        rows += table.of_footprint(footprint.measured(stage, unafied, idle))
    return rows


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _leave(*_: object) -> None:
    sys.exit(1)


if __name__ == "__main__":
    main()
