"""From a message to its stored vector and to a recommendation in the room, offline, with a worker running."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import cycle
from time import perf_counter

import psycopg
import uvloop

from bench import crowd, meter
from bench.peers import Seat, Server
from bench.peers.unafied import Unafied, environment
from bench.shape import Shape
from bench.stage import Stage
from unafied.up import worker

PATIENCE = 10.0
"""Seconds until a hint counts as not answered."""
FIRST_PATIENCE = 60.0
"""Seconds that the first answer may take: the worker loads its model."""
POLL = 0.002

HINTS = (
    "nothing to do tonight, so bored",
    "I'm so bored, this evening just won't pass",
    "bored out of my mind here, nothing on all weekend",
    "another long evening and nothing to do, I'm bored",
)


@dataclass
class Times:
    """Seconds from posting, hint by hint; a hint that brought nothing has no entry."""

    hints: int = 0
    worker_bytes: int = 0
    """What the worker's processes had resident afterwards, shared pages counted in part (PSS)."""
    to_vector: list[float] = field(default_factory=list)
    to_recommendation: list[float] = field(default_factory=list)


def is_there() -> bool:
    """Whether the agents' worker exists."""
    return find_spec("agents.actors") is not None


def measured(stage: Stage, peer: Unafied, shape: Shape) -> Times:
    """Post one hint in each room of `shape`, one after the other; the first is not counted."""
    command = list(worker(1).command[1:])
    with peer.serving(stage) as server, stage.running(command, environment(stage), "worker") as process:
        times = uvloop.run(_ask_everywhere(stage, peer, server, peer.seats(shape)))
        times.worker_bytes = meter.resident_bytes(process)
        return times


async def _ask_everywhere(stage: Stage, peer: Unafied, server: Server, rooms: Sequence[Sequence[Seat]]) -> Times:
    times = Times()
    async with await psycopg.AsyncConnection.connect(stage.database_url, autocommit=True) as database:
        for seats, hint in zip(rooms, cycle(HINTS), strict=False):
            is_first = seats is rooms[0]
            async with crowd.gathered(peer, server, [seats]) as [members]:
                hearing = Hearing(peer, members)
                vector, answer = await hearing.ask(hint, database, FIRST_PATIENCE if is_first else PATIENCE)
            if is_first:
                continue
            times.hints += 1
            times.to_vector += [vector] if vector else []
            times.to_recommendation += [answer] if answer else []
    return times


class Hearing:
    """Waits in one room for what becomes of one hint; the last member listens."""

    def __init__(self, peer: Unafied, members: list[crowd.Member]) -> None:
        self._peer, self._speaker = peer, members[0]
        self._message: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answered_at: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        members[0].hear = self._hear_ack
        members[-1].hear = self._hear_answer

    async def ask(
        self, hint: str, database: psycopg.AsyncConnection, patience: float
    ) -> tuple[float | None, float | None]:
        began = perf_counter()
        self._speaker.say(self._peer.post(self._speaker.seat, hint))
        vector = asyncio.create_task(self._stored_at(database))
        await asyncio.wait([vector, self._answered_at], timeout=patience)
        return _since(began, vector), _since(began, self._answered_at)

    async def _stored_at(self, database: psycopg.AsyncConnection) -> float:
        message = await self._message
        while not await _has_vector(database, message):  # noqa: ASYNC110 - a database tells nothing by itself
            await asyncio.sleep(POLL)
        return perf_counter()

    def _hear_ack(self, _member: crowd.Member, payload: bytes) -> None:
        if payload.startswith(self._peer.ack) and not self._message.done():
            self._message.set_result(json.loads(payload)["message"]["id"])

    def _hear_answer(self, _member: crowd.Member, payload: bytes) -> None:
        if payload.startswith(b'{"type":"recommendation.made"') and not self._answered_at.done():
            self._answered_at.set_result(perf_counter())


async def _has_vector(database: psycopg.AsyncConnection, message: str) -> bool:
    found = await database.execute("SELECT 1 FROM agents_messageembedding WHERE message_id = %s", [message])
    return await found.fetchone() is not None


def _since(began: float, moment: asyncio.Future[float]) -> float | None:
    if not moment.done():
        moment.cancel()
        return None
    with suppress(psycopg.Error):
        return moment.result() - began
    return None
