"""Memory at rest: of each part, and of each socket that only waits."""

import asyncio
from dataclasses import dataclass
from time import sleep

import uvloop

from bench import crowd, meter
from bench.peers import Server
from bench.peers.unafied import Unafied
from bench.shape import Shape
from bench.stage import Stage

SETTLED_AFTER = 3.0
"""Seconds until a process has imported and a crowd has come in for good."""


@dataclass(frozen=True)
class Footprint:
    """Bytes, shared pages counted in part (PSS)."""

    parts: dict[str, int]
    a_connection: float
    connections: int


def measured(stage: Stage, peer: Unafied, shape: Shape) -> Footprint:
    """Weigh web and services with nobody there, then the web process again with the crowd of `shape` connected."""
    with peer.serving(stage) as server:
        sleep(SETTLED_AFTER)
        empty = meter.resident_bytes(server.process)
        full = uvloop.run(_with_crowd(peer, server, shape))
        services = {name: meter.resident_bytes(process) for name, process in stage.services().items()}
    people = shape.rooms * shape.members
    return Footprint({"web": empty, **services}, (full - empty) / people, people)


async def _with_crowd(peer: Unafied, server: Server, shape: Shape) -> int:
    async with crowd.gathered(peer, server, peer.seats(shape)):
        await asyncio.sleep(SETTLED_AFTER)
        return meter.resident_bytes(server.process)
