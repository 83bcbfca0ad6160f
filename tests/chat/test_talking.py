"""Several people at once over real sockets, each of whom misses some of what is told."""

import asyncio
import random
from functools import partial
from uuid import uuid4

import pytest

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation, Message
from tests.chat.client import Client, connected
from tests.chat.network import Told
from tests.chat.replica import Json, Replica
from tests.chat.test_posting import draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(3))
async def test_all_agree_in_the_end_whatever_each_of_them_missed(
    alice: User, bob: User, room: Conversation, seed: int
) -> None:
    chance = random.Random(seed)
    said = [str((await desk.ask(actions.post_message, draft(alice, room, str(n)))).message.pk) for n in range(4)]
    async with connected(alice) as hers, connected(alice) as her_phone, connected(bob) as his:
        clients = {hers: alice, her_phone: alice, his: bob}
        replicas = {client: await desk.ask(begun, client, user) for client, user in clients.items()}
        posted = sum(await asyncio.gather(*(talk(client, room, said, chance) for client in clients)))
        assert await desk.ask(Message.objects.count) == len(said) + posted
        for client, user in clients.items():
            heard = [each for each in await client.hears_nothing_more() if each["type"] not in {"ack", "error"}]
            missed = chance.sample(heard, len(heard) // 6)
            await desk.ask(take, replicas[client], [each for each in heard if each not in missed])
            assert await desk.ask(shown, replicas[client]) == await desk.ask(shown_to, user)


async def talk(client: Client, room: Conversation, said: list[str], chance: random.Random) -> int:
    """Say 25 things without waiting, then wait for all answers; returns how many were new messages."""
    refs, posts = [], 0
    for number in range(25):
        message = chance.choice(said)
        type_, fields = chance.choice(
            [
                ("message.post", {"conversation": str(room.pk), "client_id": str(uuid4()), "content": str(number)}),
                ("message.edit", {"message": message, "content": f"edited {number}"}),
                ("reaction.toggle", {"message": message, "emoji": chance.choice("👍🎉")}),
                ("message.delete", {"message": message if number > 20 else str(uuid4())}),
            ]
        )
        posts += type_ == "message.post"
        refs.append(await client.say(type_, **fields))
    for ref in refs:
        answer = await client.hear(partial(is_answer, ref))
        assert answer["type"] == "ack" or answer["code"] in {"forbidden", "gone", "not_found"}
    return posts


def is_answer(ref: str, told: Json) -> bool:
    return told.get("ref") == ref


def begun(client: Client, user: User) -> Replica:
    """What the client knows after its hello."""
    replica = Replica(str(user.pk), Told(user))
    replica.take(client.hello)
    return replica


def take(replica: Replica, events: list[Json]) -> None:
    """Let the client have these events, and close the gaps that are left; what came last may be missed unnoticed."""
    for event in events:
        replica.take(event)
    for room in list(replica.rooms):
        replica.catch_up(room)


def shown(replica: Replica) -> list[tuple[list[Json], dict[str, Json]]]:
    return [(replica.timeline(room), replica.members(room)) for room in sorted(replica.rooms)]


def shown_to(user: User) -> list[tuple[list[Json], dict[str, Json]]]:
    return [(messages, members) for _, (_, messages, members) in sorted(Told(user).all().items())]
