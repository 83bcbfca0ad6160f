"""Looking at processes and ending them, for the tests of what starts and keeps them."""

import os
import select
import signal
import socket
from pathlib import Path

import pytest
from redis import Redis

from unafied import embedded

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


def postgres_pid(var: Path) -> int:
    """Return the server's number, as it notes it itself."""
    return int((var / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def valkey_pid(var: Path) -> int:
    """Return the server's number, as it tells it itself."""
    with Redis.from_url(embedded.redis_url(var)) as redis:
        return int(redis.info("server")["process_id"])


def parent(pid: int) -> int:
    """Return who started a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def children(pid: int) -> list[int]:
    """Return those that a process started, in the order of their birth."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid: int) -> set[int]:
    """Return all that a process started, and what they started in turn."""
    return {pid for child in children(pid) for pid in (child, *descendants(child))}


def kill(pid: int) -> None:
    """End a process without letting it tidy up."""
    os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def is_gone(pid: int, *, within: float = 30) -> bool:
    """Say whether a process ends within so many seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], within)[0])
    finally:
        os.close(descriptor)
