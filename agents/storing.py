"""Vectors of messages on their way into the database, as bytes: writing them as text takes as long as making them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from pgvector.psycopg.vector import register_vector_info
from psycopg.types import TypeInfo

from agents.turns import Vector

STORE = """
    INSERT INTO agents_messageembedding (message_id, conversation_id, model, embedding, created_at)
    SELECT message, room, %s, vector, now()
    FROM unnest(%s::uuid[], %s::uuid[], %b::vector[]) AS found (message, room, vector)
    ON CONFLICT (message_id) DO UPDATE SET model = excluded.model, embedding = excluded.embedding
"""


def store(rows: Sequence[tuple[UUID, UUID, Vector]], model: str) -> int:
    """Keep the vector of each message of a room, in place of the one it had; return how many."""
    messages, rooms, vectors = map(list, zip(*rows, strict=True))
    with _cursor() as cursor:
        cursor.execute(STORE, [model, messages, rooms, vectors])
        return int(cursor.rowcount)


def _cursor() -> Any:
    connection.ensure_connection()
    link: Any = connection.connection
    # Once a connection: types of extensions have other numbers in each database.
    kind = link.adapters.types.get("vector") or TypeInfo.fetch(link, "vector")
    assert kind is not None  # noqa: S101 - migrations see to it
    kind.register(link)
    # Not Django's own, which puts values into the text.
    cursor: Any = psycopg.Cursor(link)
    register_vector_info(cursor, kind)
    return connection.make_cursor(cursor)
