"""Posting by REST: a few connections that are kept, each posting its next message when the last one is answered."""

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter

import psutil
import uvloop

from bench import meter
from bench.load import SAYINGS, WARM_UP
from bench.peers import Seat, Server
from bench.peers.unafied import Unafied
from bench.shape import Shape
from bench.stage import Stage


@dataclass
class Posted:
    """What one load by REST measured; seconds from asking to the whole answer."""

    seconds: float = 0.0
    answered: list[float] = field(default_factory=list)
    refused: int = 0
    cpu_seconds: float = 0.0
    """Of server, PostgreSQL and Valkey together."""
    load_share: float = 0.0


def measured(stage: Stage, peer: Unafied, shape: Shape, seconds: float) -> Posted:
    """Let the first member of each room of `shape` post; nobody listens."""
    with peer.serving(stage) as server:
        used = [server.process, *stage.services().values()]
        return uvloop.run(_post_everywhere(server, [seats[0] for seats in peer.seats(shape)], used, seconds))


async def answered(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end, and return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(lines[0].split()[1])


async def _post_everywhere(
    server: Server, seats: Sequence[Seat], used: Sequence[psutil.Process], seconds: float
) -> Posted:
    posted = Posted()
    posters = [asyncio.create_task(_post_on(server, seat, posted)) for seat in seats]
    await asyncio.sleep(WARM_UP)
    posted.answered.clear()
    began, cpu, own = perf_counter(), meter.cpu_seconds(used), time.process_time()
    await asyncio.wait(posters, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    posted.seconds = perf_counter() - began
    posted.cpu_seconds = meter.cpu_seconds(used) - cpu
    posted.load_share = (time.process_time() - own) / posted.seconds
    answered = list(posted.answered)
    for poster in posters:
        poster.cancel()
    for ended in await asyncio.gather(*posters, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
    posted.answered = answered
    return posted


async def _post_on(server: Server, seat: Seat, posted: Posted) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        for saying in cycle(SAYINGS):
            began = perf_counter()
            writer.write(_request(seat, saying))
            status = await answered(reader)
            posted.answered.append(perf_counter() - began)
            posted.refused += status != 201
    finally:
        writer.close()


def _request(seat: Seat, content: str) -> bytes:
    body = json.dumps({"client_id": str(uuid.uuid4()), "content": content}).encode()
    head = (
        f"POST /api/v1/conversations/{seat.room}/messages/ HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        f"Authorization: {seat.headers['Authorization']}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
