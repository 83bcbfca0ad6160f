"""How smooth a long room is: `python -m bench.frames`, or `make bench-frames`.

A room with 50,000 messages is opened in Chromium, scrolled back and forth, and written in while others talk.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

from bench import document, machine, table
from bench.browser import DESK, PHONE, launched, opened
from bench.keys import RATE
from bench.long_room import LongRoom, filled
from bench.peers import Server
from bench.peers.unafied import Unafied, environment
from bench.scrolling import Watched, quantiles_of
from bench.sitting import Plan, Sitting, sat
from bench.stage import Stage, set_up
from bench.trace import LAYOUT, PAINT, SCRIPT

MESSAGES = 50_000
DEVICES = {"desk": DESK, "phone": PHONE}
TRIPLE = "{:.1f} / {:.1f} / {:.1f}"
WHILES: dict[str, Callable[[Sitting], Watched]] = {
    "scrolling back": lambda sitting: sitting.back,
    "scrolling forth": lambda sitting: sitting.forth,
    f"reading along, {RATE} messages a second": lambda sitting: sitting.along,
}
FIGURES: dict[str, tuple[Callable[[Watched], Sequence[float]], str]] = {
    "messages": (lambda watched: [watched.messages], "{:,.0f}"),
    "frames a second": (lambda watched: [watched.rate], "{:.1f}"),
    "from frame to frame, p50 / p95 / p99, ms": (
        lambda watched: quantiles_of(watched.intervals),
        TRIPLE,
    ),
    "screen refreshes without a new frame": (lambda watched: [watched.late], "{:.1%}"),
    "tasks over 50 ms, and the longest, ms": (
        lambda watched: [len(watched.tasks), max(watched.tasks, default=0)],
        "{:.0f}, {:.0f}",
    ),
    "**our work in a frame: scripts, styles, layout**, p50 / p95 / p99, ms": (
        lambda watched: quantiles_of(watched.frames.ours()),
        TRIPLE,
    ),
    "scripts / styles and layout / listing what to paint, mean, ms": (
        lambda watched: [watched.frames.mean(kind) for kind in (SCRIPT, LAYOUT, PAINT)],
        "{:.2f} / {:.2f} / {:.2f}",
    ),
    "frames that the compositor dropped": (lambda watched: [watched.frames.dropped], "{:.0f}"),
    "most rows, elements": (lambda watched: [watched.rows, watched.elements], "{:,.0f}, {:,.0f}"),
}


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    plan = Plan(1, 30_000, 30, 3.0) if chosen.quick else Plan(chosen.rounds, 75_000, 80, 6.0)
    with _set_up() as stage:
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)]
        print("\n".join(heading), flush=True)
        before = os.getloadavg()[0]
        room = filled(chosen.messages)
        with Unafied().serving(stage) as server:
            columns = asyncio.run(_measured(stage, server, room, plan, chosen.devices))
    heading.append(
        f"the machine's load was {before:.1f} before and {os.getloadavg()[0]:.1f} after: this bench alone makes two"
    )
    text = table.rendered([DEVICES[name].name for name in columns], list(_rows(list(columns.values()))))
    print(f"\n{text}")
    if chosen.costs:
        print("\n".join(_costs(columns)))
    if chosen.write:
        document.write(heading, text, document.FRAMES)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.frames", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="in the room")
    parser.add_argument("--devices", choices=DEVICES, nargs="+", default=list(DEVICES))
    parser.add_argument("--costs", action="store_true", help="also print what costs most, by the browser's own names")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


@contextmanager
def _set_up() -> Iterator[Stage]:
    """Have a stage whose better clock is the browser's, and Django on it in this process, with a catalogue."""
    with set_up(is_load_timed=True) as stage:
        os.environ.update(environment(stage))
        Unafied().prepare(stage, [])
        import django

        django.setup()
        # Its setting up of logs would have every socket of the load say what it does.
        logging.getLogger("picows").setLevel(logging.WARNING)
        from django.core.management import call_command
        from rest_framework_simplejwt.tokens import AccessToken

        AccessToken.lifetime = timedelta(hours=4)
        call_command("import_catalog", no_vectors=True, stdout=sys.stderr)
        yield stage


async def _measured(
    stage: Stage, server: Server, room: LongRoom, plan: Plan, devices: Sequence[str]
) -> dict[str, list[Sitting]]:
    """Return the sittings at each device; each round has all devices in turn."""
    # With the servers: the browser has its core alone.
    os.sched_setaffinity(0, stage.server_cores)
    columns: dict[str, list[Sitting]] = {name: [] for name in devices}
    async with launched(stage) as browser:
        for round_ in range(plan.rounds):
            for name, sittings in columns.items():
                print(f"round {round_ + 1}: {name}", file=sys.stderr, flush=True)
                async with opened(browser, server, room, DEVICES[name]) as window:
                    sittings.append(await sat(window, server, room, plan))
    return columns


def _rows(columns: Sequence[Sequence[Sitting]]) -> Iterator[table.Row]:
    for title, watched in WHILES.items():
        yield f"**{title}**", []
        for label, (figures, form) in FIGURES.items():
            yield label, [_told(form, [figures(watched(each)) for each in sittings]) for sittings in columns]
    yield "**from a key to its letter** while nobody talks, p50 / p95, ms", _keys(columns, lambda each: each.quiet)
    yield f"the same amid {RATE} messages a second", _keys(columns, lambda each: each.amid)


def _keys(columns: Sequence[Sequence[Sitting]], which: Callable[[Sitting], Sequence[float]]) -> list[str]:
    return [_told("{:.1f} / {:.1f}", [quantiles_of(which(each))[:2] for each in sittings]) for sittings in columns]


def _told(form: str, rounds: Sequence[Sequence[float]]) -> str:
    """Return the medians of all rounds, figure by figure."""
    return form.format(*(median(those) for those in zip(*rounds, strict=True)))


def _costs(columns: Mapping[str, Sequence[Sitting]]) -> Iterator[str]:
    for name, sittings in columns.items():
        for title, watched in WHILES.items():
            frames = [watched(each).frames for each in sittings]
            count = sum(len(each.work) for each in frames)
            costs: dict[str, float] = defaultdict(float)
            for what, cost in (pair for each in frames for pair in each.costs.items()):
                costs[what] += cost / count
            yield f"\n{name}, {title}: ms a frame"
            yield from (f"{costs[what]:8.3f}  {what}" for what in sorted(costs, key=costs.__getitem__)[:-16:-1])


if __name__ == "__main__":
    main()
