"""The people of a load: their sockets, opened before it and closed after it."""

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import override

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.peers import Entrance, Peer, Seat, Server

AT_ONCE = 20
"""Handshakes under way together."""
PATIENCE = 20.0
ABNORMAL = 1006
"""The code of a connection that ended without one (RFC 6455, section 7.1.5)."""


class TurnedAwayError(Exception):
    """The server closed a socket on its way in; its text says with which code."""


class Member(WSListener):
    """One socket in one room; `heard` are the numbers of the messages it was told, in that order."""

    def __init__(self, seat: Seat, entrance: Entrance) -> None:
        self.seat = seat
        self.heard = array("L")
        self.hear: Callable[[Member, bytes], None] = _answer
        self.is_in = asyncio.Event()
        self.code: int | None = None
        """With which the server closed; 1006 where it ended the connection without a word."""
        self._entrance = entrance
        self._transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Begin the dialogue of coming in."""
        self._transport = transport
        self.come_in(None)

    def come_in(self, frame: bytes | None) -> None:
        """Go on with that dialogue."""
        try:
            answer = next(self._entrance) if frame is None else self._entrance.send(frame)
        except StopIteration:
            self.hear = _nothing
            self.is_in.set()
        else:
            if answer:
                self.say(answer)

    @override
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Pass on what the server says."""
        if frame.msg_type == WSMsgType.TEXT:
            self.hear(self, frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.code = int.from_bytes(frame.get_payload_as_bytes()[:2])
            transport.disconnect()

    @override
    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Have nobody wait for what does not come any more."""
        if not self.is_in.is_set():
            self.code = self.code or ABNORMAL
            self.is_in.set()

    def say(self, text: bytes) -> None:
        """Send a text frame."""
        assert self._transport is not None
        self._transport.send(WSMsgType.TEXT, text)

    def drop(self) -> None:
        """Let go of the socket without a word."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    async def leave(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.disconnect()
            await self._transport.wait_disconnected()


Crowd = list[list[Member]]
"""The members of each room."""


@asynccontextmanager
async def gathered(peer: Peer, server: Server, rooms: Sequence[Sequence[Seat]]) -> AsyncIterator[Crowd]:
    """Have everybody connected inside the block. Raises TimeoutError, OSError or picows' handshake error."""
    crowd = [[Member(seat, peer.enter(seat)) for seat in seats] for seats in rooms]
    everybody = list(chain.from_iterable(crowd))
    gate = asyncio.Semaphore(AT_ONCE)
    try:
        async with asyncio.TaskGroup() as group:
            for member in everybody:
                group.create_task(_come_in(member, server, gate))
        yield crowd
    finally:
        await asyncio.gather(*(member.leave() for member in everybody), return_exceptions=True)


async def come_in(member: Member, server: Server, patience: float = PATIENCE) -> None:
    """Open a member's socket. Raises TurnedAwayError, and what `gathered` raises."""
    url = f"ws://127.0.0.1:{server.port}{member.seat.path}"
    async with asyncio.timeout(patience):
        headers = member.seat.headers
        await ws_connect(lambda: member, url, extra_headers=headers, websocket_handshake_timeout=patience)
        await member.is_in.wait()
    if member.code is not None:
        raise TurnedAwayError(f"closed with {member.code}")


async def _come_in(member: Member, server: Server, gate: asyncio.Semaphore) -> None:
    async with gate:
        await come_in(member, server)


def _answer(member: Member, payload: bytes) -> None:
    member.come_in(payload)


def _nothing(_member: Member, _payload: bytes) -> None:
    pass
