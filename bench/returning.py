"""Sockets of a town: many that only wait, and many that are dropped and come back all at once."""

import asyncio
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from bench import crowd, load, meter
from bench.crowd import Member
from bench.load import Figures
from bench.peers import Entrance, Seat, Server, greeted
from bench.peers.unafied import Unafied

SETTLED_AFTER = 6.0
"""Seconds until all who came have been told, and what coming in took has been given back."""
PATIENCE = 60.0
LIVE = 100.0
"""Messages a second that others post while people come back."""


@dataclass(frozen=True)
class Arrival:
    """How many came in, in how many seconds, and what the server needed for it."""

    sockets: int
    seconds: float
    cpu_seconds: float
    bytes: int
    to_hello: Sequence[float]


class Missed:
    """Counts the messages that somebody is told who comes back and asks for what was missed in one room."""

    def __init__(self) -> None:
        self.told = 0

    def asked(self, seat: Seat) -> Entrance:
        """Return the dialogue with a `sync` of one who knows nothing yet, up to its ack."""
        yield b""
        page = yield b'{"type":"sync","ref":"s","conversation":"%s","after":0}' % seat.room.encode()
        # What is told of others may come in between.
        while not page.startswith(b'{"type":"ack","ref":"s"'):
            if page.startswith(b'{"type":"sync.page"'):
                self.told += page.count(b'"client_id":')
            page = yield b""


async def waiting(server: Server, seats: Sequence[Seat], at_once: int) -> tuple[Arrival, list[Member]]:
    """Have everybody come in, so many at once, and weigh the server before and after."""
    before, cpu = meter.resident_bytes(server.process), meter.cpu_seconds([server.process])
    members = [Member(seat, greeted()) for seat in seats]
    gate, took, began = asyncio.Semaphore(at_once), array("d"), perf_counter()

    async def come(member: Member) -> None:
        async with gate:
            since = perf_counter()
            await crowd.come_in(member, server, PATIENCE)
            took.append(perf_counter() - since)

    await asyncio.gather(*map(come, members))
    seconds = perf_counter() - began
    cpu = meter.cpu_seconds([server.process]) - cpu
    await asyncio.sleep(SETTLED_AFTER)
    return Arrival(len(members), seconds, cpu, meter.resident_bytes(server.process) - before, took), members


@dataclass(frozen=True)
class Storm:
    """What it took until everybody was back and had what they missed, and how others fared meanwhile."""

    sockets: int
    seconds: float
    short: int
    """Of them have not got all that they missed."""
    live: Figures


async def storm(server: Server, members: Sequence[Member], missed: int, live: Sequence[Sequence[Seat]]) -> Storm:
    """Drop all these sockets at once and have everybody come back and sync, while others talk."""
    missed_by, took = [Missed() for _ in members], array("d")
    back = [Member(each.seat, told.asked(each.seat)) for each, told in zip(members, missed_by, strict=True)]

    async def come_back() -> None:
        for member in members:
            member.drop()
        began = perf_counter()
        await asyncio.gather(*(crowd.come_in(each, server, PATIENCE) for each in back))
        took.append(perf_counter() - began)

    peer = Unafied()
    async with crowd.gathered(peer, server, live) as others:
        figures = await load.during(come_back(), peer, others, 1, [server.process], rate=LIVE)
    short = sum(each.told < missed for each in missed_by)
    await asyncio.gather(*(each.leave() for each in back))
    return Storm(len(back), took[0], short, figures)
