"""The process that keeps one embedded service for as long as somebody is connected to its socket.

`python -m unafied.keeper postgres VAR`; launched by `unafied.hold`, and meant to outlive whoever launched it.
"""

import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from unafied import postgres, valkey
from unafied.claim import try_lock
from unafied.embedded import sockets_dir
from unafied.hold import GREETING
from unafied.supervisor import Child, keep

type Event = dict[str, str | float | None]
FIRST_USER_WITHIN = 10.0
HOPELESS_AFTER = 4
"""A service that ends so many times without ever having answered is not tried again."""


class Service(Protocol):
    """What a keeper has to know of its service: the modules `postgres` and `valkey`."""

    def prepare(self, var: Path) -> Child: ...
    def answers(self, var: Path) -> bool: ...


SERVICES: dict[str, Service] = {"postgres": postgres, "valkey": valkey}


def main(name: str, var: Path) -> int:
    """Keep the service until nobody needs it; return at once when another process does so already."""
    address = sockets_dir(var) / f"{name}.keeper"
    with _being_the_only_one(var / "run" / f"{name}.lock", address) as is_only_one:
        return asyncio.run(Keeper(SERVICES[name], var, address).run()) if is_only_one else 0


class Keeper:
    """Welcomes users, keeps the service, and tells every user what happens to it: a JSON object a line."""

    def __init__(self, service: Service, var: Path, address: Path) -> None:
        self._service, self._var, self._address = service, var, address
        self._users: set[asyncio.StreamWriter] = set()
        self._stopping, self._stopped = asyncio.Event(), asyncio.Event()
        self._ready: Event = {"event": "ready", "child": address.stem}
        self._is_ready = False
        self._failures = 0
        self._watch: asyncio.Task[None] | None = None

    async def run(self) -> int:
        """Return the exit code: 0 when the last user has left, 1 when the service never came up."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        server = await asyncio.start_unix_server(self._welcome, self._address)
        child = self._service.prepare(self._var)
        loop.call_later(FIRST_USER_WITHIN, self._stop_if_unused)
        keeping = asyncio.create_task(keep(child, self._stopping, self._report))
        keeping.add_done_callback(lambda _: self._stopping.set())
        await self._stopping.wait()
        # Newcomers must not find us any more: they launch a keeper, which waits for our lock.
        server.close()
        self._address.unlink(missing_ok=True)
        await keeping
        self._stopped.set()
        return int(self._failures >= HOPELESS_AFTER)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            if await reader.read(len(GREETING)):
                await self._attend(reader, writer)
        writer.close()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._stopping.is_set():
            # The last one has just left: who waits for us to have stopped then finds the next keeper.
            await self._stopped.wait()
            return
        self._users.add(writer)
        if self._is_ready:
            _tell(writer, self._ready)
        with suppress(ConnectionError):
            await reader.read()
        self._users.discard(writer)
        if not self._users:
            self._stopping.set()
            await self._stopped.wait()

    def _stop_if_unused(self) -> None:
        if not self._users:
            self._stopping.set()

    def _report(self, event: str, /, **context: str | float | None) -> None:
        if event == "started":
            self._watch = asyncio.create_task(self._announce_when_ready())
        if event == "ended":
            self._note_failure()
        self._broadcast({"event": event, **context})

    def _note_failure(self) -> None:
        if self._watch:
            self._watch.cancel()
        self._failures = 0 if self._is_ready else self._failures + 1
        self._is_ready = False
        if self._failures >= HOPELESS_AFTER:
            self._stopping.set()

    async def _announce_when_ready(self) -> None:
        # Asked on this thread, see `unafied.up.House`; an answer takes a few milliseconds.
        while not self._service.answers(self._var):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.02)
        self._is_ready = True
        self._broadcast(self._ready)

    def _broadcast(self, event: Event) -> None:
        sys.stderr.write(json.dumps(event) + "\n")
        for writer in self._users:
            _tell(writer, event)


def _tell(writer: asyncio.StreamWriter, event: Event) -> None:
    if not writer.is_closing():
        writer.write(json.dumps(event).encode() + b"\n")


@contextmanager
def _being_the_only_one(lock: Path, address: Path) -> Iterator[bool]:
    # An earlier keeper may still be stopping its service: it holds the lock, and can no longer be reached.
    with lock.open("a") as file:
        while not (is_ours := try_lock(file)) and not is_reachable(address):
            time.sleep(0.02)
        yield is_ours


def is_reachable(address: Path) -> bool:
    """Say whether a keeper listens there, without becoming one of its users."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(address)) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
