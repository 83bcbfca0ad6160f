"""Two web processes on one database and one Redis: what holds in one holds across both, also when one is killed."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from accounts import tokens
from accounts.models import User
from chat import actions, desk
from chat.models import Conversation, Membership, Message
from tests.e2e.server import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 30
EACH = 30
"""Messages of each sender."""
KILLED_AFTER = 25
"""Acks, of all senders together."""

Json = dict[str, Any]


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[list[Server]]:
    made = [Server(), Server()]
    for server in made:
        server.start()
    yield made
    for server in made:
        server.stop()


class Person:
    """Somebody who posts, comes back when the connection breaks, and catches up by what they know."""

    def __init__(self, user: User, access: str, room: UUID) -> None:
        self.user, self.room = user, str(room)
        self._headers = {"Authorization": f"Bearer {access}"}
        self.messages: dict[str, int] = {}
        self.revision = 0
        self.unacked = {str(uuid4()): f"{user.display_name} {number}" for number in range(EACH)}
        self.acks = 0

    @asynccontextmanager
    async def at(self, server: Server) -> AsyncIterator[ClientConnection]:
        """Have a socket at one of the processes inside the block, past its hello and with all that was missed."""
        async with connect(f"ws://127.0.0.1:{server.port}/ws/", additional_headers=self._headers) as socket:
            assert (await told(socket))["type"] == "hello"
            await say(socket, "sync", conversation=self.room, after=self.revision)
            yield socket

    async def post_all(self, servers: list[Server]) -> None:
        """Post until everything is acked, now at one process and now at the other."""
        for server in itertools.cycle(servers):
            try:
                async with self.at(server) as socket:
                    for client_id, content in list(self.unacked.items()):
                        await post(socket, self.room, client_id, content)
                        while client_id in self.unacked:
                            self._take(await told(socket))
                    return
            except (ConnectionClosed, OSError):
                await asyncio.sleep(0.05)

    async def catch_up(self, server: Server, revision: int) -> None:
        """Come back once more and ask for what is missing."""
        async with self.at(server) as socket:
            while self.revision < revision:
                event = await told(socket)
                self._take(event)
                if event["type"] == "sync.page" and event["more"]:
                    await say(socket, "sync", conversation=self.room, after=self.revision)

    def _take(self, event: Json) -> None:
        if event["type"] == "sync.page":
            for message in event["messages"]:
                self._know(message)
            self.revision = max(self.revision, event["revision"])
        elif event["type"] in {"ack", "message.posted"} and event.get("message"):
            self._know(event["message"])
            # Only what comes next is known to be without a gap.
            if event["message"]["revision"] == self.revision + 1:
                self.revision += 1
        if event["type"] == "ack" and event.get("message"):
            self.acks += self.unacked.pop(event["message"]["client_id"], None) is not None

    def _know(self, message: Json) -> None:
        assert self.messages.setdefault(message["id"], message["sequence"]) == message["sequence"]


async def say(socket: ClientConnection, type_: str, **fields: Any) -> None:
    await socket.send(json.dumps({"type": type_, "ref": uuid4().hex, **fields}))


async def post(socket: ClientConnection, room: str, client_id: str, content: str) -> None:
    await say(socket, "message.post", conversation=room, client_id=client_id, content=content)


async def told(socket: ClientConnection, *types: str) -> Json:
    """Return the next event, of these types where any are named."""
    async with asyncio.timeout(PATIENCE):
        while True:
            event: Json = json.loads(await socket.recv())
            if not types or event["type"] in types:
                return event


async def acked(socket: ClientConnection, client_id: str) -> str:
    """Wait for the ack of a post; its message's id."""
    while not (message := (await told(socket, "ack")).get("message")) or message["client_id"] != client_id:
        pass
    return str(message["id"])


async def people(room: Conversation, *users: User) -> list[Person]:
    for user in users:
        await Membership.objects.aget_or_create(conversation=room, user=user)
    return [Person(user, (await desk.ask(tokens.issue, user)).access, room.pk) for user in users]


async def test_one_message_sent_to_both_at_once_is_one_message(
    servers: list[Server], alice: User, room: Conversation
) -> None:
    (hers,) = await people(room, alice)
    async with hers.at(servers[0]) as one, hers.at(servers[1]) as other:
        for number in range(10):
            client_id = str(uuid4())
            await asyncio.gather(*(post(socket, hers.room, client_id, str(number)) for socket in (one, other)))
            assert len({await acked(socket, client_id) for socket in (one, other)}) == 1
    assert await Message.objects.filter(sender=alice).acount() == 10


async def test_presence_typing_and_reading_are_told_across_both(
    servers: list[Server], alice: User, bob: User, room: Conversation
) -> None:
    hers, his = await people(room, alice, bob)
    async with hers.at(servers[0]) as here, his.at(servers[1]) as there, his.at(servers[0]) as elsewhere:
        while str(bob.pk) not in (await told(here, "presence.changed"))["online"]:
            """She herself may be told of before, if he was not as quick."""
        await say(there, "typing.start", conversation=his.room)
        assert (await told(here, "typing.started"))["user"]["id"] == str(bob.pk)
        said = await desk.ask(actions.post_message, actions.Draft(alice.pk, room.pk, uuid4(), "read this"))
        assert (await told(there, "message.posted"))["message"]["id"] == str(said.message.pk)
        await say(there, "read.mark", conversation=his.room, sequence=said.message.sequence)
        assert (await told(elsewhere, "read.marked"))["user"] == str(bob.pk)


async def test_when_one_of_two_is_killed_everybody_has_everything_once_and_in_order(
    servers: list[Server], alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    three = await people(room, alice, bob, charlie)
    before = await Message.objects.acount()
    posting = [asyncio.create_task(each.post_all(servers[number:] + servers)) for number, each in enumerate(three)]
    async with asyncio.timeout(2 * PATIENCE):
        while sum(each.acks for each in three) < KILLED_AFTER:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.01)
        await asyncio.to_thread(servers[0].stop, is_killed=True)
        await asyncio.gather(*posting)
    stored = {str(pk): sequence async for pk, sequence in Message.objects.values_list("pk", "sequence")}
    assert len(stored) - before == 3 * EACH, "nothing is lost or doubled"
    revision = (await Conversation.objects.aget(pk=room.pk)).revision
    for person in three:
        await person.catch_up(servers[1], revision)
        assert person.messages == stored
        assert len(set(person.messages.values())) == len(stored), "each has a place of its own"
