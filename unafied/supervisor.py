"""Keeping child processes: one that ends is started again, with backoff, and none outlives its supervisor."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol

from unafied.identity import Become, stay, tied_to_parent

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 60.0
"""Seconds that a child has to run for its backoff to begin anew."""


@dataclass(frozen=True)
class Child:
    """A process to be run; what it writes goes to our stderr."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    """None inherits ours."""
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    """Seconds from `stop_signal` to SIGKILL."""
    become: Become = stay
    descriptors: Sequence[int] = ()
    """Those of ours that it gets, under the same numbers."""
    output: int = 2
    """The descriptor that its stdout goes to."""


class Report(Protocol):
    """Hears of `started`, `ended` and `killed`."""

    def __call__(self, event: str, /, **context: str | float | None) -> None: ...


async def keep(child: Child, stopping: asyncio.Event, report: Report) -> None:
    """Run the child until `stopping`; when it ends before, start it again after 1, 2, 4 … 30 seconds."""
    delay = FIRST_DELAY
    while not stopping.is_set():
        began = monotonic()
        code = await see_through(child, stopping, report)
        if stopping.is_set():
            return
        delay = FIRST_DELAY if monotonic() - began > HEALTHY_AFTER else delay
        report("ended", child=child.name, exit=code, restart_in=delay)
        await first_of(partial(asyncio.sleep, delay), stopping.wait)
        delay = min(2 * delay, LONGEST_DELAY)


async def see_through(child: Child, stopping: asyncio.Event, report: Report) -> int | None:
    """Run the child to its end, or to `stopping`, and return its exit code (negative: the signal it died of).

    Has to run on the main thread: the kernel ties a child to the thread that started it.
    """
    process = await _start(child)
    report("started", child=child.name, pid=process.pid)
    await first_of(process.wait, stopping.wait)
    if process.returncode is None:
        await _stop(process, child, report)
    _end_group(process.pid)
    return process.returncode


def tell(event: str, /, **context: str | float | None) -> None:
    """Write an event to stderr as a line of JSON, as all our logs are."""
    level = "info" if event in {"started", "ready"} else "warning"
    time = datetime.now(UTC).isoformat()
    sys.stderr.write(json.dumps({"event": event, **context, "level": level, "timestamp": time}) + "\n")
    sys.stderr.flush()


async def _start(child: Child) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *child.command,
        env=child.environment,
        cwd=child.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=child.output,
        start_new_session=True,  # Ctrl-C in the terminal is ours alone to hear
        pass_fds=child.descriptors,
        preexec_fn=tied_to_parent(child.stop_signal, child.become),
    )


async def _stop(process: asyncio.subprocess.Process, child: Child, report: Report) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(child.stop_signal)
    try:
        async with asyncio.timeout(child.patience):
            await process.wait()
    except TimeoutError:
        report("killed", child=child.name, after=child.patience)
        process.kill()
        await process.wait()


def _end_group(leader: int) -> None:
    # What a killed master left behind, such as Dramatiq's workers, must not work on beside its successors.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


async def first_of(*waits: Callable[[], Awaitable[object]]) -> None:
    """Wait until one of them is through, and give up the others."""
    tasks = [asyncio.ensure_future(wait()) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
