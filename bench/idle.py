"""What `manage.py up` costs while nobody says anything, and how soon it is there: `python -m bench.idle`."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

import psutil
from redis import Redis

from bench import meter, table
from bench.stage import free_port, plain_environment
from unafied import embedded
from unafied.embedded import ROOT

STARTS = 5
SETTLED_AFTER = 20.0
"""Seconds until a new worker has loaded its models and given the catalogue its vectors."""
SECONDS = 60.0
WORTH_NAMING = 0.0005
"""Of a core."""


def main() -> None:
    """Start several times, the first one cold; then look for a minute at what all processes use."""
    var = Path(tempfile.mkdtemp(prefix="unafied-idle-"))
    try:
        with _up(var):
            time.sleep(SETTLED_AFTER)
        starts = [_start_seconds(var) for _ in range(STARTS)]
        with _up(var) as process:
            time.sleep(SETTLED_AFTER)
            everybody = _everybody(process, var)
            before = [_cpu_seconds(each) for each in everybody]
            time.sleep(SECONDS)
            used = [_cpu_seconds(each) - then for each, then in zip(everybody, before, strict=True)]
            rows = list(_rows(starts, everybody, used))
        print(table.rendered(["make up"], rows))
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _rows(starts: list[float], everybody: list[psutil.Process], used: list[float]) -> Iterator[table.Row]:
    yield f"warm start, median (worst) of {len(starts)}, s", [f"{median(starts):.1f} ({max(starts):.1f})"]
    yield "idle, % of a core", [f"{100 * sum(used) / SECONDS:.2f}"]
    for process, seconds in zip(everybody, used, strict=True):
        if seconds > WORTH_NAMING * SECONDS:
            yield f"- {' '.join(process.cmdline()).strip()[-40:]}", [f"{100 * seconds / SECONDS:.2f}"]
    yield "resident (PSS), MB", [f"{sum(each.memory_full_info().pss for each in everybody) / 2**20:.0f}"]


def _everybody(process: psutil.Process, var: Path) -> list[psutil.Process]:
    """Return every process that runs because of it, keepers and services included."""
    postmaster = psutil.Process(int((var / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]))
    with Redis.from_url(embedded.redis_url(var)) as redis:
        valkey = psutil.Process(int(redis.info("server")["process_id"]))
    keepers = [keeper for service in (postmaster, valkey) if (keeper := service.parent())]
    # Keepers that it launched are its own children as well.
    return list({each.pid: each for root in (process, *keepers) for each in meter.family(root)}.values())


def _cpu_seconds(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def _start_seconds(var: Path) -> float:
    began = time.perf_counter()
    with _up(var):
        return time.perf_counter() - began


@contextmanager
def _up(var: Path) -> Iterator[psutil.Process]:
    """Have it up inside the block."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**plain_environment(), "UNAFIED_VAR": str(var), "PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        assert any(line.startswith("Unafied is up") for line in process.stdout), "it did not come up"
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


if __name__ == "__main__":
    main()
