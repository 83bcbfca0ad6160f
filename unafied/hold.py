"""A reference to an embedded service: an open connection to the socket of its keeper (`unafied.keeper`).

Whoever comes first launches the keeper, the last one out ends it, and a killed process gives its reference back by
dying, since the kernel closes its connections.
"""

import json
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

START_PATIENCE = 120.0
"""Seconds of silence until a start is given up; after a crash PostgreSQL may have a long log to replay."""
STOP_PATIENCE = 40.0
RETRY = 0.02
LONGEST_LOG = 5_000_000
"""Bytes; a longer log is put aside at the next start, over the one before."""
GREETING = b"\n"
"""What makes a connection a reference; a keeper that finds another one at work leaves without a word."""
BUFFER = 65536
"""Bytes; a keeper writes each line at once, and no line comes near this length."""


class ServiceError(RuntimeError):
    """An embedded service did not come up; the message ends with the last lines of its log."""


class Hold:
    """A reference to one service, from the moment it is made until `leave`, or until this process ends."""

    def __init__(self, name: str, *, address: Path, var: Path) -> None:
        self._name, self._address, self._var = name, str(address), var
        self._keeper: int | None = None
        self._told: list[dict[str, Any]] = []
        self._connection = self._connect()
        if not self._connection:
            self._launch()

    def until_ready(self) -> None:
        """Return once the service answers. Raises ServiceError."""
        self.wait_for("ready")

    def wait_for(self, name: str) -> dict[str, Any]:
        """Return the next event of that name. Raises ServiceError."""
        while True:
            events = self.heard()
            for place, event in enumerate(events, start=1):
                if event["event"] == name:
                    self._told = events[place:]
                    return event

    def heard(self) -> list[dict[str, Any]]:
        """Wait for what the keeper tells next: `started`, `ready`, `ended`, `killed`.

        `lost` means that the keeper itself was, and that another one has been launched. Raises ServiceError when
        that fails, or when nothing is heard for START_PATIENCE.
        """
        if self._told:
            told_already, self._told = self._told, []
            return told_already
        connection = self._connected()
        try:
            told = connection.recv(BUFFER)
        except TimeoutError:
            raise self._failure("did not answer in time") from None
        except ConnectionError:
            told = b""
        if told:
            return [json.loads(line) for line in told.splitlines()]
        self._disconnect()
        self._connected()
        return [{"event": "lost", "child": self._name}]

    def fileno(self) -> int:
        """Return what becomes readable when `heard` would not have to wait."""
        return self._connected().fileno()

    def leave(self) -> None:
        """Give the reference back; return at once when others remain, else when the service has stopped."""
        if not self._connection:
            return
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(STOP_PATIENCE)
            while self._connection.recv(BUFFER):
                pass
        self._disconnect()

    def _connected(self) -> socket.socket:
        while not self._connection:
            self._connection = self._connect()
            if not self._connection:
                self._relaunch_if_ended()
                time.sleep(RETRY)
        return self._connection

    def _connect(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(START_PATIENCE)
        try:
            connection.connect(self._address)
            connection.sendall(GREETING)
        except (FileNotFoundError, ConnectionError):
            connection.close()
            return None
        return connection

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _launch(self) -> None:
        log = self._var / "log" / f"{self._name}.log"
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
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

    def _relaunch_if_ended(self) -> None:
        pid, status = os.waitpid(self._keeper, os.WNOHANG) if self._keeper else (0, 0)
        if self._keeper and not pid:
            return
        self._keeper = None
        if status and os.waitstatus_to_exitcode(status) > 0:
            raise self._failure("could not be started")
        self._launch()

    def _failure(self, what: str) -> ServiceError:
        log = self._var / "log" / f"{self._name}.log"
        lines = log.read_text(errors="replace").splitlines()[-10:] if log.exists() else []
        return ServiceError("\n  ".join([f"The embedded {self._name} {what}. {log} ends with:", *lines]))
