"""Keepers and those who need them, at the moments when one goes as another comes."""

import asyncio
import json
import socket
import sys
from pathlib import Path

import pytest

from unafied import hold
from unafied.hold import GREETING, Hold
from unafied.keeper import Keeper
from unafied.supervisor import Child


class Lasting:
    """A service that is there as soon as it is started."""

    def prepare(self, _: Path) -> Child:
        return Child("lasting", [sys.executable, "-c", "import signal; signal.pause()"])

    def answers(self, _: Path) -> bool:
        return True


async def test_who_comes_as_the_last_one_leaves_is_not_told_that_it_is_there_but_waits_for_its_end(
    tmp_path: Path,
) -> None:
    address = tmp_path / "lasting.keeper"
    keeping = asyncio.create_task(Keeper(Lasting(), tmp_path, address).run())
    while not address.exists():  # noqa: ASYNC110 - told by no event
        await asyncio.sleep(0)
    first, leaving = await asyncio.open_unix_connection(address)
    second, coming = await asyncio.open_unix_connection(address)
    leaving.write(GREETING)
    while json.loads(await first.readline())["event"] != "ready":
        pass
    leaving.write_eof()
    coming.write(GREETING)
    async with asyncio.timeout(30):
        assert await second.read() == b""
        assert await keeping == 0
    leaving.close()
    coming.close()


def test_what_is_told_in_one_breath_is_heard_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "START_PATIENCE", 5.0)
    address = tmp_path / "service.keeper"
    (tmp_path / "log").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(address))
        listening.listen()
        held = Hold("service", address=address, var=tmp_path)
        keeper, _ = listening.accept()
        with keeper:
            told = ("ended", "started", "ready", "ended")
            keeper.sendall(b"".join(json.dumps({"event": event}).encode() + b"\n" for event in told))
            held.wait_for("ended")
            held.until_ready()
            assert held.heard() == [{"event": "ended"}]
