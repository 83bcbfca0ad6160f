"""What a worker process does besides its tasks: it is ready before the first one, and it sweeps."""

import os
from threading import Event, Thread
from typing import override

import structlog
from django.core.cache import cache
from django.db import DatabaseError, close_old_connections
from dramatiq import Broker, Worker
from dramatiq.middleware import Middleware
from redis.exceptions import RedisError

from agents.broker import RingingBroker

log = structlog.get_logger(__name__)

SWEEP_EVERY = 10
"""Seconds between two rounds, of all workers together."""
THOROUGH_EVERY = 60
"""The same of those that also look for what nobody waits for."""
NICENESS = 10
"""Whoever types goes before: where a worker and a web process want the same core, the web process gets nine tenths."""
_WAKE = 500
"""Milliseconds that a thread waits for a task before it looks whether the worker stops."""


class Manners(Middleware):
    """Makes a worker answer at once, and leave the machine to others when it is busy."""

    def __init__(self) -> None:
        self._is_over = Event()

    @override
    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Load models and catalogue before the first task comes."""
        from agents import pipeline

        os.nice(NICENESS)
        worker.worker_timeout = _WAKE
        pipeline.warm_up()
        if isinstance(broker, RingingBroker):
            broker.listen()

    @override
    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Begin to sweep."""
        Thread(target=self._sweep, name="sweep", daemon=True).start()

    @override
    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """Sleep no longer than a stop may take."""
        self._is_over.set()
        if isinstance(broker, RingingBroker):
            broker.leave()

    def _sweep(self) -> None:
        # Not at once: what waited for this worker to begin is not lost, and would be thought about twice.
        while not self._is_over.wait(SWEEP_EVERY):
            try:
                self._sweep_once()
            except (DatabaseError, RedisError) as error:
                log.warning("could not sweep", error=type(error).__name__)
            except Exception:
                # A defect must not end what finds again that got lost.
                log.exception("could not sweep")
            finally:
                close_old_connections()

    def _sweep_once(self) -> None:
        from agents.sweep import sweep

        # One of all workers is enough; that two do it at once does no harm.
        if cache.add("agents:sweep", True, timeout=SWEEP_EVERY - 1):  # noqa: FBT003 - any value
            sweep(is_thorough=cache.add("agents:sweep:thorough", True, timeout=THOROUGH_EVERY - 1))  # noqa: FBT003
