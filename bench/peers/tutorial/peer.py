"""The tutorial's chat as the benchmark sees it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.peers import Entrance, Seat, Server, database
from bench.shape import Shape
from bench.stage import Stage, free_port
from unafied import embedded

DATABASE = "tutorial"
_ORIGIN = {"Origin": "http://127.0.0.1"}


class Tutorial:
    """On daphne, with a database of its own in the same PostgreSQL."""

    name = "Channels tutorial, daphne"
    made_of = ""
    ack = b""
    place = None

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:  # noqa: ARG002 - rooms need no making here
        """Make the database and its tables."""
        database(stage, DATABASE)
        command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(command, cwd=embedded.ROOT, env=_environment(stage), check=True)

    @contextmanager
    def serving(self, stage: Stage) -> Iterator[Server]:
        """Run daphne."""
        port = free_port()
        at = ["--bind", "127.0.0.1", "--port", str(port), "--verbosity", "0"]
        command = ["-m", "daphne", *at, "bench.peers.tutorial.asgi:application"]
        with stage.listening(command, _environment(stage), DATABASE, port) as process:
            yield Server(port, process)

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return as many as asked for: whoever knows a room's name is in it."""
        names = [f"room-{number}-of-{shape.members}" for number in range(shape.rooms)]
        return [[Seat(name, f"/ws/chat/{name}/", _ORIGIN)] * shape.members for name in names]

    def enter(self, seat: Seat) -> Entrance:  # noqa: ARG002
        """Say nothing: whoever is connected is in."""
        yield from ()

    def post(self, seat: Seat, content: str) -> bytes:  # noqa: ARG002 - the socket is in the room
        """Return the tutorial's message."""
        return json.dumps({"message": content}).encode()


def _environment(stage: Stage) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bench.peers.tutorial.settings",
        "DATABASE_URL": stage.database_url.replace("/unafied?", f"/{DATABASE}?"),
        "REDIS_URL": stage.redis_url.replace("db=0", "db=1"),
    }
