"""What processes use: processor time and memory."""

from collections.abc import Iterable
from contextlib import suppress

import psutil


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """Return the processor time of these processes and of all that they started so far."""
    return sum(_own_and_reaped(each) for process in processes for each in family(process))


def resident_bytes(process: psutil.Process) -> int:
    """Return the memory of a process and what it started, shared pages counted in part (PSS)."""
    total = 0
    for each in family(process):
        with suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss
    return total


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and everything below it."""
    return [process, *process.children(recursive=True)]


def _own_and_reaped(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
