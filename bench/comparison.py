"""The same loads on each peer in turn, round after round, so that a noisy machine is noisy for all of them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import uvloop

from bench import crowd, load, meter
from bench.load import Figures
from bench.peers import Peer
from bench.shape import Shape
from bench.stage import Stage
from bench.tally import Faults

SHARE_OF_OPEN_LOOP = 0.5


@dataclass(frozen=True)
class Plan:
    """How long a comparison takes; the seconds are those that count, of each load."""

    rounds: int
    closed_seconds: float
    open_seconds: float


@dataclass(frozen=True)
class Run:
    """A closed loop, and an open one at half of what it reached; what the server then had resident."""

    closed: Figures
    at_half: Figures
    server_bytes: int


Runs = dict[tuple[Shape, str], list[Run]]
"""Those of all rounds, by shape and peer's name."""


def compared(stage: Stage, peers: Mapping[Shape, Sequence[Peer]], plan: Plan, say: Callable[[str], None]) -> Runs:
    """Measure each shape on its peers."""
    runs: Runs = defaultdict(list)
    for round_ in range(plan.rounds):
        for shape, those in peers.items():
            for peer in those:
                run = uvloop.run(_run(stage, peer, shape, plan))
                runs[shape, peer.name].append(run)
                say(f"round {round_ + 1}: {shape}: {peer.name}: {run.closed.messages:,.0f} messages/s")
    return runs


def median_run(runs: Sequence[Run]) -> Run:
    """Return the medians of all rounds; faults are added up."""
    return Run(
        _median([run.closed for run in runs]),
        _median([run.at_half for run in runs]),
        int(median(run.server_bytes for run in runs)),
    )


async def _run(stage: Stage, peer: Peer, shape: Shape, plan: Plan) -> Run:
    with peer.serving(stage) as server:
        used = [server.process, *server.beside, *stage.services().values()]
        async with crowd.gathered(peer, server, peer.seats(shape)) as people:
            closed = await load.closed(peer, people, shape.senders, plan.closed_seconds, used)
            rate = max(1.0, closed.messages * SHARE_OF_OPEN_LOOP)
            at_half = await load.open_loop(peer, people, shape.senders, plan.open_seconds, used, rate=rate)
            return Run(closed, at_half, meter.resident_bytes(server.process))


def _median(figures: Sequence[Figures]) -> Figures:
    return Figures(
        messages=median(each.messages for each in figures),
        deliveries=median(each.deliveries for each in figures),
        to_each=_medians([each.to_each for each in figures]),
        to_last=_medians([each.to_last for each in figures]),
        faults=Faults(
            missing=sum(each.faults.missing for each in figures),
            repeated=sum(each.faults.repeated for each in figures),
            out_of_order=sum(each.faults.out_of_order for each in figures),
        ),
        cpu_us_a_delivery=median(each.cpu_us_a_delivery for each in figures),
        load_share=median(each.load_share for each in figures),
    )


def _medians(quantiles: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: median(each[name] for each in quantiles) for name in quantiles[0]}
