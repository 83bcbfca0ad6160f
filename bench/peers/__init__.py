"""The servers that are compared: how each is started, who may come in, and what goes over its wire."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import psutil

from bench.shape import Shape
from bench.stage import Stage


@dataclass(frozen=True)
class Seat:
    """One member's way into one room; `path` and `headers` are those of the handshake."""

    room: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process


class Peer(Protocol):
    """A server that can be measured. The load counts a message as committed when it is acked, or came back."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    @property
    def greets(self) -> bool:
        """Whether the first frame on a socket says that it hears everything from now on."""

    @property
    def ack(self) -> bytes:
        """How the frame begins that answers a post; empty when a peer has no such thing."""

    @property
    def place(self) -> re.Pattern[bytes] | None:
        """What finds a message's place in its room in an ack, where the peer numbers messages."""

    def prepare(self, stage: Stage, shapes: Sequence[Shape]) -> None:
        """Make databases, people and rooms for these shapes."""

    def serving(self, stage: Stage) -> AbstractContextManager[Server]:
        """Have the server run inside the block."""

    def seats(self, shape: Shape) -> list[list[Seat]]:
        """Return the members of each room."""

    def post(self, seat: Seat, content: str) -> bytes:
        """Return the frame that says `content`."""
