"""Trains the decider from the example lines: the whole of it is `manage.py train_decider`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agents.classify import FILE, LABELS
from agents.providers import local
from agents.turns import Matrix

EXAMPLES = FILE.parent
LANGUAGES = ("en", "de", "fr", "es", "pt", "it")


@dataclass(frozen=True)
class Line:
    """One example: what was said, what it calls for, in which language."""

    text: str
    intent: str
    language: str


def read_lines(folder: Path = EXAMPLES) -> list[Line]:
    """Read every example line of `folder`, in the order of languages and lines."""
    return [line for language in LANGUAGES for line in _read(folder / f"{language}.jsonl", language)]


def train(lines: Sequence[Line]) -> dict[str, Matrix]:
    """Fit the classifier; the same lines give the same weights."""
    from sklearn.linear_model import LogisticRegression

    vectors = local.encode([line.text for line in lines])
    targets = np.array([LABELS.index(line.intent) for line in lines])
    model = LogisticRegression(C=10.0, max_iter=2000).fit(vectors, targets)
    return {"w2": model.coef_.T.astype(np.float32), "b2": model.intercept_.astype(np.float32)}


def save(weights: dict[str, Matrix], file: Path = FILE) -> None:
    """Write what ships, with the name of the model whose vectors it reads."""
    halves = {name: value.astype(np.float16) for name, value in weights.items()}
    names = {"embedder": np.array(local.NAME), "labels": np.array(LABELS)}
    np.savez_compressed(file, allow_pickle=False, **halves, **names)


def _read(file: Path, language: str) -> Iterable[Line]:
    if not file.exists():
        return
    for row in file.read_text(encoding="utf-8").splitlines():
        found = json.loads(row)
        yield Line(found["text"], found["intent"], language)
