"""Single-use tickets that open a socket, for clients that can't send a header with the handshake.

Redis keeps a digest only, so that reading it opens nothing. A ticket stands in a URL and may be logged there:
by then it is used up or has expired. Who redeems one makes sure that the user is still active.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from accounts.models import User
from accounts.problems import Refusal

LIFETIME = 30
"""Seconds from issue to redemption."""


def issue(user: User, sid: str) -> str:
    """Return a new ticket for `user`; `sid` is the session or token family the socket will depend on.

    Raises `unavailable` while Redis is away.
    """
    ticket = secrets.token_urlsafe(32)
    with _redis() as redis:
        redis.set(_key(ticket), f"{user.pk} {sid}", ex=LIFETIME)
    return ticket


def redeem(ticket: str) -> tuple[UUID, str] | None:
    """Return user and `sid` of a ticket and use it up; None for one that is unknown, used or expired.

    Raises `unavailable` while Redis is away.
    """
    with _redis() as redis:
        kept = redis.getdel(_key(ticket))
    if kept is None:
        return None
    text = kept if isinstance(kept, str) else kept.decode()
    user_id, _, sid = text.partition(" ")
    return UUID(user_id), sid


@contextmanager
def _redis() -> Iterator[Redis]:
    try:
        yield _client()
    except RedisError:
        raise Refusal("unavailable", "Tickets can't be had right now; try again.", retry_after=2) from None


@cache
def _client() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _key(ticket: str) -> str:
    return f"unafied:ticket:{hashlib.sha256(ticket.encode(errors='replace')).hexdigest()}"
