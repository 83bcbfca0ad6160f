"""The process that repairs what got lost on the way."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from agents.sweep import sweep

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Sweep every few seconds until told to stop."""

    help = "Finds messages and works that lack a vector and hands them to the worker; prunes old decisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the rhythm."""
        parser.add_argument("--once", action="store_true", help="one round, for tests and cron")
        parser.add_argument("--every", type=float, default=10.0, help="seconds between two rounds")

    def handle(self, *_: Any, once: bool, every: float, **__: Any) -> None:
        """Sweep once, or until TERM or INT."""
        if once:
            sweep()
            return
        over = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        while not over.is_set():
            _round()
            over.wait(every)


def _round() -> None:
    try:
        sweep()
    except OperationalError as error:
        log.warning("could not sweep", error=type(error).__name__)
    finally:
        close_old_connections()
