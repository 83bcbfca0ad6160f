"""A member who reads a kilobyte a second among many who keep up: what it costs them, and what becomes of it."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bench import crowd, load, meter
from bench.crawler import Crawler, Json, connected
from bench.crowd import Member
from bench.load import Figures
from bench.peers import Seat, Server, greeted
from bench.peers.unafied import Unafied

SENDERS = 4
PATIENCE = 30.0
MOST_ASKED = 60
"""Pages of history that the slow reader asks for in the end, so that it falls behind by more than is kept for it."""
ENOUGH = 3.0
"""Seconds in which a socket that is closed says so to who reads as fast as it can."""


@dataclass(frozen=True)
class Cost:
    """The same load without the reader and with it."""

    members: int
    without: Figures
    beside: Figures
    grown: int
    """Bytes of the server meanwhile."""
    code: int | None
    """With which the reader was closed."""
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
        crawler = await connected(server, last)
        crawling = asyncio.create_task(crawler.crawl())
        before = meter.resident_bytes(server.process)
        beside = await load.closed(peer, members, SENDERS, seconds, used)
        grown = meter.resident_bytes(server.process) - before
        await _ask_much(crawler, last)
        crawling.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENOUGH):
                await crawler.run()
    hello, *events = crawler.texts
    since = _revision_of(hello, last)
    known = {int(event["revision"]) for event in events if event["type"] == "message.posted"}
    missed, now = await _missed(server, last, max(known, default=since))
    lacking = set(range(since + 1, now + 1)) - known - missed
    return Cost(len(others), without, beside, grown, crawler.code, len(known), len(lacking))


async def _ask_much(crawler: Crawler, seat: Seat) -> None:
    # What was said while the load lasted fits into the kernel's buffers and ours.
    for _ in range(MOST_ASKED):
        with contextlib.suppress(ConnectionError):
            await crawler.say(b'{"type":"sync","conversation":"%s","after":0}' % seat.room.encode())
        await asyncio.sleep(0.05)


def _revision_of(hello: Json, seat: Seat) -> int:
    return next(int(each["revision"]) for each in hello["conversations"] if each["id"] == seat.room)


async def _missed(server: Server, seat: Seat, after: int) -> tuple[set[int], int]:
    """Sync; return the revisions of the messages, and the one that they led to."""
    member, pages, told = Member(seat, greeted()), asyncio.Queue[Json](), set[int]()
    await crowd.come_in(member, server)
    member.hear = partial(_keep_page, pages)
    has_more = True
    while has_more:
        member.say(json.dumps({"type": "sync", "ref": "s", "conversation": seat.room, "after": after}).encode())
        async with asyncio.timeout(PATIENCE):
            page = await pages.get()
        told |= {message["revision"] for message in page["messages"]}
        after, has_more = page["revision"], page["more"]
    await member.leave()
    return told, after


def _keep_page(pages: asyncio.Queue[Json], _: Member, payload: bytes) -> None:
    if payload.startswith(b'{"type":"sync.page"'):
        pages.put_nowait(json.loads(payload))
