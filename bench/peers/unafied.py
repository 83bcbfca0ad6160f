"""Unafied itself, on uvicorn as `make up` runs it, or on daphne or granian."""

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.peers import Entrance, Seat, Server, greeted
from bench.shape import Shape
from bench.stage import Stage, free_port, plain_environment
from unafied import embedded

_SERVERS = {
    "uvicorn": ["-m", "unafied.web"],
    "daphne": ["-m", "daphne", "--verbosity", "0", "--bind", "127.0.0.1", "unafied.asgi:application"],
    "granian": ["-m", "granian", "--interface", "asgi", "--loop", "uvloop", "unafied.asgi:application"],
}


class Unafied:
    """With everything on but the rate limits, which a benchmark is there to exceed."""

    made_of = ""
    ack = b'{"type":"ack"'
    place = re.compile(rb'"sequence":(\d+)')

    def __init__(self, server: str = "uvicorn") -> None:
        self.name = f"Unafied, {server}"
        self._command = _SERVERS[server]
        self._seats: dict[Shape, list[list[Seat]]] = {}

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:
        """Migrate, and make everybody by the ORM in a process of its own."""
        wanted = [[shape.rooms, shape.members, shape.is_listening] for shape in shapes]
        for shape, rooms in zip(shapes, _made("unafied_people", stage, wanted), strict=True):
            self._seats[shape] = [[_seat(room, token) for token in tokens] for room, tokens in rooms]

    @contextmanager
    def serving(self, stage: Stage) -> Iterator[Server]:
        """Run one web process."""
        port = free_port()
        # Ours takes it from PORT.
        at = [] if "unafied.web" in self._command else ["--port", str(port)]
        variables = {**environment(stage), "PORT": str(port)}
        with stage.listening([*self._command, *at], variables, "unafied", port) as process:
            yield Server(port, process)

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return those that `prepare` made."""
        return self._seats[shape]

    def enter(self, seat: Seat) -> Entrance:  # noqa: ARG002 - the token is in the handshake
        """Wait for the welcome."""
        return greeted()

    def post(self, seat: Seat, content: str) -> bytes:
        """Return a `message.post`."""
        fields = {
            "type": "message.post",
            "ref": content[-8:],
            "conversation": seat.room,
            "client_id": str(uuid.uuid4()),
            "content": content,
        }
        return json.dumps(fields).encode()


def town(stage: Stage, people: int, messages: int) -> list[Seat]:
    """Make people who know each other from many rooms, with so many messages in each; a seat for each of them."""
    return [_seat(room, token) for token, room in _made("unafied_town", stage, [people, messages])]


def said_in(stage: Stage, rooms: Sequence[str], messages: int) -> None:
    """Say so many things in these rooms, by the ORM in a process of its own, and hand them to whatever worker comes."""
    share = messages // len(rooms)
    subprocess.run(
        [sys.executable, "-m", "bench.peers.unafied_burst"],
        cwd=embedded.ROOT,
        env={**plain_environment(), **environment(stage), "LOG_LEVEL": "ERROR"},
        input=json.dumps([[room, share] for room in rooms]),
        text=True,
        check=True,
    )


def environment(stage: Stage) -> dict[str, str]:
    """Return what a process of Unafied on this stage is started with."""
    return {
        "UNAFIED_VAR": str(stage.var),
        "RATE_LIMITS": "off",
        "DJANGO_SETTINGS_MODULE": "unafied.settings",
        "AGENTS_EMBEDDER": "local",
        "AGENTS_MODEL": "",
    }


def _made(script: str, stage: Stage, wanted: list[Any]) -> list[Any]:
    made = subprocess.run(
        [sys.executable, "-m", f"bench.peers.{script}"],
        cwd=embedded.ROOT,
        env=environment(stage),
        input=json.dumps(wanted),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: list[Any] = json.loads(made.stdout)
    return told


def _seat(room: str, token: str) -> Seat:
    return Seat(room, "/ws/", {"Authorization": f"Bearer {token}"})
