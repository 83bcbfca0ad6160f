"""Everything that runs while Unafied is up, and the word that it is."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Literal

import structlog

from unafied.embedded import ROOT
from unafied.hold import Hold, ServiceError
from unafied.supervisor import Child, first_of, keep

type State = Literal["up", "stopping"]
log = structlog.get_logger(__name__)
SERVICE_RETRY = 5.0
"""Seconds between attempts to have a service that could not be started again."""
WORKER_THREADS = 4
WORKER_SHUTDOWN = 10_000
"""Milliseconds that a stop waits for the agents' work under way; the rest is done after the next start."""


def web(descriptor: int, processes: int) -> list[Child]:
    """Return the web processes, which share one listening socket."""
    command = [sys.executable, "-m", "unafied.web", "--fd", str(descriptor)]
    names = ["web"] if processes == 1 else [f"web {number + 1}" for number in range(processes)]
    return [Child(name, command, folder=ROOT, descriptors=[descriptor]) for name in names]


def worker(processes: int) -> Child:
    """Return the worker of the agents: Dramatiq's master, which is the only one to be told to stop."""
    modules = ["django_dramatiq.setup", "agents.actors"]
    size = ["--processes", str(processes), "--threads", str(WORKER_THREADS)]
    manners = ["--skip-logging", "--worker-shutdown-timeout", str(WORKER_SHUTDOWN)]
    command = [sys.executable, "-m", "dramatiq", *modules, *size, *manners]
    return Child("worker", command, folder=ROOT, patience=WORKER_SHUTDOWN / 1000 + 5)


def periodic(command: str) -> Child:
    """Return a process that runs one of our own commands."""
    return Child(command, [sys.executable, "manage.py", command], folder=ROOT)


async def run(
    first: Sequence[Child],
    then: Sequence[Child],
    holds: Sequence[Hold],
    *,
    address: tuple[str, int],
    tell: Callable[[State], None],
) -> None:
    """Keep children and services until Ctrl-C or TERM; those of `then` start once the web answers at `address`.

    `tell` hears "up" when everybody may come and, after that, "stopping". All of it happens on one thread: the
    kernel signals a child of a killed supervisor once for every thread there was, and Dramatiq takes the second
    TERM for an order to drop its work.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with asyncio.TaskGroup() as group:
        watches = [group.create_task(_watch(hold)) for hold in holds]
        for child in first:
            group.create_task(keep(child, stopping, report))
        await first_of(partial(_answered, *address), stopping.wait)
        if not stopping.is_set():
            tell("up")
            for child in then:
                group.create_task(keep(child, stopping, report))
            await stopping.wait()
            tell("stopping")
        for watch in watches:
            watch.cancel()


def report(event: str, /, **context: str | float | None) -> None:
    """Log what happened to a child."""
    (log.info if event in {"started", "ready"} else log.warning)(event, **context)


async def _watch(hold: Hold) -> None:
    while True:
        try:
            await _readable(hold.fileno())
            for event in hold.heard():
                report(event.pop("event"), **event)
        except ServiceError as error:
            log.error("service failed", detail=str(error))  # noqa: TRY400 - the detail is the service's log
            await asyncio.sleep(SERVICE_RETRY)


async def _readable(descriptor: int) -> None:
    is_readable = asyncio.Event()
    asyncio.get_running_loop().add_reader(descriptor, is_readable.set)
    try:
        await is_readable.wait()
    finally:
        asyncio.get_running_loop().remove_reader(descriptor)


async def _answered(host: str, port: int) -> None:
    # The socket is open already: one question waits in it until a web process comes to answer.
    while not await _is_ready(host, port):  # noqa: ASYNC110 - the web is another process
        await asyncio.sleep(0.1)


async def _is_ready(host: str, port: int) -> bool:
    with suppress(OSError, IndexError, ValueError):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return int((await reader.readline()).split()[1]) < 500
        finally:
            writer.close()
    return False
