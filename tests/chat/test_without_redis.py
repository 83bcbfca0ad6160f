"""Redis dies and comes back: nobody loses anything, and everything goes on by itself."""

import asyncio
import json
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from accounts.models import User
from chat import actions, desk, hub
from chat.delivery import Delivery
from chat.models import Conversation
from tests.chat.client import PATIENCE
from tests.chat.ears import ALICE, BOB, ROOM, Ear, hubs
from tests.chat.test_posting import draft
from unafied import valkey


class OwnRedis:
    """A Valkey for one test, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "s"
        self.url = f"unix://{self._socket}?db=0"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = str(valkey._program())
        self._process = Popen(
            [program, "--port", "0", "--unixsocket", str(self._socket), "--save", ""], stdout=DEVNULL, cwd="/"
        )
        with Redis.from_url(self.url, retry=Retry(ConstantBackoff(0.02), 500), retry_on_error=[RedisError]) as redis:
            redis.ping()

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._socket.unlink(missing_ok=True)


@pytest.fixture
def own_redis(settings: Any, monkeypatch: Any) -> Iterator[OwnRedis]:
    monkeypatch.setattr(hub, "BREATH", 0.05)
    with tempfile.TemporaryDirectory() as folder:
        made = OwnRedis(Path(folder))
        layer = settings.CHANNEL_LAYERS["default"]
        settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": {**layer["CONFIG"], "hosts": [made.url]}}}
        yield made
        made.kill()


async def test_while_redis_is_away_one_s_own_process_goes_on_and_afterwards_all_do(own_redis: OwnRedis) -> None:
    async with hubs(2) as [here, there]:
        hers, his = Ear(ALICE), Ear(BOB)
        here.connect(hers, {ROOM: 0})
        there.connect(his, {ROOM: 0})
        here.hand_out(Delivery(rooms=(ROOM,), texts=("before",), revision=1))
        await his.hears("before")
        own_redis.kill()
        here.hand_out(Delivery(rooms=(ROOM,), texts=("meanwhile",), revision=2))
        await hers.hears("meanwhile")
        own_redis.start()
        await both_hear_again(here, hers, his)


async def test_a_process_that_starts_without_redis_joins_when_it_comes(own_redis: OwnRedis) -> None:
    own_redis.kill()
    made = [hub.Hub(), hub.Hub()]
    hers, his = Ear(ALICE), Ear(BOB)
    made[0].connect(hers, {ROOM: 0})
    made[1].connect(his, {ROOM: 0})
    made[0].hand_out(Delivery(rooms=(ROOM,), texts=("alone",)))
    await hers.hears("alone")
    own_redis.start()
    await both_hear_again(made[0], hers, his)
    for each in made:
        await each.close()


@pytest.mark.django_db(transaction=True)
async def test_what_was_lost_meanwhile_is_noticed_and_nothing_else(
    alice: User, bob: User, room: Conversation, own_redis: OwnRedis, monkeypatch: Any
) -> None:
    monkeypatch.setattr(hub, "PATIENCE", 0.01)
    async with hubs(2) as [here, there]:
        hers, his = Ear(alice.pk), Ear(bob.pk)
        here.connect(hers, {room.pk: room.revision})
        there.connect(his, {room.pk: room.revision})
        monkeypatch.setattr(hub, "_hub", here)
        own_redis.kill()
        await desk.ask(actions.post_message, draft(alice, room, "meanwhile"))
        async with asyncio.timeout(PATIENCE):
            while not hers.heard:
                await hers.is_told()
        for each in (here, there):
            await each.catch_up()
        assert [json.loads(text)["type"] for text in hers.heard] == ["message.posted"]
        [hint] = [json.loads(text) for text in his.heard]
        assert (hint["type"], hint["revision"]) == ("conversation.changed", room.revision + 1)


async def both_hear_again(here: hub.Hub, *ears: Ear) -> None:
    """Hand out until everybody has heard something of it."""
    async with asyncio.timeout(PATIENCE):
        for number in range(1_000):
            here.hand_out(Delivery(rooms=(ROOM,), texts=(f"after {number}",)))
            if all(any(text.startswith("after") for text in ear.heard) for ear in ears):
                return
            await asyncio.sleep(0.02)
