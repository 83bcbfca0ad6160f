"""The worker's doors and the order of the stages."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import batched
from time import monotonic
from typing import Any
from uuid import UUID

import dramatiq
import structlog
from django.utils import timezone
from dramatiq import Actor
from dramatiq.brokers.redis import RedisBroker
from redis.exceptions import RedisError

from agents import embed, finding_more, pipeline, placing
from agents.providers import EmbedderError

log = structlog.get_logger(__name__)

_PAUSE = 5.0
"""Seconds for which nothing is handed over after Redis did not answer; the sweep repairs."""
LATE = timedelta(seconds=50)
"""Older messages get a vector, but nothing is recommended any more."""
_BATCH = 256
_SLICE = 8
"""Messages that are decided on in one go where others may wait: what is urgent waits for no more than these."""
_LONGEST_WAIT = 1.0
"""Seconds that what is not urgent stands back for once."""
_repairing = asyncio.Lock()
_catching_up = asyncio.Lock()


@dramatiq.actor(
    queue_name="agents", max_retries=3, min_backoff=500, max_backoff=5_000, time_limit=60_000, max_age=60_000
)
async def hear(messages: list[str]) -> None:
    """Read new messages and, if the moment calls for it, recommend. Given up after a minute: late is noise."""
    await listen_now([UUID(message) for message in messages])


@dramatiq.actor(queue_name="crowded", priority=5, max_retries=3, min_backoff=500, max_backoff=5_000, time_limit=300_000)
async def catch_up(messages: list[str]) -> None:
    """Read messages of crowded rooms, a few at a time and behind what is urgent; recommend what is not too late."""
    await catch_up_with([UUID(message) for message in messages])


async def catch_up_with(ids: Sequence[UUID]) -> None:
    """Run the stages on messages that may wait, and no two such batches at once.

    They get their vectors in one go, which is cheapest; they are decided on a few at a time.
    """
    async with _catching_up:
        await _Urgent.stand_back()
        await _embed(ids)
        for some in batched(ids, _SLICE):
            if datetime.now(tz=UTC) - max(map(_said_at, some)) < LATE:
                await _Urgent.stand_back()
                await _respond_to(some)


def _said_at(message: UUID) -> datetime:
    # A message's id begins with the milliseconds of its making.
    return datetime.fromtimestamp((message.int >> 80) / 1000, tz=UTC)


class _Urgent:
    """While anything urgent is in work, the rest stands back, though not for ever."""

    _count = 0
    _over = asyncio.Event()

    async def __aenter__(self) -> None:
        _Urgent._count += 1
        _Urgent._over.clear()

    async def __aexit__(self, *_: object) -> None:
        _Urgent._count -= 1
        if not _Urgent._count:
            _Urgent._over.set()

    @staticmethod
    async def stand_back() -> None:
        """Wait until nothing urgent is in work, but no longer than `_LONGEST_WAIT`."""
        if _Urgent._count:
            with suppress(TimeoutError):
                await asyncio.wait_for(_Urgent._over.wait(), _LONGEST_WAIT)


async def listen_now(ids: Sequence[UUID]) -> None:
    """Run the stages on new messages, before anything that may wait."""
    async with _Urgent():
        await listen_to(ids)


async def listen_to(ids: Sequence[UUID]) -> None:
    """Run the stages on new messages."""
    await _embed(ids)
    await _respond_to(ids)


async def _embed(ids: Sequence[UUID]) -> None:
    try:
        await embed.embed_messages(ids)
    except EmbedderError as error:
        # Deciding needs no remote embedder; the missing vectors are left to the sweep.
        log.warning("messages not embedded", error=str(error), messages=len(ids))


async def _respond_to(ids: Sequence[UUID]) -> None:
    _put_off(await pipeline.respond_to(ids))


@dramatiq.actor(
    queue_name="agents",
    priority=3,
    max_retries=3,
    min_backoff=500,
    max_backoff=5_000,
    time_limit=60_000,
    max_age=60_000,
)
async def settle(message: str) -> None:
    """Look again at what was put off until the room is quiet."""
    # It has waited for seconds: what was just said goes first.
    await _Urgent.stand_back()
    _put_off(await pipeline.return_to(UUID(message)))


@dramatiq.actor(
    queue_name="agents", max_retries=2, min_backoff=500, max_backoff=5_000, time_limit=60_000, max_age=60_000
)
async def find_more(wanted: str) -> None:
    """Look for more like a work, for somebody who asked and waits."""
    async with _Urgent():
        await finding_more.find_more(UUID(wanted))


@dramatiq.actor(
    queue_name="repairs", priority=10, max_retries=3, min_backoff=1_000, max_backoff=5_000, time_limit=300_000
)
async def repair(messages: list[str]) -> None:
    """Give vectors to messages that should have them, however old; nothing is recommended."""
    ids = [UUID(message) for message in messages]
    for start in range(0, len(ids), _BATCH):
        await embed.embed_messages(ids[start : start + _BATCH])


@dramatiq.actor(queue_name="repairs", priority=20, max_retries=0, time_limit=300_000)
async def repair_catalog() -> None:
    """Give vectors to works that were added or edited, or that another embedder had read."""
    # The sweep asks again as long as there are such works: once at a time is enough.
    if _repairing.locked():
        return
    async with _repairing:
        while await embed.embed_catalog():
            pass


@dramatiq.actor(queue_name="questions", max_retries=0, max_age=2_000, time_limit=30_000)
async def place(question: str) -> None:
    """Make the vector of what somebody looks for now. They wait for a moment only: late is of use to the next page."""
    await placing.answer(question)


def waiting() -> dict[str, int]:
    """Return how many tasks wait in each queue; nothing where Redis does not answer."""
    broker = dramatiq.get_broker()
    if not isinstance(broker, RedisBroker):
        return {}
    try:
        return {queue: broker.do_qsize(queue) for queue in sorted(broker.get_declared_queues())}
    except (dramatiq.errors.DramatiqError, RedisError) as error:
        log.warning("queues not counted", error=type(error).__name__)
        return {}


def _put_off(outcome: pipeline.Outcome) -> None:
    # What gets lost here is found again by the sweep.
    for held in outcome.held:
        wait = (held.until - timezone.now()).total_seconds()
        enqueue(settle, str(held.message), delay=max(1, round(wait * 1000)))


class _Silence:
    until = 0.0


def enqueue(actor: "Actor[Any, Any]", *arguments: Any, delay: int = 0) -> bool:
    """Hand over to the worker, in `delay` ms; False, and a line in the log, when Redis is away. Never raises."""
    if monotonic() < _Silence.until:
        return False
    try:
        if delay:
            actor.send_with_options(args=arguments, delay=delay)
        else:
            actor.send(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever the broker raises, the chat goes on
        _Silence.until = monotonic() + _PAUSE
        log.warning("not handed to the worker", actor=actor.actor_name, error=type(error).__name__)
        return False
    return True
