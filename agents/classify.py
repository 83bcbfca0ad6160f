"""What a line by itself calls for: a small classifier over the offline model's vectors and the line's n-grams.

Two steps. The first is linear in the vector and the n-grams. The second weighs what the first says by how near the
line is to examples of each label: far from all of them, the first is often sure and wrong.
`manage.py train_decider` makes `intents/decider.npz`; docs/decisions/0004-deciding.md says how and how well.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from agents.ngrams import places
from agents.providers import local
from agents.turns import Matrix, Vector

FILE = Path(__file__).parent / "intents" / "decider.npz"

HINTS = ("boredom", "focus", "low_spirits", "company", "winding_down", "learning", "travel", "celebration")
ASK, SENSITIVE, NONE = "ask", "sensitive", "none"
LABELS = (*HINTS, ASK, SENSITIVE, NONE)
COLUMNS = len(LABELS) + local.WIDTH
"""Of what is read of a line: probabilities, then its vector."""
GRAMS_COUNT = 1.5
"""How much all n-grams of a line together count beside its vector of length one."""
_REMEMBERED = 4_096

type Weights = dict[str, Matrix]


def read(texts: Sequence[str]) -> Matrix:
    """Return a row a text: the calibrated probability of each of `LABELS`, and behind these the text's vector.

    Lately read texts are remembered, so that each message of a room is embedded once and not with every new one.
    """
    return np.stack([_row(text) for text in texts]) if texts else np.empty((0, COLUMNS), dtype=np.float32)


def read_many(texts: Sequence[str]) -> Matrix:
    """Return the same for many texts at once, embedded in batches."""
    vectors = local.encode(texts)
    return np.hstack([probabilities(weights(), texts, vectors), vectors])


def probabilities(weights: Weights, texts: Sequence[str], vectors: Matrix) -> Matrix:
    """Return a row a text, whose vectors are known already."""
    return softmax(evidence(weights, texts, vectors) @ weights["second_w"] + weights["second_b"])


def evidence(weights: Weights, texts: Sequence[str], vectors: Matrix) -> Matrix:
    """Return what the second step weighs: for each label a log-probability and two nearnesses."""
    grams = np.stack([_grams(weights, text) for text in texts]) if texts else np.empty((0, len(LABELS)))
    first = softmax(vectors @ weights["first_v"] + grams + weights["first_b"])
    return np.hstack([np.log(np.clip(first, 1e-4, 1.0)), _nearness(weights, vectors)]).astype(np.float32)


def softmax(raw: Matrix) -> Matrix:
    """Return rows that add up to one."""
    odds = np.exp(raw - raw.max(axis=1, keepdims=True)) if len(raw) else raw
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


@cache
def weights() -> Weights:
    """Return what was trained. Raises `RuntimeError` where it was trained for something else."""
    with np.load(FILE, allow_pickle=False) as stored:
        if str(stored["embedder"]) != local.NAME or tuple(stored["labels"]) != LABELS:
            raise RuntimeError(f"{FILE.name} was trained for something else: run `manage.py train_decider`")
        kept = [name for name in stored.files if name not in {"embedder", "labels"}]
        return {name: stored[name].astype(np.float32) for name in kept}


@lru_cache(maxsize=_REMEMBERED)
def _row(text: str) -> Vector:
    row: Vector = read_many([text])[0]
    return row


def _grams(weights: Weights, text: str) -> Vector:
    found = places(text)
    total: Vector = weights["first_n"][found].sum(axis=0) * (GRAMS_COUNT / np.sqrt(max(1, len(found))))
    return total


def _nearness(weights: Weights, vectors: Matrix) -> Matrix:
    """The cosine to the nearest example of each label, and the mean of the three nearest."""
    near, of = vectors @ weights["near"].T, weights["near_of"]
    columns = []
    for label in range(len(LABELS)):
        closest = np.sort(near[:, of == label], axis=1)[:, -3:]
        columns += [closest[:, -1], closest.mean(axis=1)]
    return np.stack(columns, axis=1) if columns else near
