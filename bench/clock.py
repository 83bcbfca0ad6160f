"""By what a load reads the time, and waits.

In some virtual machines one core's counter lags behind the other's, and Linux lets its clock stand still until the
other one's has come by: for 4 ms while that is busy, for 20 to 50 while it sleeps. Timers come as late.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Protocol


class Clock(Protocol):
    """Seconds from any beginning."""

    now: Callable[[], float]

    async def until(self, due: float) -> None:
        """Wait, and let others in at least once."""


class Asleep:
    """The machine's clock; who waits leaves the core to others."""

    now = staticmethod(perf_counter)

    async def until(self, due: float) -> None:
        await asyncio.sleep(max(0.0, due - perf_counter()))


class Awake:
    """For a thread that has a core of its own: who never sleeps has used as much of it as time has gone by.

    The count of processor time is the core's own, in nanoseconds, whatever the machine's clock does. It leaves out
    when the thread had to let others run: whoever measures by it says how much of the core it had.
    """

    now = staticmethod(thread_time)

    async def until(self, due: float) -> None:
        await asyncio.sleep(0)
        while thread_time() < due:  # noqa: ASYNC110 - nobody tells a clock
            await asyncio.sleep(0)
