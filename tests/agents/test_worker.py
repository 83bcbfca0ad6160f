"""The agents in a real worker process: from something said to a card in the room, also through a crash."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from redis import Redis

from accounts.models import User
from agents.models import MessageEmbedding, Recommendation
from agents.policy import PACES
from agents.sweep import sweep
from chat import actions, desk, search
from chat.models import Conversation
from tests.agents.openai_server import Service
from tests.agents.test_injection import pick_first
from tests.chat.client import Client, connected
from tests.worker import Worker, fill_catalogue, working

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

HINT = "football is off, so there is absolutely nothing to do tonight, i'm so bored"
PATIENCE = 60


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    fill_catalogue()
    with working() as started:
        yield started


@pytest.fixture
async def listening(alice: User, room: Conversation) -> Conversation:
    await desk.ask(actions.change_conversation, alice, room.pk, listening=True)
    return room


async def recommendation(client: Client) -> Any:
    return (await client.hear("recommendation.made", patience=PATIENCE))["message"]


async def test_a_search_by_meaning_is_placed_by_the_worker(
    worker: Worker, alice: User, bob: User, listening: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        await hers.post(listening.pk, HINT)
        await recommendation(his)
    # On a busy machine the first answer may come late; it is kept for the next.
    result = await desk.ask(search.find, bob, "boredom this evening", limit=5)
    while result.meaning == "late":
        result = await desk.ask(search.find, bob, "boredom this evening", limit=5)
    assert [hit.message.content for hit in result.hits if hit.by_meaning][:1] == [HINT]


async def test_a_hint_becomes_a_card_with_its_reason_and_evidence(
    worker: Worker, alice: User, bob: User, listening: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        said = (await hers.post(listening.pk, HINT))["message"]
        made = await recommendation(his)
        assert (made["role"], made["sender"]) == ("assistant", None)
        card = made["card"]
        assert (card["intent"], card["trigger"]) == ("boredom", said["id"])
        assert said["id"] in card["evidence"]
        assert card["items"]
        assert made == await recommendation(hers)
    assert await desk.ask(MessageEmbedding.objects.filter(message=said["id"]).exists)


async def test_a_hint_amid_talk_comes_once_the_room_is_quiet(
    worker: Worker, alice: User, bob: User, listening: Conversation
) -> None:
    async with connected(alice) as hers, connected(bob) as his:
        other = await desk.ask(actions.start_group, alice, "Awake?", listening=True)
        await hers.post(other.pk, "@unafied a comedy film please")
        await recommendation(hers)
        await his.post(listening.pk, "how was work?")
        said = (await hers.post(listening.pk, HINT))["message"]
        made = await recommendation(his)
        assert made["card"]["trigger"] == said["id"]
        quiet = datetime.fromisoformat(made["created_at"]) - datetime.fromisoformat(said["created_at"])
        assert quiet >= PACES["balanced"].lull
    assert await desk.ask(Recommendation.objects.count) == 2


async def test_a_killed_worker_loses_nothing(worker: Worker, alice: User, listening: Conversation) -> None:
    worker.kill()
    async with connected(alice) as hers:
        said = (await hers.post(listening.pk, HINT))["message"]
        worker.start()
        assert (await recommendation(hers))["card"]["trigger"] == said["id"]
    assert await desk.ask(Recommendation.objects.count) == 1


async def test_a_worker_outlives_a_model_that_fails(
    service: Service, alice: User, listening: Conversation, transactional_db: None
) -> None:
    await desk.ask(fill_catalogue)
    service.faults, service.answers = ["huge"], [pick_first]
    with working(AGENTS_MODEL="openai:gpt-5-mini", OPENAI_BASE_URL=service.url, OPENAI_API_KEY="key"):
        async with connected(alice) as hers:
            for _ in range(2):
                await hers.post(listening.pk, "@unafied can you recommend a good comedy film?")
                await recommendation(hers)
    made = await desk.ask(lambda: list(Recommendation.objects.order_by("created_at").values_list("model", flat=True)))
    assert made == ["local", "openai:gpt-5-mini"]


async def test_what_redis_forgot_gets_its_vector_from_the_sweep(
    worker: Worker, alice: User, listening: Conversation, settings: LazySettings
) -> None:
    worker.stop()
    async with connected(alice) as hers:
        said = (await hers.post(listening.pk, "the boiler man comes on thursday"))["message"]
    await desk.ask(_forget_everything, settings.REDIS_URL)
    worker.start()
    async with asyncio.timeout(PATIENCE):
        while not await desk.ask(MessageEmbedding.objects.filter(message=said["id"]).exists):
            await desk.ask(sweep)
            await asyncio.sleep(0.5)


async def test_a_room_that_is_not_listened_to_has_no_vectors(worker: Worker, alice: User, room: Conversation) -> None:
    other = await desk.ask(actions.start_group, alice, "Listened to", listening=True)
    async with connected(alice) as hers:
        unheard = (await hers.post(room.pk, HINT))["message"]
        await hers.post(other.pk, HINT)
        assert (await recommendation(hers))["conversation"] == str(other.pk)
    assert not await desk.ask(MessageEmbedding.objects.filter(message=unheard["id"]).exists)


def _forget_everything(url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.flushdb()
