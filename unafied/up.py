"""Everything that runs while Unafied is up, and the word that it is. Without Django: small, and early."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from unafied import collecting, embedded
from unafied.claim import Claim, claimed
from unafied.embedded import ROOT
from unafied.environment import TRUE
from unafied.hold import Hold, ServiceError
from unafied.identity import die_with_parent
from unafied.supervisor import Child, first_of, keep, see_through, tell

SERVICE_RETRY = 5.0
"""Seconds between attempts to have a service that could not be started again."""
WORKER_THREADS = 4
WORKER_SHUTDOWN = 10_000
"""Milliseconds that a stop waits for the agents' work under way; the rest is done after the next start."""


class StartError(Exception):
    """What keeps us from starting, in words for a person, and the exit code."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


def main() -> int:
    """Start all of it and keep it until Ctrl-C or TERM; return the exit code.

    Returns at once when another `up` has the same UNAFIED_VAR.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)  # a killed make tells its children nothing
    var = embedded.var_dir()
    embedded.prepare_places(var)
    try:
        with claimed(var) as claim:
            if not claim.elsewhere:
                return _run(claim, var)
            _say(f"Unafied is up at {claim.elsewhere} (already running)")
            return 0
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return error.code


def web(listener: int, gate: int, processes: int) -> list[Child]:
    """Return the web processes, which share a listening socket, and begin when the pipe `gate` is closed."""
    command = [sys.executable, "-m", "unafied.web", "--fd", str(listener), "--gate", str(gate)]
    names = ["web"] if processes == 1 else [f"web {number + 1}" for number in range(processes)]
    return [Child(name, command, folder=ROOT, descriptors=[listener, gate]) for name in names]


def worker(processes: int) -> Child:
    """Return the worker of the agents: Dramatiq's master, which is the only one to be told to stop."""
    modules = ["django_dramatiq.setup", "agents.actors"]
    size = ["--processes", str(processes), "--threads", str(WORKER_THREADS)]
    manners = ["--skip-logging", "--worker-shutdown-timeout", str(WORKER_SHUTDOWN)]
    command = [sys.executable, "-m", "dramatiq", *modules, *size, *manners]
    return Child("worker", command, folder=ROOT, patience=WORKER_SHUTDOWN / 1000 + 5)


def command(name: str, *arguments: str, output: int = 2) -> Child:
    """Return a process that runs one of our own commands."""
    return Child(name, [sys.executable, "manage.py", name, *arguments], folder=ROOT, output=output)


def _run(claim: Claim, var: Path) -> int:
    # The settings of every child say the same as what we do.
    host, port = os.environ.setdefault("HOST", "127.0.0.1"), os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    # While one works on them, files are served as they are written.
    os.environ.setdefault("STATIC_COLLECTED", "off" if _is_on("DEBUG") else "on")
    webs, workers = _number("WEB"), _number("WORKERS")
    with ExitStack() as stack:
        listener = stack.enter_context(_listening(host, _number("PORT", port)))
        holds = [stack.enter_context(embedded.holding(name, var)) for name in embedded.wanted()]
        gate, opener = os.pipe()
        static = var / "static" if _is_on("STATIC_COLLECTED") else None
        house = House(web(listener.fileno(), gate, webs), [worker(workers)], holds, static)
        return asyncio.run(house.live(listener.getsockname()[:2], opener, claim))


class House:
    """All that is kept, on one thread.

    The kernel signals a child of a killed supervisor once for every thread there was, and Dramatiq takes the second
    TERM for an order to drop its work.
    """

    def __init__(
        self, first: Sequence[Child], then: Sequence[Child], holds: Sequence[Hold], static: Path | None
    ) -> None:
        self._first, self._then, self._holds, self._static = first, then, holds, static
        self._stopping = asyncio.Event()

    async def live(self, address: tuple[str, int], opener: int, claim: Claim) -> int:
        """Keep it until told to stop, and return the exit code: 1 when what comes first failed, else 0."""
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stopping.set)
        async with asyncio.TaskGroup() as group:
            preparing = group.create_task(see_through(command("prepare", output=1), self._stopping, tell))
            watches = [group.create_task(_watch(hold)) for hold in self._holds]
            # The web looks for its files once, when it is loaded.
            if is_collected := await self._collected():
                self._keep(group, self._first)
            is_prepared = not await preparing
            has_failed = not (is_collected and is_prepared) and not self._stopping.is_set()
            os.close(opener)
            if has_failed:
                self._stopping.set()
            await first_of(partial(_answered, *address), self._stopping.wait)
            if not self._stopping.is_set():
                self._announce(claim, address[1])
                self._keep(group, self._then)
            await self._stopping.wait()
            claim.announce("")
            for watch in watches:
                watch.cancel()
        return int(has_failed)

    async def _collected(self) -> bool:
        """Collect the static files where they changed, and return whether they are there."""
        if not self._static or collecting.is_collected(self._static, sources := collecting.fingerprint()):
            return True
        collect = command("collectstatic", "--no-input", "--clear", "--verbosity=0")
        if await see_through(collect, self._stopping, tell):
            return False
        collecting.mark(self._static, sources)
        return True

    def _keep(self, group: asyncio.TaskGroup, children: Sequence[Child]) -> None:
        for child in children:
            group.create_task(keep(child, self._stopping, tell))

    def _announce(self, claim: Claim, port: int) -> None:
        host = os.environ["HOST"]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        claim.announce(url)
        _say(f"Unafied is up at {url}")


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in TRUE


def _number(name: str, default: str = "1") -> int:
    text = os.environ.get(name, default)
    if not text.isdecimal() or int(text) < 1:
        raise StartError(f"{name} has to be a number from 1 on, not {text!r}.", 2)
    return int(text)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        code = getattr(error, "errno", None) or 1
        taken = "something else listens there; choose another by PORT=…"
        raise StartError(
            f"Cannot listen on {host}:{port}: {taken if code == errno.EADDRINUSE else error}", code
        ) from error


async def _watch(hold: Hold) -> None:
    while True:
        try:
            await _readable(hold.fileno())
            for event in hold.heard():
                tell(event.pop("event"), **event)
        except ServiceError as error:
            tell("failed", detail=str(error))
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


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _leave(*_: object) -> NoReturn:
    sys.exit(0)
