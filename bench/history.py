"""What growth costs people: `python -m bench.history`, or `make bench-growth`.

A database of its own is filled with ever more messages; at each size somebody opens rooms, scrolls, searches and
posts, through the application's own views. Ten million messages take a quarter of an hour, and 10 GB in TMPDIR.
"""

import argparse
import json
import signal
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import archive, document, machine, table, turns
from bench.doings import doings, timed
from bench.load import quantiles
from bench.stage import Stage
from bench.turns import Seconds, house
from bench.vectors import texts

SIZES = (10_000, 1_000_000, 10_000_000)
AIM = 1.5
"""How many times as long the largest may take as the smallest, by their medians."""
_TIMES = 60


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    times = 5 if chosen.quick else _TIMES
    with house(chosen.turns[0] if chosen.turns else chosen.at) as stage:
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage)]
        print("\n".join(heading), flush=True)
        measured = None if chosen.turns else _grown(stage, chosen, times)
    text = rendered(*(measured or turns.measured(chosen.turns, times)))
    print(f"\n{text}")
    if chosen.write:
        document.write(heading, text, document.HISTORY)


def _grown(stage: Stage, chosen: argparse.Namespace, times: int) -> tuple[dict[int, Seconds], dict[int, int]]:
    known, lines = _Known(stage.var), texts()
    for size in chosen.sizes:
        if chosen.again or size not in known.seconds:
            grown = archive.grown(stage.database_url, size, lines)
            if not chosen.fill:
                known.keep(size, grown, _measured(grown, times))
    return known.seconds, known.bytes


def rendered(costs: dict[int, Seconds], sizes: dict[int, int]) -> str:
    """Return the table: a row for each that was done, a column a size, and how the largest compares."""
    if not costs:
        return "Nothing is measured yet."
    shown = sorted(costs)
    rows = [
        (name, [*(_pair(costs[size][name]) for size in shown), _ratio([costs[size][name] for size in shown])])
        for name in costs[shown[0]]
    ]
    gigabytes = [f"{sizes[size] / 2**30:.2f}" for size in shown]
    names = [*(f"{size:,} messages" for size in shown), f"largest / smallest (aim: {AIM})"]
    return table.rendered(names, [*rows, ("database, GB", gigabytes)])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="messages, smallest first")
    parser.add_argument("--at", type=Path, help="where the database stays; what it has is not made again")
    parser.add_argument("--turns", type=Path, nargs="+", help="measure what is kept in these folders, in turn")
    parser.add_argument("--fill", action="store_true", help="only let it grow, and measure another time")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured there")
    parser.add_argument("--quick", action="store_true", help="few times each, to see that it works")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _measured(grown: archive.Archive, times: int) -> Seconds:
    from agents.progress import Progress

    found = list(doings(grown))
    progress = Progress(sys.stderr, "doings", len(found))
    seconds = {}
    for name, doing in found:
        seconds[name] = timed(doing, times)
        progress.add(1)
    progress.finish()
    return seconds


class _Known:
    """What was measured, kept beside the database, which can't become smaller again."""

    def __init__(self, var: Path) -> None:
        self._file = var / "measured.json"
        stored = json.loads(self._file.read_text()) if self._file.exists() else {}
        self.seconds: dict[int, Seconds] = {int(size): each["seconds"] for size, each in stored.items()}
        self.bytes: dict[int, int] = {int(size): each["bytes"] for size, each in stored.items()}

    def keep(self, size: int, grown: archive.Archive, seconds: Seconds) -> None:
        self.seconds[size], self.bytes[size] = seconds, grown.size
        both = {each: {"seconds": self.seconds[each], "bytes": self.bytes[each]} for each in self.seconds}
        self._file.write_text(json.dumps(both))


def _pair(seconds: Sequence[float]) -> str:
    found = quantiles(seconds)
    return f"{found['p50']:.1f} / {found['p95']:.1f}"


def _ratio(seconds: Sequence[Sequence[float]]) -> str:
    ratio = statistics.median(seconds[-1]) / statistics.median(seconds[0])
    return f"{ratio:.2f}" + (" (missed)" if ratio > AIM else "")


if __name__ == "__main__":
    main()
