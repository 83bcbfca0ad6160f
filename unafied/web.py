"""One web process: uvicorn, set up as the benchmarks in `bench/` found fastest.

`python -m unafied.web` listens on HOST and PORT; with `--fd N` it takes connections from a socket that is
open already, so that several processes can share it.
"""

import argparse
import asyncio
import os
import socket
from contextlib import suppress
from time import monotonic
from types import FrameType

import uvicorn
from django.conf import settings

from unafied import garbage
from unafied.garbage import FullCollections

REQUESTS = "unafied.newcomers:Newcomers"
WEBSOCKETS = "unafied.frames:ReadyFrames"
GRACE = 5
"""Seconds that a stop waits for answers under way."""
PING = 45
"""Seconds between two pings: below the minute after which proxies end a connection on which nothing is said."""


def main() -> None:
    """Serve until TERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, help="a listening socket's file descriptor")
    parser.add_argument("--gate", type=int, help="a pipe's file descriptor: load, but serve only when it is closed")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unafied.settings")
    settled = configuration()
    settled.load()
    collections = garbage.begin()
    if given.gate is not None:
        os.read(given.gate, 1)
    # Not uvicorn's own `fd`: it takes the socket for a Unix one, which loses TCP_NODELAY.
    sockets = None if given.fd is None else [socket.socket(fileno=given.fd)]
    Server(settled, collections).run(sockets=sockets)


class Server(uvicorn.Server):
    """uvicorn's own looks ten times a second whether it has to stop; this one is told."""

    def __init__(self, settled: uvicorn.Config, collections: FullCollections) -> None:
        super().__init__(settled)
        self._collections = collections
        self._is_told = asyncio.Event()

    async def main_loop(self) -> None:
        """Return when it has to stop; until then renew the headers' date every second, and collect garbage in time."""
        while not await self.on_tick(0):
            self._collections.look(monotonic(), len(self.server_state.tasks))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_told.wait(), 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; the second Ctrl-C does not wait for anybody."""
        super().handle_exit(sig, frame)
        self._is_told.set()


def configuration() -> uvicorn.Config:
    """Return uvicorn's configuration; logs go where Django's settings send them."""
    return uvicorn.Config(
        "unafied.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        loop="uvloop",
        http=REQUESTS,
        ws=WEBSOCKETS,
        ws_per_message_deflate=False,
        ws_ping_interval=PING,
        ws_max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


if __name__ == "__main__":
    main()
