"""Keeping child processes: one that ends is started again, with backoff, and none outlives its supervisor."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
    """A process to be kept; both its outputs go to our stderr."""

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


class Report(Protocol):
    """Hears of `started`, `ended` and `killed`."""

    def __call__(self, event: str, /, **context: str | float | None) -> None: ...


async def keep(child: Child, stopping: asyncio.Event, report: Report) -> None:
    """Run the child until `stopping`; when it ends before, start it again after 1, 2, 4 … 30 seconds.

    Has to run on the main thread: the kernel ties a child to the thread that started it.
    """
    delay = FIRST_DELAY
    while not stopping.is_set():
        process = await _start(child)
        began = monotonic()
        report("started", child=child.name, pid=process.pid)
        await first_of(process.wait, stopping.wait)
        if stopping.is_set():
            await _stop(process, child, report)
            return
        _end_group(process.pid)
        delay = FIRST_DELAY if monotonic() - began > HEALTHY_AFTER else delay
        report("ended", child=child.name, exit=process.returncode, restart_in=delay)
        await first_of(partial(asyncio.sleep, delay), stopping.wait)
        delay = min(2 * delay, LONGEST_DELAY)


async def _start(child: Child) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *child.command,
        env=child.environment,
        cwd=child.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=2,
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
    _end_group(process.pid)
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
