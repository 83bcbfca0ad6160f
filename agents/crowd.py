"""What is heard at once, and what waits a moment: a room in which much is said keeps no other room waiting.

Counted in each web process. Where it is crowded, messages are gathered for a second and go to the worker in batches,
behind everything that is heard at once; a room that talks so fast is not interrupted by a hint anyway.
"""

from collections.abc import Sequence
from threading import Lock, Timer
from time import monotonic
from uuid import UUID

from agents import actors
from agents.decide import CALL
from chat.models import Message

GATHERED = 1.0
"""Seconds in which what waits is gathered."""
BATCH = 64
_ROOM = (2.0, 10)
"""Messages of a room that are heard at once: so many a second, and so many in one go…"""
_ALL = (20.0, 60)
"""…and of all rooms: what a worker decides in time."""
_MOST_ROOMS = 10_000


class Pace:
    """Says of each key whether it comes faster than `rate` a second, after `burst` that may come in one go."""

    def __init__(self, rate: float, burst: int) -> None:
        self._each, self._ahead = 1 / rate, burst / rate
        self._until: dict[object, float] = {}

    def is_kept(self, key: object) -> bool:
        """Count one, unless it comes too fast."""
        now = monotonic()
        until = max(now, self._until.get(key, now)) + self._each
        if until > now + self._ahead:
            return False
        if len(self._until) > _MOST_ROOMS:
            self._until = {known: then for known, then in self._until.items() if then > now}
        self._until[key] = until
        return True


_of_room, _of_all = Pace(*_ROOM), Pace(*_ALL)
_waiting: list[tuple[UUID, UUID]] = []
_lock = Lock()


def hand_over(messages: Sequence[Message]) -> None:
    """Have the worker hear these messages: at once, or soon where it is crowded."""
    with _lock:
        at_once = [message for message in messages if _is_heard_at_once(message)]
    if at_once:
        actors.enqueue(actors.hear, [str(message.pk) for message in at_once])
    if len(at_once) < len(messages):
        _gather([message for message in messages if message not in at_once])


def _is_heard_at_once(message: Message) -> bool:
    # Who calls it by its name waits for an answer.
    is_called = CALL.search(message.content) is not None
    return is_called or (_of_room.is_kept(message.conversation_id) and _of_all.is_kept(""))


def _gather(messages: Sequence[Message]) -> None:
    with _lock:
        if not _waiting:
            timer = Timer(GATHERED, _let_go)
            timer.daemon = True
            timer.start()
        _waiting.extend((message.conversation_id, message.pk) for message in messages)


def _let_go() -> None:
    with _lock:
        # Room by room, in order: what stands together is looked at together.
        ids = [str(pk) for _, pk in sorted(_waiting)]
        _waiting.clear()
    for start in range(0, len(ids), BATCH):
        actors.enqueue(actors.catch_up, ids[start : start + BATCH])
