"""What growth costs the agents: `python -m bench.vectors`, or `make bench-agents`.

A database of its own is filled with messages and their vectors; then the queries and stages of the agents run on it.
Set TMPDIR where there is room: a million vectors take 14 GB while it runs.
"""

import argparse
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

from bench import document, machine, pipeline, table
from bench.growth import BUILD, Grown, grown
from bench.load import quantiles
from bench.peers.unafied import Unafied, environment
from bench.pipeline import Times
from bench.shape import Shape
from bench.stage import Stage, set_up
from unafied.embedded import ROOT

if TYPE_CHECKING:
    from agents.models import MessageEmbedding
    from agents.turns import Matrix

SIZES = (1_000, 100_000, 1_000_000)
NEAREST = 10
_BEFORE = 15
"""Messages that are on the table already when earlier ones are looked for."""


@dataclass(frozen=True)
class Searched:
    """Searches in rooms of one size: seconds each, and the part that was found of what is nearest."""

    messages: int
    seconds: Sequence[float]
    recall: float


@dataclass(frozen=True)
class Cost:
    """What one size costs; `deciding` in seconds each."""

    grown: Grown
    searched: dict[str, Searched]
    deciding: Sequence[float]
    times: Times


def main() -> None:
    """Print the machine and the table."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with _set_up() as stage:
        lines, began = texts(), perf_counter()
        subjects = _encoded(lines)
        speed = len(lines) / (perf_counter() - began)
        built_with = ", ".join(f"{name} {value}" for name, value in BUILD.items())
        heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}", *machine.described(stage), f"indexes built with {built_with}"]
        print("\n".join(heading), flush=True)
        costs = [_measured(stage, size, subjects, quick=chosen.quick) for size in chosen.sizes]
    text = table.rendered([f"{size:,} vectors" for size in chosen.sizes], list(_rows(speed, costs)))
    print(f"\n{text}")
    if chosen.write:
        document.write(heading, text, document.GROWTH)


def texts() -> list[str]:
    """Return the lines of every language that the vectors are mixed from."""
    files = sorted((ROOT / "agents" / "intents" / "lines").glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.vectors", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="stored vectors, at least 1,000")
    parser.add_argument("--quick", action="store_true", help="few questions, to see that it works")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


@contextmanager
def _set_up() -> Iterator[Stage]:
    """Have a stage whose PostgreSQL may use every core, and Django on it in this process."""
    all_cores = sorted(os.sched_getaffinity(0))
    with set_up() as stage:
        stage.services()["PostgreSQL"].cpu_affinity(all_cores)
        # With the servers, which wait meanwhile: it is their core whose clock can be relied on.
        os.sched_setaffinity(0, stage.server_cores)
        os.environ.update(environment(stage))
        Unafied().prepare(stage, [])
        import django

        django.setup()
        # Its setting up of logs would have every socket of the load say what it does.
        logging.getLogger("picows").setLevel(logging.WARNING)
        yield stage


def _encoded(texts: Sequence[str]) -> "Matrix":
    from agents.providers import local

    local.encode(texts[:1])
    return local.encode(texts)


def _measured(stage: Stage, size: int, subjects: "Matrix", *, quick: bool) -> Cost:
    from agents.providers import local

    made = grown(stage.database_url, size, local.NAME, subjects)
    questions = 10 if quick else 100
    rooms = {"large": [made.large], "middling": made.middling, "small": made.small}
    searched = {name: _searched(those, questions) for name, those in rooms.items()}
    hints = Shape(rooms=4 if quick else 31, members=2, is_listening=True)
    unafied = Unafied()
    unafied.prepare(stage, [hints])
    times = pipeline.measured(stage, unafied, hints)
    return Cost(made, searched, _decided(made, questions), times)


def _searched(rooms: Sequence[UUID], questions: int) -> Searched:
    from agents import recall
    from agents.models import MessageEmbedding
    from chat.models import Message

    chance, seconds, parts, room_size = Random(1), [], [], 0
    for number in range(questions):
        said = Message.objects.filter(conversation=chance.choice(rooms))
        room_size = said.count()
        place = chance.randrange(room_size) + 1
        trigger = said.get(sequence=place)
        before = said.filter(sequence__lt=place, sequence__gte=place - _BEFORE)
        others = [str(pk) for pk in before.values_list("pk", flat=True)]
        began = perf_counter()
        recall.close_turns(trigger.pk, others)
        seconds.append(perf_counter() - began)
        if number < questions // 5:
            parts.append(_recall(MessageEmbedding.objects.get(message=trigger)))
    return Searched(room_size, seconds, sum(parts) / len(parts))


def _recall(asked: "MessageEmbedding") -> float:
    """Return the part of the nearest that a search finds, by whole vectors and no index."""
    from django.db import connection, transaction
    from pgvector.django import CosineDistance

    from agents import recall
    from agents.models import MessageEmbedding

    found = recall.nearest(asked.message_id, NEAREST)
    room = MessageEmbedding.objects.filter(conversation=asked.conversation_id, model=asked.model)
    exact = room.order_by(CosineDistance("embedding", asked.embedding)).values_list("message", flat=True)[:NEAREST]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
        nearest = set(exact)
    return len(nearest & {message for message, _ in found}) / len(nearest)


def _decided(made: Grown, questions: int) -> list[float]:
    """Return the seconds that the last messages of rooms of every size take to be decided on."""
    from agents.look import look_at
    from chat.models import Message

    rooms = [made.large, *made.middling, *made.small][:questions]
    seconds = []
    for room in rooms:
        latest = Message.objects.filter(conversation=room).latest("sequence")
        began = perf_counter()
        look_at([latest.pk])
        seconds.append(perf_counter() - began)
    return seconds


def _rows(speed: float, costs: Sequence[Cost]) -> Iterator[table.Row]:
    for name in costs[0].searched:
        searched = [cost.searched[name] for cost in costs]
        sizes = " / ".join(f"{each.messages:,}" for each in searched)
        yield f"**{name} room** ({sizes} messages): recall, p50 / p95, ms", [_times(each.seconds) for each in searched]
        yield f"recall@{NEAREST} against an exact search", [f"{each.recall:.3f}" for each in searched]
    yield "**decide** on a message, p50 / p95, ms", [_times(cost.deciding) for cost in costs]
    yield "**message → stored vector**, p50 / p95, ms", [_times(cost.times.to_vector) for cost in costs]
    answers = [f"{_times(cost.times.to_recommendation)} ({_answered(cost.times)})" for cost in costs]
    yield "**message → recommendation in the room**, p50 / p95, ms", answers
    yield "resident: worker, MB", [f"{cost.times.worker_bytes / 2**20:.0f}" for cost in costs]
    yield "table of vectors, GB", [f"{cost.grown.table_bytes / 2**30:.2f}" for cost in costs]
    yield "their indexes, GB", [f"{cost.grown.index_bytes / 2**30:.2f}" for cost in costs]
    yield (
        "to load / to build the indexes, s",
        [f"{cost.grown.loading:.0f} / {cost.grown.building:.0f}" for cost in costs],
    )
    yield "**embedding**, one process, texts/s", [f"{speed:,.0f}"]


def _times(seconds: Sequence[float]) -> str:
    found = quantiles(seconds)
    return f"{found['p50']:.1f} / {found['p95']:.1f}"


def _answered(times: Times) -> str:
    return f"{len(times.to_recommendation)} of {times.hints}"


if __name__ == "__main__":
    main()
