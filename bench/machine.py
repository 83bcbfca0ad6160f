"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import psutil
import psycopg
from redis import Redis

from bench.cores import COARSE, clock_step, kept_to
from bench.load import quantiles
from bench.stage import Stage

_FLUSHES = 300
_PACKAGES = ("Django", "channels", "channels-redis", "daphne", "uvicorn", "granian", "uvloop", "psycopg", "redis")


def described(stage: Stage) -> list[str]:
    """Return lines about the machine and the versions of everything."""
    memory = psutil.virtual_memory().total / 2**30
    shared = "" if stage.server_cores.isdisjoint(stage.load_cores) else ": THE SAME, so read with care"
    step = clock_step()
    clock = f"; ITS CLOCK MOVES IN STEPS OF {step * 1000:.0f} ms, so read latencies with care" if step > COARSE else ""
    return [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}",
        f"servers on core {_list(stage.server_cores)}, the load on {_list(stage.load_cores)}{shared}{clock}",
        f"flushing a page to disk, as each commit does, p50 / p99: {_flush(stage)} ms",
        f"Python {platform.python_version()}, PostgreSQL {_postgres(stage)}, Valkey {_valkey(stage)}, "
        + ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgres(stage: Stage) -> str:
    with psycopg.connect(stage.database_url) as connection:
        return str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]


def _valkey(stage: Stage) -> str:
    with Redis.from_url(stage.redis_url) as redis:
        told = redis.info("server")
        return str(told.get("valkey_version") or told["redis_version"])


def _flush(stage: Stage) -> str:
    path, took = stage.var / "flushed", []
    with kept_to(stage.server_cores), path.open("wb", buffering=0) as file:
        for _ in range(_FLUSHES):
            file.write(bytes(8192))
            began = perf_counter()
            os.fdatasync(file.fileno())
            took.append(perf_counter() - began)
    path.unlink()
    found = quantiles(took)
    return f"{found['p50']:.1f} / {found['p99']:.1f}"


def _list(cores: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(cores)))
