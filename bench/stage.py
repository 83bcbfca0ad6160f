"""Where a benchmark takes place: a folder that goes with it, one core for all servers, one for the load."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from redis import Redis

from bench import cores
from unafied import embedded
from unafied.identity import Become, stay, tied_to_parent

START_PATIENCE = 60.0
STOP_PATIENCE = 15.0


@dataclass(frozen=True)
class Stage:
    """A running PostgreSQL and Valkey, and how to start servers beside them."""

    var: Path
    server_cores: frozenset[int]
    load_cores: frozenset[int]

    @property
    def database_url(self) -> str:
        """The address of Unafied's database."""
        return embedded.database_url(self.var)

    @property
    def redis_url(self) -> str:
        """The address of Unafied's Valkey."""
        return embedded.redis_url(self.var)

    def services(self) -> dict[str, psutil.Process]:
        """Return the services' main processes by name."""
        postmaster = int((self.var / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        with Redis.from_url(self.redis_url) as redis:
            valkey = int(redis.info("server")["process_id"])
        return {"PostgreSQL": psutil.Process(postmaster), "Valkey": psutil.Process(valkey)}

    @contextmanager
    def running(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        name: str,
        program: str = sys.executable,
        *,
        become: Become = stay,
        passed: Sequence[int] = (),
    ) -> Iterator[psutil.Process]:
        """Have a program run on the servers' core inside the block; what it says goes to a log of that name.

        It keeps the file descriptors that are `passed`.
        """
        with (self.var / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [program, *arguments],
                cwd=embedded.ROOT,
                env={**plain_environment(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=passed,
                start_new_session=True,
                # By TERM: a master that is killed can't stop its workers.
                preexec_fn=tied_to_parent(signal.SIGTERM, partial(_start, self.server_cores, become)),  # noqa: PLW1509 - no threads
            )
        try:
            yield psutil.Process(process.pid)
        finally:
            _stop(process)

    @contextmanager
    def listening(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        name: str,
        port: int,
        program: str = sys.executable,
        *,
        become: Become = stay,
    ) -> Iterator[psutil.Process]:
        """The same, from the moment it takes connections on `port`. Raises RuntimeError when it does not."""
        with self.running(arguments, environment, name, program, become=become) as process:
            deadline = time.monotonic() + START_PATIENCE
            while not _takes_connections(port):
                if time.monotonic() > deadline or process.status() == psutil.STATUS_ZOMBIE:
                    log = (self.var / "log" / f"{name}.log").read_text(errors="replace")
                    raise RuntimeError(f"{name} did not start:\n{log[-2000:]}")
                time.sleep(0.05)
            yield process


@contextmanager
def set_up(*, is_load_timed: bool = False, at: Path | None = None) -> Iterator[Stage]:
    """Have the services run inside the block, in a folder of their own; nothing is left behind but what stays in `at`.

    With `is_load_timed` the better clock is the load's: it is there that time is taken.
    """
    all_cores = frozenset(os.sched_getaffinity(0))
    _allow_many_sockets()
    var = at.resolve() if at else Path(tempfile.mkdtemp(prefix="unafied-bench-"))
    try:
        better, other = cores.divided()
        stage = Stage(var, other, better) if is_load_timed else Stage(var, better, other)
        _pin(stage.server_cores)  # inherited by the services that are launched here
        with embedded.serving(var):
            _pin(stage.load_cores)
            yield stage
    finally:
        _pin(all_cores)
        if not at:
            shutil.rmtree(var, ignore_errors=True)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _allow_many_sockets() -> None:
    # Inherited by the servers: the usual limit of 1,024 is less than the crowd that only waits.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _start(cores: frozenset[int], become: Become) -> None:
    _pin(cores)
    become()


def _pin(cores: frozenset[int]) -> None:
    os.sched_setaffinity(0, cores)


def plain_environment() -> dict[str, str]:
    # What somebody's shell says about their own Unafied must not steer the measured one.
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _takes_connections(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_PATIENCE)
    # A master that was killed, or that takes too long, leaves its workers behind.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
