"""Handing out what happened: after commit, to this process's sockets at once and to the other processes by Redis.

Nothing here is needed for correctness: who misses an event sees it by the revision and syncs.
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel

from chat import hub
from chat.delivery import Delivery, Effect


def to_room(conversation: UUID, event: BaseModel, *, revision: int | None = None) -> None:
    """Send `event` to everybody in the conversation, once the transaction in progress is committed."""
    make_for_room(conversation, lambda: event, revision=revision)


def make_for_room(conversation: UUID, make: Callable[[], BaseModel], *, revision: int | None = None) -> None:
    """Send an event as `to_room` does; what takes long to make is made only after commit."""
    _after_commit(lambda: Delivery(rooms=(conversation,), texts=(_text(make()),), revision=revision))


def make_all(make: Callable[[], Iterable[Delivery]]) -> None:
    """Send several at once, each made only after commit."""
    transaction.on_commit(lambda: hub.hand_out(*make()), robust=True)


def to_rooms(conversations: Collection[UUID], event: BaseModel) -> None:
    """Send `event` once to everybody who is in any of these conversations."""
    _after_commit(lambda: Delivery(rooms=tuple(conversations), texts=(_text(event),)))


def to_user(user: UUID, event: BaseModel) -> None:
    """Send `event` to all of somebody's sockets."""
    _after_commit(lambda: Delivery(users=(user,), texts=(_text(event),)))


def joined(user: UUID, conversation: UUID) -> None:
    """From now on the user's sockets hear what happens in the conversation."""
    _after_commit(lambda: Delivery(effect=Effect("joined", user, conversation=conversation)))


def left(user: UUID, conversation: UUID) -> None:
    """From now on they don't."""
    _after_commit(lambda: Delivery(effect=Effect("left", user, conversation=conversation)))


def ended(user: UUID, session: str = "") -> None:
    """Close the user's sockets: those of one session or token family, or all of them."""
    _after_commit(lambda: Delivery(effect=Effect("ended", user, session=session)))


def _after_commit(make: Callable[[], Delivery]) -> None:
    # Robust: a broadcast that fails must not make an error of what is committed.
    transaction.on_commit(lambda: hub.hand_out(make()), robust=True)


def _text(event: BaseModel) -> str:
    return event.model_dump_json()
