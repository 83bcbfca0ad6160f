"""The library as the database has it: kept in memory and read anew when it changes, or found for a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from agents.library import Library
from agents.models import DIMENSIONS, CatalogItem
from agents.querysets import CatalogQuerySet
from agents.turns import Matrix, Vector
from agents.works import title_key, words_of

_UNKNOWN = np.zeros(DIMENSIONS, dtype=np.float16)
LARGEST = 20_000
"""Works that are held in memory, about 40 MB with the offline model; of more, the database finds what may matter."""
_EACH = 300
"""Works that each way of finding may bring: by meaning, by words, by title, by fame."""
_RECENT, _LONG_WORD, _MOST_WORDS, _LONGEST_TITLE = 3, 4, 24, 8


@dataclass
class _Kept:
    library: Library | None = None
    version: tuple[Any, ...] = ()


_kept = _Kept()
_lock = Lock()


def library(model: str) -> Library:
    """Return the works on offer with their vectors of `model`, the best known ones where they are too many to hold."""
    with _lock:
        state = CatalogItem.objects.aggregate(count=Count("pk"), latest=Max("changed_at"), embedded=Count("embedding"))
        version = (model, *state.values())
        if _kept.library is None or _kept.version != version:
            best = CatalogItem.objects.offered().order_by("-popularity", "id")[:LARGEST]
            _kept.library, _kept.version = _read(model, best), version
        return _kept.library


def library_near(model: str, meaning: Vector | None, said: Sequence[str], answered: Sequence[str]) -> Library:
    """Return the works that may matter for this moment: all of them, or what the database finds where they are many.

    `said` is the talk, oldest first; `answered` are ids of works whose verdicts tell the room's taste.
    """
    offered = CatalogItem.objects.offered()
    if offered.count() <= LARGEST:
        return library(model)
    close = [] if meaning is None else offered.near(meaning.tolist(), model=model, limit=_EACH)
    telling = [word for word in words_of(" ".join(said[-_RECENT:])) if len(word) >= _LONG_WORD]
    spoken = offered.with_any_word(list(dict.fromkeys(telling))[:_MOST_WORDS], limit=_EACH)
    named = offered.called(_keys(said), limit=_EACH)
    found = {*close, *spoken, *named, *offered.best_known(limit=_EACH), *answered}
    return _read(model, offered.filter(pk__in=found).order_by("-popularity", "id"))


def _keys(said: Sequence[str]) -> set[str]:
    """Return every run of words of the talk as a title would be looked up."""
    keys = set()
    for text in said:
        words = words_of(text)
        for start in range(len(words)):
            for size in range(1, _LONGEST_TITLE + 1):
                keys.add(title_key(" ".join(words[start : start + size])))
    return keys


def _read(model: str, rows: CatalogQuerySet) -> Library:
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
