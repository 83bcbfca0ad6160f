"""The servers that are compared: how each is started, who may come in, and what goes over its wire."""

import re
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import psutil
import psycopg
from psycopg import sql

from bench.shape import Shape
from bench.stage import Stage


@dataclass(frozen=True)
class Seat:
    """One member's way into one room; `path` and `headers` are those of the handshake."""

    room: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    nick: str = ""


@dataclass(frozen=True)
class Server:
    """A running server, and what it alone needs `beside` it."""

    port: int
    process: psutil.Process
    beside: tuple[psutil.Process, ...] = ()


type Entrance = Generator[bytes, bytes, None]
"""The dialogue of coming in: yields what is to be said, or nothing yet, and is sent the next frame; at its end
the socket hears everything from then on."""


class MissingPeerError(Exception):
    """A peer can't be measured here; its text says how to get it."""


class Peer(Protocol):
    """A server that can be measured. The load counts a message as committed when it is acked, or came back."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    @property
    def made_of(self) -> str:
        """What it is made of and in which versions, beyond what the machine's description says anyway."""

    @property
    def ack(self) -> bytes:
        """How the frame begins that answers a post; empty when a peer has no such thing."""

    @property
    def place(self) -> re.Pattern[bytes] | None:
        """What finds a message's place in its room in an ack, where the peer numbers messages."""

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:
        """Make databases, people and rooms for these shapes. Raises MissingPeerError."""

    def serving(self, stage: Stage) -> AbstractContextManager[Server]:
        """Have the server run inside the block."""

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return the members of each room."""

    def enter(self, seat: Seat) -> Entrance:
        """Begin the dialogue of a new socket."""

    def post(self, seat: Seat, content: str) -> bytes:
        """Return the frame that says `content`."""


def greeted() -> Entrance:
    """Return the dialogue with a server that says by its first frame that one is in."""
    yield b""


def database(stage: Stage, name: str) -> str:
    """Make a database beside Unafied's, and return its address."""
    with psycopg.connect(stage.database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return stage.database_url.replace("/unafied?", f"/{name}?")
