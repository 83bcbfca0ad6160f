"""Measure this machine: `python -m bench --help`; what the figures mean is in `docs/performance.md`."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench import document, footprint, kept, machine, pipeline, rest, table
from bench.comparison import Plan, compared
from bench.kept import Kept
from bench.peers import MissingPeerError, Peer
from bench.peers.ejabberd.peer import Ejabberd
from bench.peers.node.peer import Node
from bench.peers.tutorial.peer import Tutorial
from bench.peers.unafied import Unafied
from bench.shape import Shape, parsed
from bench.stage import Stage, set_up

PARTS = ("load", "rest", "agents", "memory")
PEERS: Mapping[str, Callable[[], Peer]] = {
    "uvicorn": Unafied,
    "daphne": partial(Unafied, "daphne"),
    "granian": partial(Unafied, "granian"),
    "node": Node,
    "ejabberd": Ejabberd,
    "tutorial": Tutorial,
}
LOADS = {
    Shape(rooms=1, members=50, senders=4): tuple(PEERS),
    Shape(rooms=25, members=4, senders=1): tuple(PEERS),
    Shape(rooms=1, members=500, senders=4): ("uvicorn", "node", "ejabberd", "tutorial"),
    Shape(rooms=1, members=1000, senders=4): ("uvicorn", "node"),
}
OTHERS = "Benches of their own, each with --help: " + ", ".join(
    f"bench.{name}" for name in ("burst", "connections", "frames", "history", "idle", "processes", "vectors")
)
BASES = {Node.name: "Node's", Tutorial.name: "the tutorial's", Ejabberd.name: "ejabberd's"}


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, _leave)
    found = kept.read(chosen.runs) if chosen.runs else Kept()
    if chosen.rounds:
        with set_up() as stage:
            now = Kept([f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)])
            _measure(stage, chosen, now)
        found.add(now)
    if chosen.runs:
        kept.write(found, chosen.runs)
    text = _text(found)
    print("\n".join([*_heading(found), "", text]))
    if chosen.write:
        document.write(_heading(found), text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, epilog=OTHERS)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    parser.add_argument("--rounds", type=int, default=3, help="0 measures nothing and prints what --runs has")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--peers", choices=PEERS, nargs="+", help="these alone, in every shape")
    parser.add_argument(
        "--shape",
        type=parsed,
        nargs="+",
        metavar="RxMxK",
        help="these alone: rooms, members and senders of each room, such as 1x500x4",
    )
    parser.add_argument("--runs", type=Path, metavar="FILE", help="join what is measured with what is in this file")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _measure(stage: Stage, chosen: argparse.Namespace, now: Kept) -> None:
    if "load" in chosen.only:
        peers = _prepared(stage, chosen, now)
        plan = Plan(1, 1.5, 1.0) if chosen.quick else Plan(chosen.rounds, 3.0, 2.0)
        now.runs = compared(stage, peers, plan, _say)
    now.rows = list(_own(stage, chosen))


def _prepared(stage: Stage, chosen: argparse.Namespace, now: Kept) -> dict[Shape, list[Peer]]:
    shapes = chosen.shape or LOADS
    names = {shape: chosen.peers or LOADS.get(shape, tuple(PEERS)) for shape in shapes}
    wanted: dict[str, Peer] = {}
    for name in PEERS:
        its_shapes = [shape for shape in shapes if name in names[shape]]
        if not its_shapes:
            continue
        peer = PEERS[name]()
        try:
            peer.prepare(stage, its_shapes)
        except MissingPeerError as why:
            now.missing[peer.name] = str(why)
            _say(f"{peer.name} is left out: {why}")
        else:
            wanted[name] = peer
    now.heading += [made_of] if (made_of := ", ".join(filter(None, (peer.made_of for peer in wanted.values())))) else []
    return {shape: [wanted[name] for name in names[shape] if name in wanted] for shape in shapes}


def _own(stage: Stage, chosen: argparse.Namespace) -> Iterator[table.Row]:
    shapes = {
        "rest": Shape(rooms=8, members=2),
        "agents": Shape(rooms=4 if chosen.quick else 31, members=2, is_listening=True),
        "memory": Shape(rooms=25 if chosen.quick else 250, members=4),
    }
    parts = [part for part in shapes if part in chosen.only and (part != "agents" or pipeline.is_there())]
    unafied = Unafied()
    if parts:
        unafied.prepare(stage, [shapes[part] for part in parts])
    for part in parts:
        _say(part)
        yield from _part(stage, unafied, part, shapes[part], seconds=2.0 if chosen.quick else 8.0)


def _part(stage: Stage, unafied: Unafied, part: str, shape: Shape, *, seconds: float) -> Iterator[table.Row]:
    match part:
        case "rest":
            return table.of_rest(rest.measured(stage, unafied, shape, seconds), shape.rooms)
        case "agents":
            return table.of_pipeline(pipeline.measured(stage, unafied, shape))
        case _:
            return table.of_footprint(footprint.measured(stage, unafied, shape))


def _text(found: Kept) -> str:
    # What else is measured is of the first column's, which is ours.
    shown = {*(name for _, name in found.runs), *found.missing, *([Unafied().name] if found.rows else [])}
    names = [name for name in (make().name for make in PEERS.values()) if name in shown]
    rows = [*table.of_loads(found.runs, kept.shapes(found, list(LOADS)), names, BASES), *found.rows]
    titles = [f"{name} (missing)" if name in found.missing else name for name in names]
    return table.rendered(titles, rows)


def _heading(found: Kept) -> list[str]:
    return [*found.heading, *(f"left out: {name}, since {why}" for name, why in found.missing.items())]


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _leave(*_: object) -> None:
    sys.exit(1)


if __name__ == "__main__":
    main()
