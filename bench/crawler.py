"""A socket that takes what the server says as slowly as it likes. By hand, since client libraries read ahead."""

import asyncio
import base64
import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from bench.peers import Seat, Server

Json = dict[str, Any]

PACE = 1024
"""Bytes a second."""
AHEAD = 4096
"""Bytes that the kernel may take ahead of us."""

HURRY = 4 * 2**20
"""The same, once it is in a hurry."""

_TEXT, _CLOSE = 1, 8
_CLOSING = b"\x88\x02"
"""With which a closing frame begins that has a code and no reason; two bytes follow."""


class Crawler:
    """One open socket, past its handshake; `heard` is all that was read of it."""

    def __init__(self, socket_: socket.socket) -> None:
        self._socket = socket_
        self._loop = asyncio.get_running_loop()
        self.heard = bytearray()

    async def say(self, text: bytes) -> None:
        """Send a text of less than 126 bytes, masked with zeros."""
        await self._loop.sock_sendall(self._socket, bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)

    async def crawl(self) -> None:
        """Read on for ever, a kilobyte a second."""
        while await self._read(PACE):  # noqa: ASYNC110 - it is the pace
            await asyncio.sleep(1)

    async def run(self) -> None:
        """Read what is left as fast as it comes, up to the end or the closing frame."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HURRY)
        with suppress(ConnectionError):
            while not self._is_closed and await self._read(2**20):
                # Or the kernel says what was read only after a while, each time.
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self._socket.close()

    async def welcomed(self) -> None:
        """Read up to the first text."""
        while not self.texts:
            await self._read(PACE)

    @property
    def texts(self) -> list[Json]:
        """What was said so far."""
        return [json.loads(payload) for opcode, payload in frames(self.heard) if opcode == _TEXT]

    @property
    def code(self) -> int | None:
        """With which the server closed; None while it has not."""
        return next((int.from_bytes(payload[:2]) for opcode, payload in frames(self.heard) if opcode == _CLOSE), None)

    @property
    def _is_closed(self) -> bool:
        # Known by its end: with each piece, all that was heard would be too much to read again.
        return self.heard[-4:-2] == _CLOSING

    async def _read(self, most: int) -> bool:
        heard = await self._loop.sock_recv(self._socket, most)
        self.heard += heard
        return bool(heard)


async def connected(server: Server, seat: Seat) -> Crawler:
    """Open a socket and read its hello."""
    socket_ = socket.socket()
    socket_.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, AHEAD)
    socket_.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(socket_, ("127.0.0.1", server.port))
    await loop.sock_sendall(socket_, _request(server, seat))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += await loop.sock_recv(socket_, 1)
    crawler = Crawler(socket_)
    await crawler.welcomed()
    return crawler


def frames(heard: bytes | bytearray) -> Iterator[tuple[int, bytes]]:
    """Read opcode and payload of a server's whole frames (RFC 6455, section 5.2); one that is cut off is left out."""
    at = 0
    while len(heard) >= at + 2:
        size, begin = heard[at + 1], at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, begin = int.from_bytes(heard[begin : begin + width]), begin + width
        if len(heard) < begin + size:
            return
        yield heard[at] & 0x0F, bytes(heard[begin : begin + size])
        at = begin + size


def _request(server: Server, seat: Seat) -> bytes:
    fields = {
        "Host": f"127.0.0.1:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **seat.headers,
    }
    lines = [f"GET {seat.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()
