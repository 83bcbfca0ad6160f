"""Embedders behind one narrow Protocol: the offline one, and those of remote services.

To add one: a class with `name` and `embed`, and a line in `named`. Vectors of different names are never compared.
"""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from django.conf import settings

from agents.models import DIMENSIONS
from agents.turns import Matrix

LOCAL = "local"


class EmbedderError(Exception):
    """No vectors came. `is_temporary`: the same again later may succeed."""

    def __init__(self, detail: str, *, is_temporary: bool) -> None:
        super().__init__(detail)
        self.is_temporary = is_temporary


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Say whose vectors these are; kept beside each of them."""

    async def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text: float32, `DIMENSIONS` wide, of length one. Raises `EmbedderError`."""


def configured() -> Embedder:
    """Return the embedder that the settings name."""
    return named(settings.AGENTS_EMBEDDER)


@cache
def named(name: str) -> Embedder:
    """Return the embedder `name`; one a process, since it holds a model or a pool of connections."""
    if name == LOCAL:
        from agents.providers.local import LocalEmbedder

        return LocalEmbedder()
    from agents.providers.remote import RemoteEmbedder

    return RemoteEmbedder(name)


def widened(vectors: Matrix) -> Matrix:
    """Return rows of length one, padded with zeros to the stored width; cosines stay as they are.

    Raises `EmbedderError` for rows that are wider than what is stored.
    """
    rows, width = vectors.shape
    if width > DIMENSIONS:
        raise EmbedderError(f"vectors are {width} wide, {DIMENSIONS} is the most", is_temporary=False)
    wide = np.zeros((rows, DIMENSIONS), dtype=np.float32)
    wide[:, :width] = vectors
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.divide(wide, lengths, out=wide, where=lengths > 0)
