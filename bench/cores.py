"""Which core serves and which one loads."""

import os
from itertools import pairwise
from time import perf_counter

COARSE = 0.000_1
"""Seconds: a clock that moves in larger steps can't tell latencies."""
_READINGS = 20_000


def divided() -> tuple[frozenset[int], frozenset[int]]:
    """Return the servers' core and the load's: the one whose clock moves in the smallest steps.

    In a virtual machine the cores' clocks may differ: some move only at the scheduler's ticks. Where there is only
    one core, both have it.
    """
    cores = sorted(os.sched_getaffinity(0))
    try:
        loading = min(cores, key=lambda core: (_has_coarse_clock(core), -core))
    finally:
        os.sched_setaffinity(0, cores)
    serving = next((core for core in cores if core != loading), loading)
    return frozenset({serving}), frozenset({loading})


def clock_step() -> float:
    """Return the seconds by which the clock usually moves on this core."""
    readings = [perf_counter() for _ in range(_READINGS)]
    moves = sorted(later - earlier for earlier, later in pairwise(readings) if later > earlier)
    return moves[len(moves) // 2] if moves else readings[-1] - readings[0] or 1.0


def _has_coarse_clock(core: int) -> bool:
    os.sched_setaffinity(0, {core})
    return clock_step() > COARSE
