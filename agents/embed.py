"""Messages → vectors, in batches; only what everybody concerned agreed to have read."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from pgvector import Vector

from agents import consent
from agents.database import in_database
from agents.models import CatalogItem
from agents.providers import Embedder, configured
from agents.storing import store
from agents.turns import Matrix
from chat.models import Message

type Text = tuple[UUID, UUID, str]
"""A conversation, a message of it, and what it says."""

CATALOG_BATCH = 256


async def embed_messages(ids: Sequence[UUID]) -> int:
    """Give a vector to those of the messages that agents may read and that have none; return how many.

    Raises `EmbedderError`; then nothing was stored.
    """
    embedder = configured()
    texts = await in_database(_unembedded)(ids, embedder.name)
    if not texts:
        return 0
    vectors = await embedder.embed([text for _, _, text in texts])
    return await in_database(_store)(texts, vectors, embedder.name)


async def embed_catalog(limit: int = CATALOG_BATCH) -> int:
    """Give a vector to up to `limit` works that the present embedder has not seen; return how many."""
    embedder: Embedder = configured()
    works = await in_database(_unembedded_works)(embedder.name, limit)
    if works:
        vectors = await embedder.embed([work.text for work in works])
        await in_database(_store_works)(works, vectors, embedder.name)
    return len(works)


def _unembedded(ids: Sequence[UUID], model: str) -> list[Text]:
    readable = Message.objects.readable_by_agents().filter(pk__in=ids).exclude(embedding__model=model)
    return list(readable.order_by("conversation", "sequence").values_list("conversation", "pk", "content"))


@transaction.atomic
def _store(texts: Sequence[Text], vectors: Matrix, model: str) -> int:
    consent.hold(*{conversation for conversation, _, _ in texts})
    ids = [pk for _, pk, _ in texts]
    still = dict(Message.objects.readable_by_agents().filter(pk__in=ids).values_list("pk", "content"))
    rows = [
        (pk, conversation, vector)
        for (conversation, pk, content), vector in zip(texts, vectors, strict=True)
        if still.get(pk) == content
    ]
    return store(rows, model) if rows else 0


def _unembedded_works(model: str, limit: int) -> list[CatalogItem]:
    return list(CatalogItem.objects.without_vector_of(model).order_by("id")[:limit])


def _store_works(works: Sequence[CatalogItem], vectors: Matrix, model: str) -> None:
    rows = [[work.pk, Vector(vector).to_text(), work.changed_at] for work, vector in zip(works, vectors, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            # What was edited meanwhile is another text.
            "UPDATE agents_catalogitem AS item SET model = %s, embedding = found.vector::vector, changed_at = now()"
            " FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS found (id, vector, seen)"
            " WHERE item.id = found.id AND item.changed_at = found.seen",
            [model, *map(list, zip(*rows, strict=True))],
        )
