"""Works into the database."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Index
from django.utils import timezone
from pgvector.django import HnswIndex

from agents.fame import popularity_of
from agents.models import CatalogItem
from agents.works import Work, title_key

_MANY = 5_000
"""Works from which on one index made at the end is faster than one that grows."""


def upsert(works: Sequence[Work]) -> None:
    """Bring works into the catalogue by their ids: new ones, and what has changed; vectors stay where the text did."""
    now = timezone.now()
    stored = CatalogItem.objects.in_bulk([work.id for work in works])
    # The last row of an id counts, as it would have in a later batch.
    items = {work.id: item_of(work) for work in works}
    for item in items.values():
        before = stored.get(item.id)
        item.changed_at = now
        if before is not None and before.text == item.text:
            item.model, item.embedding = before.model, before.embedding
    CatalogItem.objects.bulk_create(
        items.values(), update_conflicts=True, unique_fields=["id"], update_fields=list(_updated())
    )


def item_of(work: Work) -> CatalogItem:
    """Return a work as it is stored, without a vector."""
    return CatalogItem(
        id=work.id,
        kind=work.kind,
        title=work.title,
        title_key=title_key(work.title),
        creator=work.creator,
        year=work.year,
        language=work.language,
        length=work.length,
        genres=list(work.genres),
        moods=list(work.moods),
        intents=list(work.intents),
        description=work.description,
        link=work.link,
        popularity=popularity_of(work),
        also=list(work.also),
        also_keys=[title_key(title) for title in work.also],
        about=list(work.about),
        marks=list(work.marks),
        age=work.age,
    )


@contextmanager
def indexed_afterwards(count: int) -> Iterator[None]:
    """While many works (`count`) get their vectors, do without their index, and make it anew at the end.

    Meanwhile a search reads all works. An index that an interrupted run left out is made by the next.
    """
    if count >= _MANY:
        _drop_index()
    try:
        yield
    finally:
        _make_index()


def _drop_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {_index().name}")


def _make_index() -> None:
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, CatalogItem._meta.db_table)
    if _index().name not in there:
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            editor.add_index(CatalogItem, _index())


def _index() -> Index:
    return next(index for index in CatalogItem._meta.indexes if isinstance(index, HnswIndex))


def _updated() -> Iterable[str]:
    return (field.name for field in CatalogItem._meta.concrete_fields if field.name not in {"id", "is_offered"})
