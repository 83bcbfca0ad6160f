"""ejabberd as the benchmark sees it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from xml.sax.saxutils import escape

import psutil
import psycopg

from bench.peers import Entrance, MissingPeerError, Seat, Server
from bench.shape import Shape
from bench.stage import START_PATIENCE, Stage, free_port
from unafied import embedded, postgres

_SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
_OPEN = b'<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>'
_SUBPROTOCOL = {"Sec-WebSocket-Protocol": "xmpp"}


class Ejabberd:
    """One ejabberd, with a PostgreSQL of its own beside it."""

    name = "ejabberd"
    # Whoever talks in a room hears it like everybody else, after it was archived.
    ack = b""
    place = None

    def __init__(self) -> None:
        self._sql_port = 0

    @property
    def made_of(self) -> str:
        """Return its version."""
        folder = next(Path("/usr/lib").glob("*-linux-gnu/ejabberd-*/ebin")).parent
        return folder.name.replace("-", " ", 1)

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:  # noqa: ARG002 - rooms need no making here
        """Make its database cluster and tables."""
        if not shutil.which("erl") or not _SCHEMA.exists():
            raise MissingPeerError("there is no ejabberd; on Debian: apt install ejabberd erlang-p1-pgsql")
        self._sql_port = free_port()
        _initialise(stage.var / "ejabberd")
        with self._postgres(stage):
            with self._connected("postgres") as connection:
                connection.execute("CREATE DATABASE ejabberd")
            with self._connected("ejabberd") as connection:
                connection.execute(_SCHEMA.read_bytes())

    @contextmanager
    def serving(self, stage: Stage) -> Iterator[Server]:
        """Run it, and its PostgreSQL."""
        port = free_port()
        folder = stage.var / "ejabberd"
        spool = folder / "spool"
        shutil.rmtree(spool, ignore_errors=True)
        config = folder / "ejabberd.yml"
        template = Path(__file__).with_name("ejabberd.yml").read_text(encoding="utf-8")
        config.write_text(template.replace("{port}", str(port)).replace("{sql_port}", str(self._sql_port)))
        environment = {
            "EJABBERD_CONFIG_PATH": str(config),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
            "ERL_CRASH_DUMP": "/dev/null",
            "ERL_LIBS": ":".join(map(str, Path("/usr/lib").glob("*-linux-gnu"))),
        }
        # As `ejabberdctl foreground` starts it, but for a name: an Erlang node with one leaves an `epmd` behind.
        command = ["+K", "true", "+P", "250000", "-noinput", "-mnesia", "dir", f'"{spool}"', "-s", "ejabberd"]
        with (
            self._postgres(stage) as database,
            stage.listening(command, environment, "ejabberd", port, shutil.which("erl") or "erl") as process,
        ):
            yield Server(port, process, (database,))

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return as many as asked for: a room is made by whoever comes first."""
        names = [f"room-{number}-of-{shape.members}@conference.localhost" for number in range(shape.rooms)]
        return [
            [Seat(name, "/ws", _SUBPROTOCOL, nick=f"member-{number}") for number in range(shape.members)]
            for name in names
        ]

    def enter(self, seat: Seat) -> Entrance:
        """Authenticate as nobody in particular, bind, and join the room."""
        yield from _until(_OPEN, b"ANONYMOUS")
        yield from _until(b'<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>', b"<success")
        yield from _until(_OPEN, b"xmpp-bind")
        yield from _until(
            b'<iq xmlns="jabber:client" type="set" id="1"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>',
            b"<jid>",
        )
        join = (
            f'<presence xmlns="jabber:client" to="{seat.room}/{seat.nick}">'
            '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>'
        )
        # The subject comes last.
        yield from _until(join.encode(), b"<subject")

    def post(self, seat: Seat, content: str) -> bytes:
        """Return a message to the room."""
        return (
            f'<message xmlns="jabber:client" type="groupchat" to="{seat.room}" id="{content[-8:]}">'
            f"<body>{escape(content)}</body></message>"
        ).encode()

    @contextmanager
    def _postgres(self, stage: Stage) -> Iterator[psutil.Process]:
        # One of its own with the settings of the other, but on loopback: ejabberd 23 does not know Unix sockets.
        child = postgres.prepare(stage.var / "ejabberd")
        port = self._sql_port
        options = [*child.command[1:], "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
        environment, program = child.environment or {}, child.command[0]
        with stage.listening(options, environment, "ejabberd-postgres", port, program, become=child.become) as process:
            self._connected("postgres").close()
            yield process

    def _connected(self, database: str) -> psycopg.Connection:
        address = f"host=127.0.0.1 port={self._sql_port} user=postgres dbname={database}"
        deadline = monotonic() + START_PATIENCE
        while True:
            try:
                return psycopg.connect(address, autocommit=True)
            except psycopg.OperationalError:
                # It listens before it lets anybody in.
                if monotonic() > deadline:
                    raise
                sleep(0.05)


def _initialise(var: Path) -> None:
    # In a process of its own, since it is chatty.
    embedded.prepare_places(var)
    program = "import sys; from pathlib import Path; from unafied.postgres import prepare; prepare(Path(sys.argv[1]))"
    with (var / "log" / "initdb.log").open("wb") as log:
        command = [sys.executable, "-c", program, str(var)]
        subprocess.run(command, cwd=embedded.ROOT, stdout=log, stderr=log, check=True)


def _until(said: bytes, answer: bytes) -> Entrance:
    frame = yield said
    while answer not in frame:
        frame = yield b""
