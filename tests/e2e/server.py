"""A real web process on the services and the database of the test run, with its static files as users get them."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.installation import environment
from unafied import embedded

PATIENCE = 60


class Server:
    """One web process, which a test may kill and start again."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it can serve."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "unafied.web"],
            cwd=embedded.ROOT,
            env={**environment(), "PORT": str(self.port), "STATIC_COLLECTED": "on"},
        )
        deadline = time.monotonic() + PATIENCE
        while not _is_ready(self.url):
            assert self._process.poll() is None, "the web process ended at once"
            assert time.monotonic() < deadline, "the web process does not come up"
            time.sleep(0.1)

    def stop(self, *, is_killed: bool = False) -> None:
        """End it, with `is_killed` at once and without a word."""
        assert self._process
        (self._process.kill if is_killed else self._process.terminate)()
        self._process.wait(PATIENCE)


@contextmanager
def running() -> Iterator[Server]:
    """Have a server inside the block."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "unafied.static.Collected"}}
    with override_settings(STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _is_ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - our own, on loopback
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
