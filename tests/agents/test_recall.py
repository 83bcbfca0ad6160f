"""What was said earlier about the same: which messages are found, in which room, and by which index."""

import json
import uuid
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agents import recall
from agents.models import DIMENSIONS, MessageEmbedding
from agents.querysets import SHARDS, SHORT
from chat.models import Conversation, Message

pytestmark = pytest.mark.django_db

MODEL = "test"


def embed(room: Conversation, sender: User, vectors: np.ndarray[Any, Any]) -> list[MessageEmbedding]:
    """Have something said in the room for each of the vectors."""
    first = room.messages.count() + 1
    said = Message.objects.bulk_create(
        Message(
            conversation=room, sender=sender, content="Hm.", client_id=uuid.uuid4(), sequence=number, revision=number
        )
        for number in range(first, first + len(vectors))
    )
    return MessageEmbedding.objects.bulk_create(
        MessageEmbedding(message=each, conversation=room, model=MODEL, embedding=vector)
        for each, vector in zip(said, vectors, strict=True)
    )


def some(count: int, seed: int = 1) -> np.ndarray[Any, Any]:
    """Return vectors like those of the offline model: what it does not fill is zero."""
    found = np.zeros((count, DIMENSIONS))
    found[:, :SHORT] = np.random.default_rng(seed).standard_normal((count, SHORT))
    return found


@pytest.fixture
def neighbour(alice: User, room: Conversation) -> Conversation:
    """Another room of Alice's, in the same shard."""
    return Conversation.objects.create(id=uuid.UUID(int=room.pk.int ^ (1 << 64)), owner=alice, title="Attic")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every room counts as large; and for so few rows the planner, too, has to take an index that orders them."""
    monkeypatch.setattr(recall, "READ_WHOLE", -1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")


def planned(own: MessageEmbedding) -> list[dict[str, Any]]:
    """Return all nodes of the plan of the very query that a search for `own` makes."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        recall.nearest(own.message_id, 5)
    [query] = [each["sql"] for each in queries if "<=>" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT json) {query}".replace("%", "%%"))
        [told] = cursor.fetchone()
    top = json.loads(told) if isinstance(told, str) else told
    return list(nodes(top[0]["Plan"]))


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a plan's node and all below it."""
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


def test_the_nearest_of_the_room_come_first_and_none_of_another_room(
    alice: User, room: Conversation, neighbour: Conversation
) -> None:
    vectors = some(30)
    here = embed(room, alice, vectors)
    embed(neighbour, alice, vectors + 0.001)
    near = recall.nearest(here[0].message_id, 10)
    cosines = vectors @ vectors[0] / np.linalg.norm(vectors, axis=1)
    assert [message for message, _ in near] == [here[place].message_id for place in np.argsort(-cosines)[:10]]


@pytest.mark.usefixtures("large")
def test_the_index_of_the_rooms_shard_serves_the_search_and_the_room_is_part_of_the_query(
    alice: User, room: Conversation, neighbour: Conversation
) -> None:
    own, *_ = embed(room, alice, some(30))
    embed(neighbour, alice, some(30, seed=2))
    [search] = [node for node in planned(own) if "hnsw" in node.get("Index Name", "")]
    assert search["Index Name"] == f"message_short_hnsw_{room.pk.int % SHARDS}"
    assert f"conversation_id = '{room.pk}'" in search["Filter"]


@pytest.mark.usefixtures("large")
def test_a_room_is_found_whole_by_an_index_that_is_full_of_another(
    alice: User, room: Conversation, neighbour: Conversation
) -> None:
    vectors = some(5)
    here = embed(room, alice, vectors)
    embed(neighbour, alice, np.concatenate([vectors[:1] + 0.001 * some(1, seed) for seed in range(300)]))
    assert {message for message, _ in recall.nearest(here[0].message_id, 5)} == {each.message_id for each in here}


def test_a_room_that_is_not_large_is_read_whole_from_an_index_that_has_its_vectors(
    alice: User, room: Conversation
) -> None:
    own, *_ = embed(room, alice, some(30))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = planned(own)
    [read] = [node for node in plan if f"conversation_id = '{room.pk}'" in node.get("Index Cond", "")]
    assert (read["Node Type"], read["Index Name"]) == ("Index Only Scan", "message_short_of_room")
    assert not [node for node in plan if "hnsw" in node.get("Index Name", "")]


@pytest.mark.parametrize("changes", [recall.READ_WHOLE, recall.READ_WHOLE + 1])
def test_the_index_is_searched_only_in_a_large_room(alice: User, room: Conversation, changes: int) -> None:
    own, *_ = embed(room, alice, some(3))
    Conversation.objects.filter(pk=room.pk).update(revision=changes)
    with CaptureQueriesContext(connection) as queries:
        near = recall.nearest(own.message_id, 3)
    [query] = [each["sql"] for each in queries if "<=>" in each["sql"]]
    assert ('"shard" =' in query) == (changes > recall.READ_WHOLE)
    assert len(near) == 3


def test_a_message_without_a_vector_has_no_neighbours(room: Conversation) -> None:
    assert recall.nearest(uuid.uuid4(), 5) == []


def test_longer_vectors_are_compared_whole(alice: User, room: Conversation) -> None:
    vectors = np.zeros((4, DIMENSIONS))
    vectors[:, 0] = [1.0, 1.0, 0.9, 0.8]
    vectors[:, SHORT] = [0.0, 5.0, 0.1, 0.0]
    own, other, close, same = embed(room, alice, vectors)
    found = dict(recall.nearest(own.message_id, 4))
    assert found[same.message_id] == pytest.approx(0, abs=1e-6)
    assert list(found)[-1] == other.message_id
    assert 0 < found[close.message_id] < 0.01


@pytest.mark.parametrize("last", [0, 1, SHARDS - 1, SHARDS, 255])
def test_the_database_and_the_search_agree_on_a_rooms_shard(alice: User, last: int) -> None:
    room = Conversation.objects.create(id=uuid.UUID(int=(uuid.uuid4().int >> 8 << 8) | last), owner=alice)
    [own] = embed(room, alice, some(1))
    own.refresh_from_db()
    assert own.shard == last % SHARDS
    assert recall.nearest(own.message_id, 1) == [(own.message_id, 0.0)]


def test_the_planner_knows_that_a_shard_follows_from_its_room(
    alice: User, room: Conversation, neighbour: Conversation
) -> None:
    embed(room, alice, some(100))
    embed(neighbour, alice, some(100))
    embed(Conversation.objects.create(id=uuid.UUID(int=room.pk.int ^ 1), owner=alice), alice, some(200))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agents_messageembedding")
    rows = MessageEmbedding.objects.filter(conversation=room, shard=room.pk.int % SHARDS)
    told = json.loads(rows.explain(format="json"))
    assert told[0]["Plan"]["Plan Rows"] == pytest.approx(100, rel=0.1), "not the half of it"
