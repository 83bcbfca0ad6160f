"""What a line by itself calls for: a small classifier over the offline model's vectors.

`manage.py train_decider` makes `intents/decider.npz`; docs/decisions/0004-deciding.md says how and how well.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from agents.providers import local
from agents.turns import Matrix, Vector

FILE = Path(__file__).parent / "intents" / "decider.npz"

HINTS = ("boredom", "focus", "low_spirits", "company", "winding_down", "learning", "travel", "celebration")
ASK, SENSITIVE, NONE = "ask", "sensitive", "none"
LABELS = (*HINTS, ASK, SENSITIVE, NONE)
_REMEMBERED = 4_096


def read(texts: Sequence[str]) -> Matrix:
    """Return a row a text: the calibrated probability of each of `LABELS`.

    Lately read texts are remembered, so that each message of a room is embedded once and not with every new one.
    """
    return np.stack([_row(text) for text in texts]) if texts else np.empty((0, len(LABELS)), dtype=np.float32)


def read_many(texts: Sequence[str]) -> Matrix:
    """Return the same for many texts at once, embedded in batches."""
    return _model().probabilities(local.encode(texts))


class Classifier:
    """Two layers (tanh) and a softmax, temperature already in the weights."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self._weights = weights

    def probabilities(self, vectors: Matrix) -> Matrix:
        """Return a row of probabilities a row of vectors."""
        weights = self._weights
        hidden = np.maximum(vectors @ weights["w1"] + weights["b1"], 0.0) if "w1" in weights else vectors
        raw = hidden @ weights["w2"] + weights["b2"]
        odds = np.exp(raw - raw.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=_REMEMBERED)
def _row(text: str) -> Vector:
    row: Vector = read_many([text])[0]
    return row


@cache
def _model() -> Classifier:
    with np.load(FILE, allow_pickle=False) as stored:
        if str(stored["embedder"]) != local.NAME or tuple(stored["labels"]) != LABELS:
            raise RuntimeError(f"{FILE.name} was trained for something else: run `make train`")
        return Classifier({name: stored[name].astype(np.float32) for name in stored.files if name[0] in "wb"})
