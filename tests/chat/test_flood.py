"""How fast one client may talk."""

import gc
import uuid
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from chat import desk, flood
from chat.flood import Bucket, posts_of
from chat.models import Conversation, Message
from tests.chat.client import Client, connected


@pytest.fixture
def clock(monkeypatch: Any, settings: Any) -> list[float]:
    """The time, as this list's one number."""
    settings.RATE_LIMITS = True
    now = [100.0]
    monkeypatch.setattr(flood, "monotonic", lambda: now[0])
    return now


def test_a_bucket_gives_what_is_in_it_and_says_how_long_to_wait(clock: list[float]) -> None:
    bucket = Bucket(size=3, per_second=2)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]
    clock[0] += 0.5
    assert bucket.take() == 0
    assert bucket.take() > 0


def test_a_bucket_fills_no_higher_than_its_size(clock: list[float]) -> None:
    bucket = Bucket(size=3, per_second=2)
    clock[0] += 1_000
    assert sum(bucket.take() == 0 for _ in range(10)) == 3


def test_asking_too_early_costs_nothing(clock: list[float]) -> None:
    bucket = Bucket(size=1, per_second=1)
    bucket.take()
    for _ in range(10):
        clock[0] += 0.09
        assert bucket.take() > 0
    clock[0] += 0.2
    assert bucket.take() == 0


def test_all_sockets_of_a_user_post_from_one_bucket(clock: list[float]) -> None:
    one, other = posts_of(UUID(int=1)), posts_of(UUID(int=1))
    assert one is other
    assert posts_of(UUID(int=2)) is not one
    key = UUID(int=1)
    del one, other
    assert key not in flood._posting, "nobody's bucket is kept"


def test_limits_can_be_off(settings: Any) -> None:
    settings.RATE_LIMITS = False
    bucket = Bucket(size=1, per_second=0.001)
    assert [bucket.take() for _ in range(5)] == [0] * 5


@pytest.mark.django_db(transaction=True)
async def test_a_flood_is_refused_and_then_closed(alice: User, room: Conversation, settings: Any) -> None:
    settings.RATE_LIMITS = True
    async with connected(alice) as client:
        refs = {await _post_quietly(client, room) for _ in range(60)}
        answers = [await client.hear(lambda told: told.get("ref") in refs) for _ in refs]
        acked = [answer for answer in answers if answer["type"] == "ack"]
        assert 0 < len(acked) < 60
        assert {answer["code"] for answer in answers if answer["type"] == "error"} == {"rate_limited"}
        for _ in range(500):
            await client.socket.send_to(text_data='{"type": "ping"}')
        assert await client.closing_code() == 4429
    assert await desk.ask(Message.objects.count) == len(acked)


@pytest.mark.django_db(transaction=True)
async def test_who_comes_back_goes_on_with_what_they_left(
    alice: User, room: Conversation, settings: Any, monkeypatch: Any
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr(flood, "monotonic", lambda: 100.0)
    async with connected(alice) as client:
        posted = await client.post(room.pk, "one")
        for number in range(39):
            await client.ask("message.edit", message=posted["message"]["id"], content=str(number))
        edited = await client.ask("message.edit", message=posted["message"]["id"], content="too many")
        assert (edited["type"], edited.get("code")) == ("error", "rate_limited")
    gc.collect()
    async with connected(alice) as again:
        assert (await again.post(room.pk, "two"))["code"] == "rate_limited"


@pytest.mark.django_db(transaction=True)
async def test_who_types_all_the_time_is_told_of_now_and_then(
    alice: User, bob: User, room: Conversation, settings: Any, monkeypatch: Any
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr(flood, "monotonic", lambda: 100.0)
    async with connected(alice) as hers, connected(bob) as his:
        for _ in range(20):
            assert (await hers.ask("typing.start", conversation=str(room.pk)))["type"] == "ack"
        await hers.post(room.pk, "done")
        await his.hear("message.posted")
        assert [told["type"] for told in await his.hears_nothing_more()] == ["typing.started"] * 5


async def _post_quietly(client: Client, room: Conversation) -> str:
    return await client.say("message.post", conversation=str(room.pk), client_id=str(uuid.uuid4()), content="x")
