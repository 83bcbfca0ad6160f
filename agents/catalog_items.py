"""Works into the database."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from agents.models import CatalogItem
from agents.works import Work, title_key


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
        popularity=0.1 if work.popularity is None else work.popularity,
    )


def _updated() -> Iterable[str]:
    return (field.name for field in CatalogItem._meta.concrete_fields if field.name not in {"id", "is_offered"})  # noqa: SLF001
