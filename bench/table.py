"""The figures as one Markdown table: a column a peer, a row a figure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from bench.comparison import Run, Runs, median_run
from bench.footprint import Footprint
from bench.load import quantiles
from bench.pipeline import Times
from bench.rest import Posted
from bench.shape import Shape

BUSY = 0.8
"""From this share of its core on, the load may have been the bottleneck."""
AWAKE = 0.95
"""Below this share of its core, a load that posts steadily may have been late itself."""

Row = tuple[str, list[str]]


def rendered(names: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the table; short rows are filled up with empty cells."""
    cells = [["", *names], *([label, *values, *[""] * (len(names) - len(values))] for label, values in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names) + 1)]
    lines = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def of_loads(runs: Runs, shapes: Sequence[Shape], names: Sequence[str], bases: Mapping[str, str]) -> Iterator[Row]:
    """Return what the loads measured; `bases` are the peers that others are compared with, and what to call it."""
    for shape in shapes:
        found = [median_run(runs[shape, name]) if (shape, name) in runs else None for name in names]
        yield f"**{shape}**: messages/s", _each(found, lambda run: f"{run.closed.messages:,.0f}")
        for base, label in bases.items():
            if (shape, base) in runs:
                compared = partial(_ratio, base=median_run(runs[shape, base]))
                yield f"… as a multiple of {label}", _each(found, compared)
        yield "deliveries/s", _each(found, lambda run: f"{run.closed.deliveries:,.0f}")
        yield "to the last member, p50 / p99 / p99.9, ms", _each(found, lambda run: _triple(run.closed.to_last))
        yield "the same at half the load", _each(found, _at_half)
        yield "to each member, p50 / p99 / p99.9, ms", _each(found, lambda run: _triple(run.closed.to_each))
        yield "missing, repeated, out of order", _each(found, _faults)
        yield "processor, µs a delivery", _each(found, lambda run: f"{run.closed.cpu_us_a_delivery:.1f}")
        yield "the same at half the load", _each(found, lambda run: f"{run.at_half.cpu_us_a_delivery:.1f}")
        yield "resident: server, MB", _each(found, lambda run: f"{run.server_bytes / 2**20:.0f}")
        yield "the load's own core", _each(found, lambda run: _share(run.closed.load_share))


def of_rest(posted: Posted, connections: int) -> Iterator[Row]:
    """Return what posting by REST measured."""
    count = len(posted.answered)
    yield f"**by REST**, {connections} connections: messages/s", [f"{count / posted.seconds:,.0f}"]
    yield "until the answer, p50 / p99, ms", [_pair(quantiles(posted.answered))]
    yield "refused", [str(posted.refused)]
    yield "processor, ms a message", [f"{1000 * posted.cpu_seconds / max(1, count):.2f}"]


def of_pipeline(times: Times) -> Iterator[Row]:
    """Return what became of the hints."""
    answered = f"{len(times.to_recommendation)} of {times.hints} answered"
    yield "**agents, offline**: message → stored vector, p50 / p95, ms", [_pair(quantiles(times.to_vector), "p95")]
    recommended = _pair(quantiles(times.to_recommendation), "p95")
    yield "message → recommendation in the room, p50 / p95, ms", [f"{recommended} ({answered})"]
    yield "**resident**: worker, MB", [f"{times.worker_bytes / 2**20:.0f}"]


def of_footprint(footprint: Footprint) -> Iterator[Row]:
    """Return what is resident."""
    for name, size in footprint.parts.items():
        yield f"**resident**: {name}, MB", [f"{size / 2**20:.0f}"]
    yield f"an idle connection (of {footprint.connections:,}), KB", [f"{footprint.a_connection / 1024:.1f}"]


def _each(runs: Sequence[Run | None], cell: Callable[[Run], str]) -> list[str]:
    return ["–" if run is None else cell(run) for run in runs]  # noqa: RUF001 - as people write it


def _ratio(run: Run, base: Run) -> str:
    return f"{run.closed.messages / base.closed.messages:.2f} ×"  # noqa: RUF001 - as people write it


def _pair(latency: Mapping[str, float], high: str = "p99") -> str:
    return f"{latency['p50']:.1f} / {latency[high]:.1f}"


def _triple(latency: Mapping[str, float]) -> str:
    return f"{_pair(latency)} / {latency['p99.9']:.1f}"


def _at_half(run: Run) -> str:
    share = run.at_half.load_share
    return _triple(run.at_half.to_last) + ("" if share >= AWAKE else f" (the load had {share:.0%} of its core)")


def _faults(run: Run) -> str:
    both = (run.closed.faults, run.at_half.faults)
    counts = (sum(each.missing for each in both), sum(each.repeated for each in both))
    return ", ".join(map(str, (*counts, sum(each.out_of_order for each in both))))


def _share(share: float) -> str:
    return f"{share:.0%}" + (": the load is the bottleneck" if share > BUSY else "")
