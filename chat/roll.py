"""What every hello goes through in the database: statements that never change, so that they are prepared."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from accounts import prepared
from chat.querysets import UNREAD, UNREAD_MENTIONS

PLACES = f"""
    SELECT user_id, conversation_id, revision, role, read_sequence, read_turn, notifications, agents_allowed,
        listening_told_at, {UNREAD}, {UNREAD_MENTIONS}
    FROM chat_membership JOIN chat_conversation ON chat_conversation.id = conversation_id
    WHERE user_id = ANY($1) AND ($2::uuid IS NULL OR conversation_id = $2)
    ORDER BY coalesce(last_message_at, chat_conversation.created_at) DESC, conversation_id
""".encode()  # noqa: S608 - our own columns
NAMES = b"SELECT id, display_name FROM accounts_user WHERE id = ANY($1)"
# All members of a room at once: asked for the first few in their order, PostgreSQL may walk through those of all rooms.
ROOMS = b"""
    SELECT id, kind, title, revision, listening, listening_since, eagerness, pin_count, created_at, first, size,
        (
            SELECT id FROM chat_message
            WHERE conversation_id = room.id AND deleted_at IS NULL AND hidden_at IS NULL
            ORDER BY sequence DESC LIMIT 1
        )
    FROM chat_conversation AS room, LATERAL (
        SELECT coalesce((array_agg(user_id ORDER BY id))[:$2], '{}') AS first, count(*) AS size
        FROM chat_membership WHERE conversation_id = room.id
    ) AS members
    WHERE id = ANY($1)
"""


class Place(NamedTuple):
    """Somebody's place in a room, with the room's revision and what is unread of it, all in one state."""

    user: UUID
    room: UUID
    revision: int
    role: str
    read_sequence: int
    read_turn: int
    notifications: str
    agents_allowed: bool
    listening_told_at: datetime | None
    unread: int
    unread_mentions: int


class Room(NamedTuple):
    """A room, with its first members, how many there are, and the last message that stands, all in one state."""

    id: UUID
    kind: str
    title: str
    revision: int
    listening: bool
    listening_since: datetime | None
    eagerness: str
    pin_count: int
    created_at: datetime
    first: list[UUID]
    member_count: int
    latest: UUID | None


def places_of(users: Collection[UUID], only: UUID | None = None) -> list[Place]:
    """Return the places of these people, in this room or in all; those in rooms with the latest talk first."""
    [found] = prepared.run((PLACES, [list(users), only]))
    return [Place(*row) for row in found]


def names_of(users: Collection[UUID]) -> dict[UUID, str]:
    """Return what these people are called now."""
    [found] = prepared.run((NAMES, [list(users)]))
    return dict(found)


def rooms(ids: Collection[UUID], first: int) -> Iterator[Room]:
    """Return these rooms, each with so many of its first members."""
    [found] = prepared.run((ROOMS, [list(ids), first]))
    return map(Room._make, found)
