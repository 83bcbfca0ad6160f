"""The bell: a task is fetched because it was enqueued, and not because somebody asked again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import LazySettings
from dramatiq import Message
from redis import Redis

from agents import broker as bells
from agents.broker import RingingBroker

PATIENCE = 30
"""Seconds after which nothing will come any more; the consumers here would sleep twice as long."""


@pytest.fixture
def broker(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[RingingBroker]:
    monkeypatch.setattr(bells, "LONGEST_SLEEP", 2 * PATIENCE)
    with Redis.from_url(settings.REDIS_URL) as client:
        made = RingingBroker(client=client, middleware=[], namespace="bells")
        made.declare_queue("work")
        yield made
        made.is_leaving = True


def task(name: str) -> Message[None]:
    return Message(queue_name="work", actor_name=name, args=(), kwargs={}, options={})


def calls_of_scripts(broker: RingingBroker) -> int:
    return int(broker.client.info("commandstats")["cmdstat_evalsha"]["calls"])


def test_what_is_enqueued_wakes_who_sleeps(broker: RingingBroker) -> None:
    consumer = broker.consume("work")
    broker.listen()
    with ThreadPoolExecutor() as pool:
        sleeping = pool.submit(next, consumer)
        broker.enqueue(task("wanted"))
        sleeping.result(PATIENCE)
        found = sleeping.result() or next(consumer)
    assert found is not None
    assert found.actor_name == "wanted"


def test_who_sleeps_asks_for_nothing(broker: RingingBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "LONGEST_SLEEP", 0.2)
    consumer = broker.consume("work")
    before = calls_of_scripts(broker)
    assert [next(consumer) for _ in range(3)] == [None, None, None]
    assert calls_of_scripts(broker) - before <= 4, "one a sleep, and one that learns what scripts may do"


def test_who_sleeps_is_woken_when_the_worker_stops(broker: RingingBroker) -> None:
    consumer = broker.consume("work")
    with ThreadPoolExecutor() as pool:
        sleeping = pool.submit(next, consumer)
        broker.leave()
        assert sleeping.result(PATIENCE) is None


def test_what_is_done_makes_room_for_the_next(broker: RingingBroker) -> None:
    for name in ("first", "second"):
        broker.enqueue(task(name))
    consumer = broker.consume("work", prefetch=1)
    first = next(consumer)
    assert first is not None
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(next, consumer)
        consumer.ack(first)
        second = waiting.result(PATIENCE) or next(consumer)
    assert second is not None
    assert second.actor_name == "second"


def test_a_task_that_is_put_off_is_looked_at_often(broker: RingingBroker) -> None:
    broker.enqueue(task("later"), delay=1_000)
    consumer = broker.consume("work.DQ", prefetch=4)
    assert next(consumer) is not None
    assert next(consumer) is None


def test_of_what_may_wait_one_task_is_taken_at_a_time(broker: RingingBroker) -> None:
    for queue in ("crowded", "work"):
        broker.declare_queue(queue)
        for name in ("first", "second"):
            broker.enqueue(task(name).copy(queue_name=queue))
    crowd, urgent = (broker.consume(queue, prefetch=8) for queue in ("crowded", "work"))
    assert [next(urgent) is not None for _ in range(2)] == [True, True]
    first = next(crowd)
    assert first is not None
    assert crowd.outstanding_message_count == 1  # type: ignore[attr-defined]  # only Redis's has it
    crowd.ack(first)
    second = next(crowd)
    assert second is not None
    assert (first.actor_name, second.actor_name) == ("first", "second")
