"""One `manage.py up`, as the tests see it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.unafied.processes import children, descendants, free_port, parent, postgres_pid, valkey_pid
from unafied.embedded import ROOT


class House:
    """A running `up`: what it says, and which processes are its."""

    def __init__(self, process: subprocess.Popen[str], var: Path) -> None:
        self.process, self.var = process, var
        self._said: list[str] = []
        self._more = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def verdict(self) -> str:
        """Wait for the line that says where Unafied is up."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("Unafied is up at "):
                return line.strip()
        raise AssertionError(f"it ended without being up: {self.said()}")

    def said(self) -> str:
        """Return what it has written to stderr until now."""
        return "".join(self._said)

    def last_words(self) -> str:
        """Return all that it wrote to stderr, once it has ended."""
        self._listener.join(60)
        return self.said()

    def heard(self, event: str, child: str, *, since: str = "") -> dict[str, object]:
        """Wait until it logs an event of a child, beyond what it had `said` at some moment."""
        with self._more:
            found = self._more.wait_for(lambda: self._find(event, child, since), timeout=120)
        assert found, f"never {event} {child} in {self.said()}"
        return found

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._more:
                self._said.append(line)
                self._more.notify_all()

    def _find(self, event: str, child: str, since: str) -> dict[str, object] | None:
        for line in self.said()[len(since) :].splitlines():
            with suppress(ValueError):
                entry: dict[str, object] = json.loads(line)
                if (entry["event"], entry.get("child")) == (event, child):
                    return entry
        return None

    def child(self, part: str) -> int:
        """Return the first process of its own that has this in its command line."""
        return next(pid for pid in children(self.process.pid) if part in _command_line(pid))

    def everybody(self) -> set[int]:
        """Return every process that runs because of it, those of the services included."""
        keepers = self.keepers()
        return keepers.union(descendants(self.process.pid), *(descendants(keeper) for keeper in keepers))

    def keepers(self) -> set[int]:
        """Return those processes that keep a service for it."""
        return {parent(postgres_pid(self.var)), parent(valkey_pid(self.var))}

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(120)


@contextmanager
def up(var: Path, **environment: str) -> Iterator[House]:
    """Run `manage.py up` on a free port, unless the environment names one."""
    # What the interpreter keeps of the imports makes every start after the first three times as fast.
    chosen = {"UNAFIED_VAR": str(var), "PORT": str(free_port()), "PYTHONDONTWRITEBYTECODE": "", **environment}
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    with subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**inherited, **chosen},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        house = House(process, var)
        try:
            yield house
        finally:
            process.kill()
            house.last_words()


def _command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
