"""What was measured, in a file, so that a bench can be made in parts and joined."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.comparison import Run, Runs
from bench.load import Figures
from bench.shape import Shape
from bench.table import Row
from bench.tally import Faults


@dataclass
class Kept:
    """`missing` says of peers why they could not be measured; `rows` are what else stands in the table."""

    heading: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    runs: Runs = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def add(self, other: "Kept") -> None:
        """Take in what was measured later: its heading, its runs beside ours, its rows in place of ours."""
        self.heading = other.heading or self.heading
        self.missing |= other.missing
        for key, runs in other.runs.items():
            self.runs[key] = [*self.runs.get(key, []), *runs]
            self.missing.pop(key[1], None)
        self.rows = list({**dict(self.rows), **dict(other.rows)}.items())


def read(file: Path) -> Kept:
    """Return what the file has, or nothing where there is none."""
    if not file.exists():
        return Kept()
    told = json.loads(file.read_text(encoding="utf-8"))
    runs: Runs = {}
    for size, name, run in told["runs"]:
        runs.setdefault((Shape(*size), name), []).append(_run(run))
    return Kept(told["heading"], told["missing"], runs, [(label, cells) for label, cells in told["rows"]])


def write(kept: Kept, file: Path) -> None:
    """Replace the file."""
    runs = [
        [[shape.rooms, shape.members, shape.senders], name, asdict(run)]
        for (shape, name), those in kept.runs.items()
        for run in those
    ]
    told = {"heading": kept.heading, "missing": kept.missing, "runs": runs, "rows": kept.rows}
    file.write_text(json.dumps(told, indent=1), encoding="utf-8")


def shapes(kept: Kept, first: Sequence[Shape] = ()) -> list[Shape]:
    """Return the shapes that were measured, those of `first` first."""
    measured = {shape for shape, _ in kept.runs}
    return [*(shape for shape in first if shape in measured), *sorted(measured - set(first), key=str)]


def _run(told: dict[str, Any]) -> Run:
    return Run(_figures(told["closed"]), _figures(told["at_half"]), told["server_bytes"])


def _figures(told: dict[str, Any]) -> Figures:
    return Figures(**{**told, "faults": Faults(**told["faults"])})
