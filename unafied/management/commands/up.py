"""`manage.py up`: everything that Unafied is made of, started and kept until Ctrl-C or TERM."""

import asyncio
import errno
import os
import signal
import socket
import sys
from contextlib import ExitStack
from functools import partial
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from unafied import embedded, up
from unafied.claim import Claim, claimed
from unafied.hold import Hold, ServiceError
from unafied.identity import die_with_parent
from unafied.supervisor import Child


class Command(BaseCommand):
    """Says in one line where Unafied is up, or what is in the way."""

    help = "Start the services, the web server and the agents' worker, and keep them until Ctrl-C."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Return when stopped, or at once when another `up` has the same UNAFIED_VAR."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave)
        if "MAKELEVEL" in os.environ:
            die_with_parent(signal.SIGTERM)  # a killed make tells its children nothing
        embedded.prepare_places(settings.VAR_DIR)
        with claimed(settings.VAR_DIR) as claim:
            if claim.elsewhere:
                self.stdout.write(f"Unafied is up at {claim.elsewhere} (already running)")
            else:
                self._run(claim)

    def _run(self, claim: Claim) -> None:
        with ExitStack() as stack:
            listener = stack.enter_context(_listening(settings.HOST, settings.PORT))
            holds = self._have_services(stack)
            self._prepare_database()
            web = up.web(listener.fileno(), _number("WEB"))
            rest = [up.worker(_number("WORKERS")), *_periodic("sweep")]
            address = listener.getsockname()[:2]
            asyncio.run(up.run(web, rest, holds, address=address, tell=partial(self._tell, claim, address[1])))

    def _have_services(self, stack: ExitStack) -> list[Hold]:
        holds = [stack.enter_context(embedded.holding(name, settings.VAR_DIR)) for name in embedded.wanted()]
        try:
            for hold in holds:
                hold.until_ready()
        except ServiceError as error:
            raise CommandError(str(error)) from error
        return holds

    def _prepare_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        # Demo accounts have known passwords: never in somebody's real database, unless asked for.
        if (settings.IS_EMBEDDED or os.environ.get("SEED") == "1") and "seed" in get_commands():
            call_command("seed", stdout=self.stdout)
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # known to PostgreSQL's wrapper only

    def _tell(self, claim: Claim, port: int, state: up.State) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        url = f"http://{host}:{port}"
        claim.announce(url if state == "up" else "")
        if state == "up":
            self.stdout.write(f"Unafied is up at {url}")
            self.stdout.flush()


def _number(name: str) -> int:
    text = os.environ.get(name, "1")
    if not text.isdecimal() or int(text) < 1:
        raise CommandError(f"{name} has to be a number of processes from 1 on, not {text!r}.", returncode=2)
    return int(text)


def _periodic(name: str) -> list[Child]:
    return [up.periodic(name)] if name in get_commands() else []


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        hint = "something else listens there; choose another by PORT=…" if is_taken else error.strerror
        raise CommandError(f"Cannot listen on {host}:{port}: {hint}", returncode=error.errno or 1) from error


def _leave(*_: object) -> NoReturn:
    sys.exit(0)
