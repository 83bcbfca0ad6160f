"""Dramatiq's broker on Redis, with a bell: a worker without work sleeps until something is enqueued.

Dramatiq's own asks each queue again and again, and what is enqueued waits for the next time it does.
"""

from collections import defaultdict
from threading import Event, Thread
from time import sleep
from typing import Any, cast

import structlog
from dramatiq.broker import MessageProxy
from dramatiq.brokers import redis as on_redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 5.0
"""Seconds until a queue is looked at although nobody rang; the heartbeat of a worker comes along with it."""
DELAYED_EVERY = 0.25
"""Seconds between two looks at tasks that are put off: by so much they may come late."""
LEAVING_EVERY = 0.05
"""The same while the worker stops."""
PATIENT = frozenset({"crowded", "repairs"})
"""Queues of which a worker takes one task at a time: the other threads are there for what is urgent."""
_BREATH = 1.0
_RING = b"\nif command == 'enqueue' then redis.call('publish', namespace .. ':bell', queue_name) end\n"


class RingingBroker(on_redis.RedisBroker):
    """Rings in the same step in which a task is enqueued, and has idle consumers wait for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.rung: defaultdict[str, Event] = defaultdict(Event)
        self.is_leaving = False
        script = cast("bytes", self.scripts["dispatch"].script)
        self.scripts["dispatch"] = self.client.register_script(script + _RING)

    @property
    def consumer_class(self) -> type["_Consumer"]:
        """Return what waits for the bell."""
        return _Consumer

    def listen(self) -> None:
        """Hear the bell from now on, in a thread that ends with the process."""
        Thread(target=self._listen, name="bell", daemon=True).start()

    def leave(self) -> None:
        """Let nobody sleep longer than a stop may take."""
        self.is_leaving = True
        self._ring_all()

    def _listen(self) -> None:
        while not self.is_leaving:
            try:
                with self.client.pubsub(ignore_subscribe_messages=True) as bell:
                    bell.subscribe(f"{self.namespace}:bell")
                    # Whatever was enqueued before it was heard, or while Redis was away.
                    self._ring_all()
                    for told in bell.listen():
                        self.rung[told["data"].decode()].set()
            except RedisError as error:
                log.warning("the bell is not heard", error=type(error).__name__)
                sleep(_BREATH)

    def _ring_all(self) -> None:
        for event in list(self.rung.values()):
            event.set()


class _Consumer(on_redis._RedisConsumer):  # noqa: SLF001 - named by no other way
    """Fetches at once when it is rung for, or when something that was fetched is done."""

    def __init__(self, broker: RingingBroker, queue_name: str, prefetch: int, _timeout: int) -> None:
        # Without a time limit of its own it does not sleep, which is done here.
        super().__init__(broker, queue_name, 1 if queue_name in PATIENT else prefetch, 0)  # type: ignore[no-untyped-call]
        self._ringing = broker
        self._rung = broker.rung[queue_name]

    def __next__(self) -> MessageProxy | None:
        """Return a task, or None after a while without any."""
        self._rung.clear()
        task: MessageProxy | None = super().__next__()  # type: ignore[no-untyped-call]
        if task is None:
            self._rung.wait(self._patience)
        return task

    def ack(self, message: MessageProxy) -> None:
        """Note that it is done: there is room for another one."""
        super().ack(message)  # type: ignore[no-untyped-call]
        self._rung.set()

    def nack(self, message: MessageProxy) -> None:
        """Note that it failed."""
        super().nack(message)  # type: ignore[no-untyped-call]
        self._rung.set()

    @property
    def _patience(self) -> float:
        if self._ringing.is_leaving:
            return LEAVING_EVERY
        is_put_off = self.queue_name.endswith(".DQ") and self.outstanding_message_count
        return DELAYED_EVERY if is_put_off else LONGEST_SLEEP
