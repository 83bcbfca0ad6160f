"""Which core serves and which one loads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from time import perf_counter

COARSE = 0.000_1
"""Seconds: a clock that moves in larger steps can't tell latencies."""
_READINGS = 20_000


def divided() -> tuple[frozenset[int], frozenset[int]]:
    """Return the servers' core and the load's; where there is only one, both have it.

    In a virtual machine the clock of one core may lag behind and seem to stand still from tick to tick. Threads that
    wait for Python's lock wait by that clock, and spin: so the servers get a core with a clock that moves, and
    the load says when its own does not.
    """
    cores = sorted(os.sched_getaffinity(0))
    try:
        serving = min(cores, key=lambda core: (_has_coarse_clock(core), core))
    finally:
        os.sched_setaffinity(0, cores)
    loading = next((core for core in cores if core != serving), serving)
    return frozenset({serving}), frozenset({loading})


def steady() -> frozenset[int]:
    """Return the cores whose clocks move, or all where none does: whose processes read time that agrees."""
    cores = os.sched_getaffinity(0)
    try:
        found = frozenset(core for core in sorted(cores) if not _has_coarse_clock(core))
    finally:
        os.sched_setaffinity(0, cores)
    return found or frozenset(cores)


@contextmanager
def kept_to(cores: frozenset[int]) -> Iterator[None]:
    """Let what is started in the block stay on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def clock_step() -> float:
    """Return the seconds by which the clock usually moves on this core."""
    readings = [perf_counter()]
    while len(readings) < _READINGS or readings[-1] == readings[0]:
        readings.append(perf_counter())
    moves = sorted(later - earlier for earlier, later in pairwise(readings) if later > earlier)
    return moves[len(moves) // 2]


def _has_coarse_clock(core: int) -> bool:
    os.sched_setaffinity(0, {core})
    return clock_step() > COARSE
