"""The library as the database has it, kept in memory and read anew when the catalogue changes."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from agents.library import Library
from agents.models import DIMENSIONS, CatalogItem
from agents.turns import Matrix

_UNKNOWN = np.zeros(DIMENSIONS, dtype=np.float16)
LARGEST = 20_000
"""Works that are held in memory: the best known ones, about 40 MB with the offline model."""


@dataclass
class _Kept:
    library: Library | None = None
    version: tuple[Any, ...] = ()


_kept = _Kept()
_lock = Lock()


def library(model: str) -> Library:
    """Return the works on offer with their vectors of `model`; one query when nothing has changed."""
    with _lock:
        state = CatalogItem.objects.aggregate(count=Count("pk"), latest=Max("changed_at"), embedded=Count("embedding"))
        version = (model, *state.values())
        if _kept.library is None or _kept.version != version:
            _kept.library, _kept.version = _read(model), version
        return _kept.library


def _read(model: str) -> Library:
    rows = CatalogItem.objects.offered().order_by("-popularity", "id")[:LARGEST]
    works, vectors = [], []
    for stored in rows.iterator(1000):
        works.append(stored.as_work())
        # Without a vector of this model a work can still be found by its words, its tags and its fame.
        is_known = stored.model == model and stored.embedding is not None
        vectors.append(np.asarray(stored.embedding, dtype=np.float16) if is_known else _UNKNOWN)
    return Library(works, _narrow(np.stack(vectors)) if vectors else np.empty((0, 1), np.float32), model)


def _narrow(matrix: NDArray[np.float16]) -> Matrix:
    # The zeros that pad a shorter model's vectors add nothing.
    used = np.flatnonzero(np.any(matrix != 0, axis=0))
    width = int(used[-1]) + 1 if len(used) else 1
    return matrix[:, :width].astype(np.float32)
