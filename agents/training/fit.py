"""Fits the weights, each step on readings of examples that the step before has not been fitted on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression

from agents import classify, context
from agents.classify import FILE, GRAMS_COUNT, LABELS, NONE, Weights
from agents.ngrams import SIZE, places
from agents.providers import local
from agents.training import moments, welcomed
from agents.training.examples import Line, Scene, Welcomed
from agents.training.moments import Moments, Read
from agents.turns import Matrix, Vector

FOLDS = 4
_NEAR = {"ask": 150, "sensitive": 300, "none": 600}
"""Stored points of nearness by label; of each hint…"""
_NEAR_OF_HINT = 120
_VECTOR_SPREAD = 0.25
_LATEST = 5
"""Lines at a scene's end of which one may stand as an example by itself…"""
_WORDS = 3
"""…if it has at least so many words."""

type Targets = NDArray[np.int64]


@dataclass(frozen=True)
class Examples:
    """All that is trained on."""

    lines: Sequence[Line]
    scenes: Sequence[Scene]
    ordinary: Sequence[Scene]
    reactions: Sequence[Scene]
    welcomed: Sequence[Welcomed]


def train(examples: Examples, say: Callable[[str], object] = print) -> Weights:
    """Fit everything; the same examples give the same weights."""
    talk = [*examples.scenes, *examples.ordinary, *examples.reactions]
    plain = [Line(turn.text, NONE, scene.language) for scene in talk if scene.is_plain for turn in scene.turns]
    vectors = _vectors([line.text for line in examples.lines], talk)
    telling = _telling([*examples.lines, *plain], examples.scenes, vectors)
    shown = [*examples.lines, *telling]
    corpus = _Corpus([*shown, *plain], talk, vectors)
    say(f"{len(corpus.lines):,} lines ({len(telling):,} out of scenes), {len(talk):,} conversations")

    unseen_lines, unseen_told = _unseen(corpus, say)
    second = _linear("second", Moments(unseen_lines, corpus.targets, np.ones(len(corpus.targets))), strength=0.3)
    told = _parted(_readings(second, unseen_told, corpus.told_vectors), talk)
    ordinary = told[len(examples.scenes) : -len(examples.reactions)]
    own = _readings(second, unseen_lines, corpus.line_vectors)[: len(shown)]
    whole = moments.together(
        moments.of_scenes(told[: -len(examples.reactions)]),
        moments.of_lines(shown, own, ordinary, told[-len(examples.reactions) :]),
    )
    say(f"fitted on what was kept apart; {len(whole.rows):,} moments; now on all")
    return {
        **_fit_first(corpus, np.arange(len(corpus.lines))),
        **second,
        **_linear("whole", whole, strength=0.1),
        **welcomed.fit(examples.welcomed),
    }


def save(weights: Weights, file: Path = FILE) -> None:
    """Write what ships, with the name of the model whose vectors it reads."""
    halves = {name: value.astype(np.float16) for name, value in weights.items()}
    names = {"embedder": np.array(local.NAME), "labels": np.array(LABELS)}
    np.savez_compressed(file, allow_pickle=False, **halves, **names)


class _Corpus:
    """Texts with their vectors and n-grams: those to fit on, and those of conversations to read."""

    def __init__(self, lines: Sequence[Line], talk: Sequence[Scene], vectors: Mapping[str, Vector]) -> None:
        self.lines = [line.text for line in lines]
        self.told = [turn.text for scene in talk for turn in scene.turns]
        self.targets: Targets = np.array([LABELS.index(line.intent) for line in lines])
        self.line_vectors = np.stack([vectors[text] for text in self.lines])
        self.told_vectors = np.stack([vectors[text] for text in self.told])
        self.grams = _table(self.lines)


def _vectors(lines: Sequence[str], talk: Sequence[Scene]) -> dict[str, Vector]:
    every = list(dict.fromkeys([*lines, *(turn.text for scene in talk for turn in scene.turns)]))
    return dict(zip(every, local.encode(every), strict=True))


def _telling(lines: Sequence[Line], scenes: Sequence[Scene], vectors: Mapping[str, Vector]) -> list[Line]:
    """Return of each scene the line that reads most like what it calls for: people say most of it sideways."""
    corpus = _Corpus(lines, scenes, vectors)
    first, known = _fit_first(corpus, np.arange(len(lines))), set(corpus.lines)
    found = dict[str, Line]()
    for scene in scenes:
        texts = [turn.text for turn in scene.turns[-_LATEST:]]
        like = classify.evidence(first, texts, np.stack([vectors[text] for text in texts]))
        text = texts[int(like[:, LABELS.index(scene.intent)].argmax())]
        if scene.intent != NONE and text not in known and len(text.split()) >= _WORDS:
            found.setdefault(text, Line(text, scene.intent, scene.language))
    return list(found.values())


