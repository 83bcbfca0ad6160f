"""One order out of several, by reciprocal rank fusion: first what stands high in one of them, or better in more."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

_CALM = 60
"""How little the first places count for more than the next; the constant of Cormack, Clarke and Büttcher (2009)."""


def fused(*orders: Sequence[UUID]) -> list[UUID]:
    """Return all ids, best first; among equals, those of the earlier order."""
    scores: defaultdict[UUID, float] = defaultdict(float)
    for order in orders:
        for place, pk in enumerate(order, start=1):
            scores[pk] += 1 / (_CALM + place)
    return sorted(scores, key=lambda pk: -scores[pk])
