"""How many messages of a backlog a worker's core gives vectors, stored: by `manage.py backfill_embeddings`."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass

from bench import meter, table
from bench.peers.unafied import Unafied, environment, said_in
from bench.shape import Shape
from bench.stage import Stage, plain_environment
from unafied import embedded

AIM = 900
"""Messages for each second of the worker's own processor time."""
FIRST = 64
"""Messages of a first run, which pays for starting and for loading the model."""


@dataclass(frozen=True)
class Backlog:
    """Seconds of processor time for so many messages."""

    messages: int
    worker: float
    database: float


def measured(stage: Stage, peer: Unafied, crowded: Shape, messages: int) -> Backlog:
    """Give vectors to what was said while no worker ran; what starting takes is taken off."""
    said_in(stage, [seats[0].room for seats in peer.seats(crowded)], messages)
    database = [stage.services()["PostgreSQL"]]
    starting = _seconds(stage, FIRST)
    before = meter.cpu_seconds(database)
    all_else = _seconds(stage, messages)
    return Backlog(messages - 2 * FIRST, all_else - starting, meter.cpu_seconds(database) - before)


def rows(backlog: Backlog) -> list[table.Row]:
    """Return the table's rows, with what is missed said."""
    rate = backlog.messages / backlog.worker
    both = backlog.messages / (backlog.worker + backlog.database)
    missed = " (missed)" if rate < AIM else ""
    return [
        (
            "**a backlog**: messages that get stored vectors, a second of the worker's processor time",
            [f"{rate:,.0f}{missed}"],
        ),
        ("the same, a second of the worker's and PostgreSQL's together", [f"{both:,.0f}"]),
    ]


def _seconds(stage: Stage, limit: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "manage.py", "backfill_embeddings", "--no-works", "--limit", str(limit)],
        cwd=embedded.ROOT,
        env={**plain_environment(), **environment(stage)},
        stdout=subprocess.DEVNULL,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, stage.server_cores),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
