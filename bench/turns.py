"""Kept databases that are measured in turn, one doing after the other: what slows the machine slows all of them."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import archive
from bench.doings import doings, timed
from bench.peers.unafied import Unafied, environment
from bench.stage import Stage, set_up

Seconds = dict[str, list[float]]
"""What one size cost, each time, by what was done."""


def main() -> None:
    """Measure the database of a folder, the next doing for each line that comes in."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what others print is no answer
    with house(folder) as stage:
        kept = archive.kept(stage.database_url)
        print(json.dumps([kept.messages, kept.size]), file=answers)
        for _, (name, doing) in zip(sys.stdin, doings(kept), strict=False):
            print(json.dumps([name, timed(doing, times)]), file=answers)


def measured(folders: Sequence[Path], times: int) -> tuple[dict[int, Seconds], dict[int, int]]:
    """Return what each size cost, and its bytes."""
    with ExitStack() as stack:
        houses = [stack.enter_context(_opened(folder, times)) for folder in folders]
        told = [json.loads(_line(each)) for each in houses]
        seconds: dict[int, Seconds] = {size: {} for size, _ in told}
        while True:
            for each, (size, _) in zip(houses, told, strict=True):
                each.stdin.write("next\n")
                each.stdin.flush()
                if not (answer := _line(each)):
                    return seconds, dict(told)
                name, seconds[size][name] = json.loads(answer)
                print(f"{name}: {size:,}", file=sys.stderr)


@contextmanager
def house(at: Path | None) -> Iterator[Stage]:
    """Have a stage, and Django on it in this process, which is the server."""
    with set_up(at=at) as stage:
        os.sched_setaffinity(0, stage.server_cores)
        os.environ.update(environment(stage))
        Unafied().prepare(stage, [])
        import django

        django.setup()
        logging.disable(logging.INFO)
        yield stage


@contextmanager
def _opened(folder: Path, times: int) -> Iterator[Any]:
    command = [sys.executable, "-m", "bench.turns", str(folder), str(times)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]  # a pipe


def _line(process: Any) -> str:
    return str(process.stdout.readline())


if __name__ == "__main__":
    main()
