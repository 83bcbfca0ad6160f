"""A member who reads a kilobyte a second among many who keep up: what it costs them, and what becomes of it."""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.request import Request, urlopen

from bench import crowd, load, meter
from bench.crawler import Crawler, Json, connected
from bench.crowd import Member
from bench.load import Figures
from bench.peers import Seat, Server, greeted
from bench.peers.unafied import Unafied

SENDERS = 4
PATIENCE = 30.0
MOST_ASKED = 400
"""Pages that the slow reader asks for in the end, until it is behind by more than is kept for it."""
ENOUGH = 10.0
"""Seconds in which who reads as fast as it can has read all; after five the server lets go of the connection."""
TOO_SLOW = 'unafied_sockets_closed_total{code="4408"}'


@dataclass(frozen=True)
class Cost:
    """The same load without the reader and with it."""

    members: int
    without: Figures
    beside: Figures
    grown: int
    """Bytes of the server meanwhile."""
    is_given_up: bool
    """Whether the server says that it closed the reader with 4408."""
    code: int | None
    """The closing code that the reader then came to read."""
    told: int
    """Messages that it had been told by then."""
    missing: int
    """Messages that it has not got after `sync` either."""


async def measured(server: Server, seats: Sequence[Seat], seconds: float) -> Cost:
    """Load a room in which everybody but the last seat keeps up: without that one, and with it."""
    *others, last = seats
    peer, used = Unafied(), [server.process]
    async with crowd.gathered(peer, server, [others]) as members:
        without = await load.closed(peer, members, SENDERS, seconds, used)
        closed = await asyncio.to_thread(_given_up, server)
        crawler = await connected(server, last)
        crawling = asyncio.create_task(crawler.crawl())
        before = meter.resident_bytes(server.process)
        beside = await load.closed(peer, members, SENDERS, seconds, used)
        grown = meter.resident_bytes(server.process) - before
        is_given_up = await _fall_behind(crawler, server, last, closed)
        crawling.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENOUGH):
                await crawler.run()
    hello, *events = crawler.texts
    since = _revision_of(hello, last)
    known = {int(event["revision"]) for event in events if event["type"] == "message.posted"}
    missed, now = await _missed(server, last, max(known, default=since))
    lacking = set(range(since + 1, now + 1)) - known - missed
    return Cost(len(others), without, beside, grown, is_given_up, crawler.code, len(known), len(lacking))


async def _fall_behind(crawler: Crawler, server: Server, seat: Seat, closed: float) -> bool:
    # What was said while the load lasted fits into the kernel's buffers and ours.
    for _ in range(MOST_ASKED):
        if await asyncio.to_thread(_given_up, server) > closed:
            return True
        with contextlib.suppress(ConnectionError):
            await crawler.say(b'{"type":"sync","conversation":"%s","after":0}' % seat.room.encode())
        await asyncio.sleep(0.02)
    return False


def _given_up(server: Server) -> float:
    """Return how many readers were too slow until now, in what came before as well."""
    counted = _got(server, "/metrics", {}).decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in counted if line.startswith(TOO_SLOW))


def _revision_of(hello: Json, seat: Seat) -> int:
    return next(int(each["revision"]) for each in hello["conversations"] if each["id"] == seat.room)


async def _missed(server: Server, seat: Seat, after: int) -> tuple[set[int], int]:
    """Resume as a client does; return the revisions of the messages, and the one that they led to."""
    member, pages, told = Member(seat, greeted()), asyncio.Queue[Json](), set[int]()
    await crowd.come_in(member, server)
    member.hear = partial(_keep_page, pages)
    has_more = True
    while has_more:
        member.say(json.dumps({"type": "sync", "ref": "s", "conversation": seat.room, "after": after}).encode())
        async with asyncio.timeout(PATIENCE):
            page = await pages.get()
        told |= {message["revision"] for message in page["messages"]}
        if page["reset"]:
            told |= await asyncio.to_thread(_history, server, seat, after)
        after, has_more = page["revision"], page["more"]
    await member.leave()
    return told, after


def _history(server: Server, seat: Seat, after: int) -> set[int]:
    """Read back, as far as `after`, what stands before the latest messages; a reset tells no more than these."""
    told, before, has_more = set[int](), "", True
    while has_more and min(told, default=after + 2) > after + 1:
        page = json.loads(_got(server, f"/api/v1/conversations/{seat.room}/messages/{before}", seat.headers))
        told |= {message["revision"] for message in page["results"]}
        before, has_more = f"?before={page['results'][0]['sequence']}", page["more"]
    return told


def _got(server: Server, path: str, headers: Mapping[str, str]) -> bytes:
    with urlopen(Request(f"http://127.0.0.1:{server.port}{path}", headers=dict(headers))) as answer:
        read: bytes = answer.read()
    return read


def _keep_page(pages: asyncio.Queue[Json], _: Member, payload: bytes) -> None:
    if payload.startswith(b'{"type":"sync.page"'):
        pages.put_nowait(json.loads(payload))
