"""A reference to an embedded service: an open connection to the socket of its keeper (`unafied.keeper`).

Whoever comes first launches the keeper, the last one out ends it, and a killed process gives its reference
back by dying, since the kernel closes its connections.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

START_PATIENCE = 120.0
"""Seconds of silence until a start is given up; after a crash PostgreSQL may have a long log to replay."""
STOP_PATIENCE = 40.0
RETRY = 0.02


class ServiceError(RuntimeError):
    """An embedded service did not come up; the message ends with the last lines of its log."""


class Hold:
    """A reference to one service, from the moment it is made until `release`, or until this process ends."""

    def __init__(self, name: str, *, address: Path, var: Path) -> None:
        self._name, self._address, self._var = name, str(address), var
        self._keeper: int | None = None
        self._is_released = False
        self._connection: socket.socket | None = None
        self._lines: TextIO | None = None
        if not self._connect():
            self._launch()

    def until_ready(self) -> None:
        """Return once the service answers. Raises ServiceError."""
        for event in self.events():
            if event["event"] == "ready":
                return

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what the keeper tells (`ready`, `started`, `ended`, `killed`), until released.

        A keeper that was lost is launched again. Raises ServiceError when that fails.
        """
        while True:
            yield from self._told()
            if self._is_released:
                return
            self._reconnect()

    def release(self) -> None:
        """Give the reference back; `events` ends as soon as the service may do without us or has stopped."""
        self._is_released = True
        if self._connection:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_WR)
                self._connection.settimeout(STOP_PATIENCE)

    def until_gone(self) -> None:
        """Return, after `release`, at once when others remain, else when the service has stopped."""
        with suppress(ServiceError):
            for _ in self.events():
                pass

    def _told(self) -> Iterator[dict[str, Any]]:
        if self._lines is None:
            return
        try:
            for line in self._lines:
                event = json.loads(line)
                if event["event"] == "ready" and self._connection and not self._is_released:
                    self._connection.settimeout(None)
                yield event
        except TimeoutError:
            raise self._failure("did not answer in time") from None
        except OSError:
            pass  # a killed keeper may reset the connection instead of closing it
        self._disconnect()

    def _reconnect(self) -> None:
        while not self._is_released and not self._connect():
            if self._has_keeper_ended():
                self._launch()
            time.sleep(RETRY)

    def _connect(self) -> bool:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self._address)
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            return False
        connection.settimeout(START_PATIENCE)
        self._connection, self._lines = connection, connection.makefile("r")
        return True

    def _disconnect(self) -> None:
        for open_end in (self._lines, self._connection):
            if open_end:
                open_end.close()
        self._lines = self._connection = None

    def _launch(self) -> None:
        log = self._var / "log" / f"{self._name}.log"
        # posix_spawn, since the keeper is meant to outlive us: subprocess would warn about that.
        self._keeper = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "unafied.keeper", self._name, str(self._var)],
            {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )

    def _has_keeper_ended(self) -> bool:
        if self._keeper is None:
            return True
        pid, status = os.waitpid(self._keeper, os.WNOHANG)
        if not pid:
            return False
        self._keeper = None
        if status and os.waitstatus_to_exitcode(status) > 0:
            raise self._failure("could not be started")
        return True

    def _failure(self, what: str) -> ServiceError:
        log = self._var / "log" / f"{self._name}.log"
        lines = log.read_text(errors="replace").splitlines()[-10:] if log.exists() else []
        return ServiceError("\n  ".join([f"The embedded {self._name} {what}. {log} ends with:", *lines]))
