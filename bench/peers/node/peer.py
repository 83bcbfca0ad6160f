"""The Node server as the benchmark sees it."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.peers import Entrance, MissingPeerError, Seat, Server, database, greeted
from bench.shape import Shape
from bench.stage import Stage, free_port
from unafied import embedded

DATABASE = "node"
_FOLDER = Path(__file__).parent
_TABLE = """
    CREATE TABLE messages (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        room text NOT NULL,
        sender bigint NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON messages (room, id);
"""


class Node:
    """One Node process, with a database of its own in the same PostgreSQL."""

    name = "Node, by hand"
    ack = b'{"type":"ack"'
    # Its rows are numbered before they are committed, on many connections at once: no order of the rooms.
    place = None

    @property
    def made_of(self) -> str:
        """Return Node's version and its packages'."""
        told = subprocess.run([_program("node"), "--version"], capture_output=True, text=True, check=True)
        packages = json.loads((_FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
        return ", ".join((f"Node {told.stdout.strip()}", *(f"{name} {version}" for name, version in packages.items())))

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:  # noqa: ARG002 - rooms need no making here
        """Install what the lock file names, once, and make the table."""
        _install()
        with psycopg.connect(database(stage, DATABASE)) as connection:
            connection.execute(_TABLE)

    @contextmanager
    def serving(self, stage: Stage) -> Iterator[Server]:
        """Run it."""
        port = free_port()
        sockets = embedded.sockets_dir(stage.var)
        environment = {
            "NODE_ENV": "production",
            "PORT": str(port),
            "PGHOST": str(sockets),
            "PGUSER": "postgres",
            "PGDATABASE": DATABASE,
            "REDIS_SOCKET": str(sockets / embedded.VALKEY_SOCKET),
        }
        with stage.listening([str(_FOLDER / "server.js")], environment, DATABASE, port, _program("node")) as process:
            yield Server(port, process)

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return as many as asked for: whoever knows a room's name is in it."""
        names = [f"room-{number}-of-{shape.members}" for number in range(shape.rooms)]
        return [[Seat(name, f"/ws?room={name}")] * shape.members for name in names]

    def enter(self, seat: Seat) -> Entrance:  # noqa: ARG002 - the room is in the address
        """Wait for the welcome."""
        return greeted()

    def post(self, seat: Seat, content: str) -> bytes:  # noqa: ARG002 - the socket is in the room
        """Return its message."""
        return json.dumps({"ref": content[-8:], "content": content}).encode()


def _install() -> None:
    npm, installed = _program("npm"), _FOLDER / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= (_FOLDER / "package-lock.json").stat().st_mtime:
        return
    command = [npm, "ci", "--no-audit", "--no-fund"]
    made = subprocess.run(command, cwd=_FOLDER, capture_output=True, text=True, check=False)
    if made.returncode:
        raise MissingPeerError(f"`npm ci` in {_FOLDER} failed: {made.stderr.strip()[-500:]}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise MissingPeerError(f"there is no {name}; it wants Node 20 or later (https://nodejs.org)")
    return found
