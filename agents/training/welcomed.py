"""Fits which kinds of works are welcome, each kind by itself: in many moments more than one is."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from agents import welcome
from agents.classify import Weights
from agents.providers import local
from agents.training.examples import Welcomed
from agents.turns import Matrix

_STRENGTH = 0.1
_SCALES = (1.5, 4.0)
"""How much a circumstance and a vector of length one count beside each other."""
_WRITTEN = 4.0
"""How much a scene counts that was written to tell kinds apart; one that was written for something else counts 1."""


def fit(scenes: Sequence[Welcomed]) -> Weights:
    """Fit the weights that `welcome.probabilities` reads."""
    rows = rows_of(scenes)
    scales = np.full(rows.shape[1], _SCALES[0], dtype=np.float32)
    scales[-local.WIDTH :] = _SCALES[1]
    counts = [_WRITTEN if scene.is_written_for_it else 1.0 for scene in scenes]
    models = [
        LogisticRegression(C=_STRENGTH, max_iter=500, tol=1e-3).fit(
            rows * scales, [kind in scene.kinds for scene in scenes], sample_weight=counts
        )
        for kind in welcome.KINDS
    ]
    return {
        "welcome_w": np.stack([model.coef_[0] * scales for model in models], axis=1).astype(np.float32),
        "welcome_b": np.array([model.intercept_[0] for model in models], dtype=np.float32),
    }


def rows_of(scenes: Sequence[Welcomed]) -> Matrix:
    """Return the features of each scene, a row each."""
    vectors = local.encode([welcome.joined(scene.texts) for scene in scenes])
    return np.stack([welcome.features(scene.texts, vector) for scene, vector in zip(scenes, vectors, strict=True)])
