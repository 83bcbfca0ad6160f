"""How a child is kept: started again with backoff, stopped in its own way, and never outlived by what it started."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.unafied.processes import is_gone
from unafied import supervisor
from unafied.supervisor import Child, keep

Entry = tuple[str, dict[str, str | float | None]]

ENDS_AT_ONCE = Child("brief", [sys.executable, "-c", "raise SystemExit(7)"])
IGNORES_TERM = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
time.sleep(600)
"""
TELLS_OF_CTRL_C = """
import signal, sys
def tell(*_):
    open(sys.argv[2], "w").close()
    sys.exit()
signal.signal(signal.SIGINT, tell)
open(sys.argv[1], "w").close()
signal.pause()
"""
LEAVES_SOMEBODY_BEHIND = """
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "w").write(str(left.pid))
"""


class Log:
    """What a supervisor reports, and a stop after so many ends."""

    def __init__(self, *, ends: int = 0) -> None:
        self.entries: list[Entry] = []
        self.stopping = asyncio.Event()
        self.started = asyncio.Event()
        self._ends = ends

    def __call__(self, event: str, /, **context: str | float | None) -> None:
        self.entries.append((event, context))
        if event == "started":
            self.started.set()
        if event == "ended" and len(self.all("restart_in")) == self._ends:
            self.stopping.set()

    def all(self, name: str) -> list[str | float | None]:
        return [context[name] for _, context in self.entries if name in context]


async def test_every_start_waits_twice_as_long_as_the_one_before_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (supervisor.FIRST_DELAY, supervisor.LONGEST_DELAY) == (1.0, 30.0)
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.04)
    log = Log(ends=4)
    await keep(ENDS_AT_ONCE, log.stopping, log)
    assert log.all("restart_in") == [0.01, 0.02, 0.04, 0.04]
    assert log.all("exit") == [7, 7, 7, 7]
    assert [event for event, _ in log.entries] == ["started", "ended"] * 4


async def test_health_makes_it_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "HEALTHY_AFTER", 0.0)
    log = Log(ends=3)
    await keep(ENDS_AT_ONCE, log.stopping, log)
    assert log.all("restart_in") == [0.01, 0.01, 0.01]


async def test_a_stop_does_not_wait_for_the_next_start() -> None:
    log = Log(ends=1)
    async with asyncio.timeout(20):
        await keep(ENDS_AT_ONCE, log.stopping, log)
    assert len(log.all("pid")) == 1


async def test_a_child_is_stopped_by_its_own_signal_and_hears_no_ctrl_c_of_ours(tmp_path: Path) -> None:
    ready, heard = tmp_path / "ready", tmp_path / "heard"
    command = [sys.executable, "-c", TELLS_OF_CTRL_C, str(ready), str(heard)]
    log, child = Log(), Child("polite", command, stop_signal=signal.SIGINT)
    keeping = asyncio.create_task(keep(child, log.stopping, log))
    await log.started.wait()
    (pid,) = (int(str(pid)) for pid in log.all("pid"))
    assert os.getsid(pid) == pid
    await _there(ready)
    log.stopping.set()
    await keeping
    assert heard.exists()


async def test_a_deaf_child_is_killed_after_its_patience(tmp_path: Path) -> None:
    log, ready = Log(), tmp_path / "ready"
    child = Child("deaf", [sys.executable, "-c", IGNORES_TERM, str(ready)], patience=0.1)
    keeping = asyncio.create_task(keep(child, log.stopping, log))
    await _there(ready)
    log.stopping.set()
    await keeping
    assert log.entries[-1] == ("killed", {"child": "deaf", "after": 0.1})


async def test_what_a_child_leaves_behind_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "left"
    log = Log(ends=1)
    await keep(Child("leader", [sys.executable, "-c", LEAVES_SOMEBODY_BEHIND, str(note)]), log.stopping, log)
    assert is_gone(int(note.read_text()))


async def _there(place: Path) -> None:
    async with asyncio.timeout(30):
        while not place.exists():  # noqa: ASYNC110, ASYNC240 - another process makes it
            await asyncio.sleep(0.01)
