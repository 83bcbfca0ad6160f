"""Embedders of remote services, through pydantic-ai: any name it knows, and any OpenAI-compatible address."""

import asyncio
from collections.abc import Iterator, Sequence

import numpy as np
from django.conf import settings
from pydantic_ai import Embedder
from pydantic_ai.embeddings import infer_embedding_model
from pydantic_ai.exceptions import AgentRunError, ModelAPIError, ModelHTTPError, UserError

from agents.providers import EmbedderError, widened
from agents.providers.service import provider_named
from agents.turns import Matrix

BATCH = 2_048
"""Texts that OpenAI takes in one call…"""
BATCH_BYTES = 300_000
"""…and how long they may be together: 300,000 tokens, and a token has a byte at least."""
LONGEST = 8_000
"""Bytes that are read of one text; OpenAI takes 8,192 tokens."""


class RemoteEmbedder:
    """Embeds over HTTP; every failure is an `EmbedderError` that says whether trying again can help."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text; longer lists go in several calls, one after the other."""
        parts = [await self._embed(batch) for batch in _batches([_beginning(text) for text in texts])]
        return widened(np.concatenate(parts)) if parts else widened(np.empty((0, 1), dtype=np.float32))

    async def _embed(self, texts: Sequence[str]) -> Matrix:
        try:
            async with asyncio.timeout(settings.AGENTS_TIMEOUT):
                result = await self._embedder().embed_documents(texts)
            vectors = np.array(result.embeddings, dtype=np.float32)
        except (AgentRunError, UserError, TimeoutError, ValueError) as error:
            raise EmbedderError(f"{self.name}: {_told(error)}", is_temporary=_is_temporary(error)) from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise EmbedderError(f"{self.name}: not a vector for each text", is_temporary=False)
        return vectors

    def _embedder(self) -> Embedder:
        return Embedder(infer_embedding_model(self.name, provider_factory=provider_named))


def _beginning(text: str) -> str:
    # An empty text is refused.
    return text.encode()[:LONGEST].decode(errors="ignore") or " "


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    batch, size = list[str](), 0
    for text in texts:
        length = len(text.encode())
        if batch and (len(batch) == BATCH or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield batch


def _is_temporary(error: Exception) -> bool:
    if isinstance(error, ModelHTTPError):
        return error.status_code in {408, 409, 425, 429} or error.status_code >= 500
    return isinstance(error, (ModelAPIError, TimeoutError))


def _told(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__