def _readings(second: Weights, evidence: Matrix, vectors: Matrix) -> Matrix:
    return np.hstack([classify.softmax(evidence @ second["second_w"] + second["second_b"]), vectors])


def _parted(readings: Matrix, scenes: Sequence[Scene]) -> list[Read]:
    ends = np.cumsum([len(scene.turns) for scene in scenes])
    return [Read(scene, rows) for scene, rows in zip(scenes, np.split(readings, ends[:-1]), strict=True)]


def _unseen(corpus: _Corpus, say: Callable[[str], object]) -> tuple[Matrix, Matrix]:
    """What the second step weighs, for lines and conversations, each by a first step that was fitted without it."""
    fold_of = {text: place % FOLDS for place, text in enumerate(dict.fromkeys([*corpus.told, *corpus.lines]))}
    lines = np.array([fold_of[text] for text in corpus.lines])
    told = np.array([fold_of[text] for text in corpus.told])
    of_lines, of_told = (np.zeros((len(folds), 3 * len(LABELS)), np.float32) for folds in (lines, told))
    for fold in range(FOLDS):
        first = _fit_first(corpus, np.flatnonzero(lines != fold))
        _read(first, corpus.lines, corpus.line_vectors, np.flatnonzero(lines == fold), of_lines)
        _read(first, corpus.told, corpus.told_vectors, np.flatnonzero(told == fold), of_told)
        say(f"fold {fold + 1} of {FOLDS}")
    return of_lines, of_told


def _read(first: Weights, texts: Sequence[str], vectors: Matrix, at: NDArray[np.int64], found: Matrix) -> None:
    found[at] = classify.evidence(first, [texts[int(place)] for place in at], vectors[at])


def _fit_first(corpus: _Corpus, chosen: NDArray[np.int64]) -> Weights:
    vectors, targets = corpus.line_vectors[chosen], corpus.targets[chosen]
    table = scipy.sparse.hstack([scipy.sparse.csr_matrix(vectors), corpus.grams[chosen]]).tocsr()
    model = LogisticRegression(C=12.0, max_iter=400, tol=1e-3).fit(table, targets)
    near, of = _near(vectors, targets)
    return {
        "first_v": model.coef_[:, : local.WIDTH].T.astype(np.float32),
        "first_n": model.coef_[:, local.WIDTH :].T.astype(np.float32),
        "first_b": model.intercept_.astype(np.float32),
        "near": near,
        "near_of": of,
    }


def _near(vectors: Matrix, targets: Targets) -> tuple[Matrix, Matrix]:
    points, of = [], []
    for place, label in enumerate(LABELS):
        own = vectors[targets == place]
        count = min(_NEAR.get(label, _NEAR_OF_HINT), max(3, len(own) // 3))
        middles = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=2048, max_iter=30).fit(own)
        points.append(middles.cluster_centers_ / np.linalg.norm(middles.cluster_centers_, axis=1, keepdims=True))
        of += [place] * count
    return np.concatenate(points).astype(np.float32), np.array(of, dtype=np.float32)


def _linear(name: str, given: Moments, *, strength: float) -> Weights:
    middle, spread = given.rows.mean(axis=0), given.rows.std(axis=0)
    spread[spread == 0] = 1.0
    # The numbers of a vector tell something only together: they share one scale.
    spread[context.READABLE :] = _VECTOR_SPREAD
    model = LogisticRegression(C=strength, max_iter=500, tol=1e-3)
    model.fit((given.rows - middle) / spread, given.targets, sample_weight=given.counts)
    slopes = model.coef_ / spread
    return {
        f"{name}_w": slopes.T.astype(np.float32),
        f"{name}_b": (model.intercept_ - slopes @ middle).astype(np.float32),
    }


def _table(texts: Sequence[str]) -> scipy.sparse.csr_matrix:
    found = [places(text) for text in texts]
    data = [np.full(len(each), GRAMS_COUNT / np.sqrt(max(1, len(each))), np.float32) for each in found]
    ends = np.concatenate([[0], np.cumsum([len(each) for each in found])])
    return scipy.sparse.csr_matrix((np.concatenate(data), np.concatenate(found), ends), shape=(len(texts), SIZE))
