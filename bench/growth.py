"""A database that has grown: rooms of very different sizes, with messages and their vectors, by COPY."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import numpy as np
import psycopg
from django.db import connection
from django.db.models import Index
from numpy.typing import NDArray

if TYPE_CHECKING:
    from agents.turns import Matrix

SMALL = 100
"""Messages of a small room."""
MIDDLING = 5
"""Rooms with a hundredth of all messages each."""
_FAVOURITES = 20
"""Subjects of a small room; a larger one has more."""
_AT_ONCE = 2_000
BUILD = {"maintenance_work_mem": "512MB", "max_parallel_maintenance_workers": "2"}
"""What the indexes are built with; the graph of one has to fit into the memory."""


@dataclass(frozen=True)
class Grown:
    """The rooms by size, the bytes that vectors take, and the seconds it took to store and to index them."""

    large: UUID
    middling: Sequence[UUID]
    small: Sequence[UUID]
    table_bytes: int
    index_bytes: int
    loading: float
    building: float


def grown(database: str, total: int, model: str, subjects: "Matrix") -> Grown:
    """Replace all rooms by ones with `total` messages; the first has a tenth of them, a few have a hundredth each.

    A message's vector mixes the vectors of three real texts, `subjects`. Messages of all rooms come in turn, as they
    would. The indexes are built at the end. Foreign keys are not checked and the vectors' table is not logged, which
    no search notices.
    """
    _drop_indexes()
    began = perf_counter()
    rooms = _load(database, total, model, subjects)
    loaded = perf_counter()
    _build_indexes()
    built = perf_counter()
    table, indexes = _settle()
    few = 1 + MIDDLING
    return Grown(rooms[0], rooms[1:few], rooms[few:], table, indexes, loaded - began, built - loaded)


def _load(database: str, total: int, model: str, subjects: "Matrix") -> list[UUID]:
    from agents.progress import Progress

    chance, sizes = np.random.default_rng(1), _sizes(total)
    progress = Progress(sys.stderr, "messages", total)
    with psycopg.connect(database, autocommit=True) as loading:
        loading.execute("SET session_replication_role = replica")
        loading.execute("TRUNCATE chat_conversation, agents_messageembedding CASCADE")
        rooms, people = _make_rooms(sizes)
        order = chance.permutation(np.repeat(np.arange(len(rooms)), sizes))
        for batch in batched(_told(order, rooms, people), _AT_ONCE):
            _copy_messages(loading, batch)
            _copy_vectors(loading, batch, model, _vectors(chance, subjects, [message.room for message in batch]))
            progress.add(len(batch))
    progress.finish()
    return rooms


def _drop_indexes() -> None:
    with connection.cursor() as cursor:
        for index in _indexes():
            cursor.execute(f"DROP INDEX IF EXISTS {index.name}")
        cursor.execute("ALTER TABLE agents_messageembedding SET UNLOGGED")


def _build_indexes() -> None:
    from agents.models import MessageEmbedding
    from agents.progress import Progress

    indexes = _indexes()
    progress = Progress(sys.stderr, "indexes", len(indexes))
    for index in indexes:
        with connection.schema_editor() as editor:
            for name, value in BUILD.items():
                editor.execute(f"SET LOCAL {name} = '{value}'")
            editor.add_index(MessageEmbedding, index)
        progress.add(1)
    progress.finish()


def _indexes() -> list[Index]:
    from agents.models import MessageEmbedding

    return list(MessageEmbedding._meta.indexes)


def _settle() -> tuple[int, int]:
    """Do what autovacuum would have done by now; return the bytes of the table and of its indexes by nearness."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE agents_messageembedding, chat_message, chat_conversation, chat_membership")
        cursor.execute(
            "SELECT pg_table_size('agents_messageembedding'),"
            " (SELECT sum(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes"
            " WHERE relname = 'agents_messageembedding' AND indexrelname LIKE 'message_short%')"
        )
        table, indexes = cursor.fetchone()
    return int(table), int(indexes)


