"""A real worker process, as `up` starts it, on the services and the database of the test run."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.core.management import call_command

from agents.models import CatalogItem
from tests.installation import environment
from unafied import embedded, up

PATIENCE = 40


def fill_catalogue() -> None:
    """Have the built-in works with their vectors in the database, as `import_catalog` leaves them."""
    CatalogItem.objects.bulk_create(_catalogue(), ignore_conflicts=True)


@cache
def _catalogue() -> list[CatalogItem]:
    # Seconds of embedding, once a process.
    call_command("import_catalog", verbosity=0)
    return list(CatalogItem.objects.all())


class Worker:
    """The agents' worker, which a test may kill and start again."""

    def __init__(self, **settings: str) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what is in the queue waits until it is ready."""
        command, variables = list(up.worker(1).command), {**environment(), **self._settings}
        # A group of its own, so that killing it can mean all of it, as when a machine goes down.
        self._process = subprocess.Popen(command, cwd=embedded.ROOT, env=variables, start_new_session=True)

    def stop(self) -> None:
        """End it as `up` does."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End it at once and without a word, its children with it."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)


@contextmanager
def working(**settings: str) -> Iterator[Worker]:
    """Have a worker inside the block, with these settings in its environment."""
    worker = Worker(**settings)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
