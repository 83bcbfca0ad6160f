"""The figures as one Markdown table: a column a peer, a row a figure."""

from collections.abc import Iterator, Mapping, Sequence

from bench.comparison import Results, Run
from bench.footprint import Footprint
from bench.load import quantiles
from bench.pipeline import Times
from bench.shape import Shape

BUSY = 0.8
"""From this share of its core on, the load may have been the bottleneck."""

Row = tuple[str, list[str]]


def rendered(names: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the table; short rows are filled up with empty cells."""
    cells = [["", *names], *([label, *values, *[""] * (len(names) - len(values))] for label, values in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names) + 1)]
    lines = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def of_loads(results: Results, shapes: Sequence[Shape], names: Sequence[str]) -> Iterator[Row]:
    """Return what the loads measured; ratios are to the last of `names`."""
    for shape in shapes:
        runs = [results[shape, name] for name in names]
        yield f"**{shape}**: messages/s (ratio)", [_with_ratio(run, runs[-1]) for run in runs]
        yield "deliveries/s", [f"{run.closed.deliveries:,.0f}" for run in runs]
        yield "to the last member, p50 / p99, ms", [_pair(run.closed.to_last) for run in runs]
        yield "the same at half the load", [_pair(run.at_half.to_last) for run in runs]
        yield "to each member, p50 / p99 / p99.9, ms", [_triple(run.closed.to_each) for run in runs]
        yield "missing, repeated, out of order", [_faults(run) for run in runs]
        yield "processor, ms a message", [f"{run.closed.cpu_ms_a_message:.2f}" for run in runs]
        yield "the load's own core", [_share(run.closed.load_share) for run in runs]


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


def _with_ratio(run: Run, base: Run) -> str:
    messages = f"{run.closed.messages:,.0f}"
    return messages if run is base else f"{messages} ({run.closed.messages / base.closed.messages:.1f} ×)"  # noqa: RUF001 - as people write it


def _pair(latency: Mapping[str, float], high: str = "p99") -> str:
    return f"{latency['p50']:.1f} / {latency[high]:.1f}"


def _triple(latency: Mapping[str, float]) -> str:
    return f"{_pair(latency)} / {latency['p99.9']:.1f}"


def _faults(run: Run) -> str:
    both = (run.closed.faults, run.at_half.faults)
    counts = (sum(each.missing for each in both), sum(each.repeated for each in both))
    return ", ".join(map(str, (*counts, sum(each.out_of_order for each in both))))


def _share(share: float) -> str:
    return f"{share:.0%}" + (": the load is the bottleneck" if share > BUSY else "")