@dataclass(frozen=True, slots=True)
class _Told:
    id: UUID
    room: int
    conversation: UUID
    sender: UUID
    sequence: int
    at: datetime


def _sizes(total: int) -> list[int]:
    few = [total // 10, *[total // 100] * MIDDLING]
    left = total - sum(few)
    return [*few, *[SMALL] * (left // SMALL), *([left % SMALL] if left % SMALL else [])]


def _told(order: NDArray[np.int64], rooms: Sequence[UUID], people: Sequence[UUID]) -> Iterator[_Told]:
    from uuid_utils.compat import uuid7

    sequences = [0] * len(rooms)
    first = datetime.now(tz=UTC) - timedelta(seconds=len(order))
    for number, room in enumerate(order.tolist()):
        sequences[room] += 1
        sender = people[number % len(people)]
        yield _Told(uuid7(), room, rooms[room], sender, sequences[room], first + timedelta(seconds=number))


def _vectors(chance: np.random.Generator, subjects: "Matrix", rooms: Sequence[int]) -> "Matrix":
    """Return a vector a message: its subject, shaded by two others and by a little that is its own."""
    # A room keeps to its favourites, which lie side by side; the larger the room, the more of them.
    spread = np.array([len(subjects) if room <= MIDDLING else _FAVOURITES for room in rooms])
    start = np.array(rooms) * 7919
    chosen = (start + chance.integers(spread)) % len(subjects)
    others = chance.integers(len(subjects), size=(2, len(rooms)))
    own = chance.standard_normal((len(rooms), subjects.shape[1]), dtype=np.float32) / np.sqrt(subjects.shape[1])
    mixed = subjects[chosen] + 0.5 * subjects[others[0]] + 0.3 * subjects[others[1]] + 0.2 * own
    found: Matrix = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return found


def _make_rooms(sizes: Sequence[int]) -> tuple[list[UUID], list[UUID]]:
    from accounts.models import User
    from chat.models import Conversation, Membership

    now = datetime.now(tz=UTC)
    names = [f"{uuid4()}@example.org" for _ in range(2)]
    people = User.objects.bulk_create([User(email=name, display_name="Somebody") for name in names])
    rooms = Conversation.objects.bulk_create(
        Conversation(owner=people[0], title="A room", revision=size, listening=True, listening_since=now)
        for size in sizes
    )
    Membership.objects.bulk_create(Membership(conversation=room, user=person) for room in rooms for person in people)
    return [room.pk for room in rooms], [person.pk for person in people]


def _copy_messages(loading: Any, batch: Sequence[_Told]) -> None:
    with loading.cursor().copy(
        "COPY chat_message (id, conversation_id, sender_id, role, content, client_id, sequence, revision, off_record,"
        " created_at) FROM STDIN"
    ) as copy:
        for each in batch:
            row = (each.id, each.conversation, each.sender, "user", "About that again.", each.id)
            copy.write_row((*row, each.sequence, each.sequence, False, each.at))


def _copy_vectors(loading: Any, batch: Sequence[_Told], model: str, vectors: "Matrix") -> None:
    from agents.models import DIMENSIONS

    # pgvector's binary form: the dimensions and a zero in two bytes each, then big-endian floats.
    wide = np.zeros((len(batch), DIMENSIONS), dtype=">f4")
    wide[:, : vectors.shape[1]] = vectors
    head = np.array([DIMENSIONS, 0], dtype=">u2").tobytes()
    with loading.cursor().copy(
        "COPY agents_messageembedding (message_id, conversation_id, model, embedding, created_at)"
        " FROM STDIN (FORMAT binary)"
    ) as copy:
        # Of a type that takes the bytes as they are.
        copy.set_types(["uuid", "uuid", "varchar", "bytea", "timestamptz"])
        for each, vector in zip(batch, wide, strict=True):
            copy.write_row((each.id, each.conversation, model, head + vector.tobytes(), each.at))
