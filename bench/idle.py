"""What `manage.py up` costs while nobody says anything, and how soon it is there: `python -m bench.idle --help`."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

import psutil
from redis import Redis
from websockets.sync.client import connect

from bench import document, meter, table
from bench.stage import free_port, plain_environment
from unafied import embedded
from unafied.embedded import ROOT

STARTS = 5
SETTLED_AFTER = 20.0
"""Seconds until a new worker has loaded its models and given the catalogue its vectors."""
SECONDS = 60.0
WORTH_NAMING = 0.0005
"""Of a core."""
AIM_SHARE, AIM_SECONDS, AIM_MB = 0.01, 5.0, 600
"""Of a core; until it is up; resident in all."""


@dataclass(frozen=True)
class Idle:
    """What every process used: seconds of processor time by what it is, and bytes (PSS) in all."""

    seconds: float
    used: dict[str, float]
    resident: int

    @property
    def share(self) -> float:
        """Of a core."""
        return sum(self.used.values()) / self.seconds


@dataclass
class House:
    """It, while it is up."""

    process: psutil.Process
    url: str
    account: tuple[str, str]


def main() -> None:
    """Start several times, the first one cold; then look at what all processes use, without anybody and with one."""
    chosen = _options()
    var = Path(tempfile.mkdtemp(prefix="unafied-idle-"))
    try:
        with _up(var):
            time.sleep(SETTLED_AFTER)
        starts = [_start_seconds(var) for _ in range(STARTS)]
        with _up(var) as house:
            time.sleep(SETTLED_AFTER)
            alone = _looked_at(house, var, chosen.seconds)
            with _signed_in(house):
                time.sleep(3)
                with_one = _looked_at(house, var, chosen.seconds)
    finally:
        shutil.rmtree(var, ignore_errors=True)
    text = table.rendered(["make up"], rows(starts, alone, with_one))
    heading = [f"{datetime.now(tz=UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.1f} in the end", _machine()]
    print("\n".join([*heading, "", text]))
    if chosen.write:
        document.write(heading, text, document.IDLE)


def rows(starts: list[float], alone: Idle, with_one: Idle) -> list[table.Row]:
    """Return the table's rows, with what is missed said."""
    typical = median(starts)
    without, with_it = (each.resident / 2**20 for each in (alone, with_one))
    return [
        (
            f"**warm start**, median (worst) of {len(starts)}, s",
            [f"{typical:.1f} ({max(starts):.1f}){_missed(typical > AIM_SECONDS)}"],
        ),
        *_rows_of("**idle, nobody there**", alone),
        *_rows_of("**idle, with one open socket**", with_one),
        (
            "**resident** (PSS), without and with it, MB",
            [f"{without:.0f}, {with_it:.0f}{_missed(max(without, with_it) > AIM_MB)}"],
        ),
    ]


def _rows_of(name: str, idle: Idle) -> Iterator[table.Row]:
    yield f"{name}: % of a core", [f"{100 * idle.share:.2f}{_missed(idle.share > AIM_SHARE)}"]
    for what, seconds in idle.used.items():
        if seconds > WORTH_NAMING * idle.seconds:
            yield f"- {what}", [f"{100 * seconds / idle.seconds:.2f}"]


def _missed(is_missed: bool) -> str:  # noqa: FBT001 - its only argument
    return " (missed)" if is_missed else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.idle", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="to look, each time")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}"


def _looked_at(house: House, var: Path, seconds: float) -> Idle:
    everybody = _everybody(house.process, var)
    before = [_cpu_seconds(each) for each in everybody]
    time.sleep(seconds)
    used: dict[str, float] = {}
    for each, then in zip(everybody, before, strict=True):
        name = " ".join(each.cmdline()).strip()[-40:]
        used[name] = used.get(name, 0) + _cpu_seconds(each) - then
    return Idle(seconds, used, sum(each.memory_full_info().pss for each in everybody))


@contextmanager
def _signed_in(house: House) -> Iterator[None]:
    email, password = house.account
    asked = Request(  # noqa: S310 - our own server
        f"{house.url}/api/v1/auth/token/",
        json.dumps({"email": email, "password": password}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(asked) as answer:  # noqa: S310
        access = json.load(answer)["access"]
    address = house.url.replace("http", "ws", 1) + "/ws/"
    with connect(address, additional_headers={"Authorization": f"Bearer {access}"}) as socket:
        assert json.loads(socket.recv(timeout=10))["type"] == "hello"
        yield


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
def _up(var: Path) -> Iterator[House]:
    """Have it up inside the block, with its demo."""
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
        account = ("", "")
        for line in process.stdout:
            if " / " in line:
                email, _, password = line.strip().partition(" / ")
                account = (email, password)
            if line.startswith("Unafied is up at "):
                yield House(psutil.Process(process.pid), line.split()[4], account)
                break
        else:
            raise RuntimeError("it did not come up")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


if __name__ == "__main__":
    main()
