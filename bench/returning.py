"""Sockets of a town: many that only wait, and many that are dropped and come back all at once."""

import asyncio
import multiprocessing
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter

import psutil
import uvloop

from bench import crowd, load, meter
from bench.crowd import Member
from bench.load import Figures
from bench.peers import Entrance, Seat, Server, greeted
from bench.peers.unafied import Unafied

SETTLED_AFTER = 6.0
"""Seconds until all who came have been told, and what coming in took has been given back."""
PATIENCE = 60.0
AT_ONCE = 100
"""Handshakes under way together, of those who come one after the other."""
GONE_WITHIN = 10.0
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
class Return:
    """What became of those who were dropped."""

    seconds: float
    """Until everybody was back and had what they missed, or was given up."""
    short: int
    """Who are back and have not got all that they missed."""
    away: dict[str, int]
    """Who are not back, counted by what was wrong."""


@dataclass(frozen=True)
class Storm:
    """How many came back at once, what became of them, and how others fared meanwhile."""

    sockets: int
    back: Return
    live: Figures


def storm(server: Server, seats: Sequence[Seat], missed: int, live: Sequence[Sequence[Seat]]) -> Storm:
    """Have everybody come in, drop all these sockets at once and have them come back and sync, while others talk.

    The crowd is a process of its own: a thousand handshakes would keep the others from noticing what they are told.
    """
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    people = multiprocessing.get_context("spawn").Process(
        target=_come_and_return, args=(theirs, server.port, server.process.pid, seats, missed), daemon=True
    )
    people.start()
    try:
        ours.recv()
        back, figures = uvloop.run(_watched(ours, server, live))
        ours.send("enough")
        return Storm(len(seats), back, figures)
    finally:
        people.join(GONE_WITHIN)
        people.kill()


async def _watched(crowd_: Connection, server: Server, live: Sequence[Sequence[Seat]]) -> tuple[Return, Figures]:
    told: list[Return] = []

    async def wait() -> None:
        crowd_.send("drop")
        told.append(await asyncio.to_thread(crowd_.recv))

    peer = Unafied()
    async with crowd.gathered(peer, server, live) as others:
        figures = await load.during(wait(), peer, others, 1, [server.process], rate=LIVE)
    return told[0], figures


def _come_and_return(told: Connection, port: int, process: int, seats: Sequence[Seat], missed: int) -> None:
    uvloop.run(_dropped(told, Server(port, psutil.Process(process)), seats, missed))


async def _dropped(told: Connection, server: Server, seats: Sequence[Seat], missed: int) -> None:
    _, members = await waiting(server, seats, AT_ONCE)
    told.send("in")
    await asyncio.to_thread(told.recv)
    missed_by = [Missed() for _ in members]
    back = [Member(each.seat, told_.asked(each.seat)) for each, told_ in zip(members, missed_by, strict=True)]
    for member in members:
        member.drop()
    began = perf_counter()
    came = await asyncio.gather(*(crowd.come_in(each, server, PATIENCE) for each in back), return_exceptions=True)
    seconds = perf_counter() - began
    away = Counter(_wrong(each) for each in came if each is not None)
    short = sum(each.told < missed for each, wrong in zip(missed_by, came, strict=True) if wrong is None)
    told.send(Return(seconds, short, dict(away)))
    await asyncio.to_thread(told.recv)


def _wrong(error: BaseException) -> str:
    return str(error) or f"{type(error).__name__} after {PATIENCE:.0f} s"
