"""What a moment of a conversation calls for: the lines before it, who said them, and what was answered.

A need is often voiced some lines before the last, built up over several, or settled meanwhile. A linear model over
readable features and the meaning of the lines together weighs that; `manage.py train_decider` fits it on the scenes of
`intents/scenes.jsonl`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from agents.classify import ASK, HINTS, LABELS, SENSITIVE, Weights, softmax
from agents.signs import signs_of
from agents.turns import Matrix, Turn, Vector

DEPTH = 6
"""Lines that are looked at: what was said before them has passed."""
_LAGS = 4
_FADING = 0.75
"""How much less each line counts than the one after it."""
_LONG = 25
_NOWHERE = (0.0, -6.0, -6.0, -6.0, 0.0, 0.0)
READABLE = 121
"""Features before the vectors."""
_AFTER = ("settled", "accepted", "negated", "others", "past")
_OF_NEED = ("settled", "hypothetical", "past", "others", "negated", "myself", "quoted", "technical")


def probabilities(weights: Weights, turns: Sequence[Turn], readings: Matrix) -> Vector:
    """Return the probability of each of `LABELS` after the last of `turns`, none of which is the agent's."""
    row: Vector = softmax((features(turns, readings) @ weights["whole_w"] + weights["whole_b"])[None])[0]
    return row


def features(turns: Sequence[Turn], readings: Matrix) -> Vector:
    """Return what the model weighs: `READABLE` features, then two vectors. `readings` are what `classify.read` has."""
    turns, vectors = turns[-DEPTH:], readings[-DEPTH:, len(LABELS) :]
    readings = np.clip(readings[-DEPTH:, : len(LABELS)], 1e-3, 1.0)
    three = _three(readings)
    need, wish = int(three[:, 0].argmax()), int(three[:, 1].argmax())
    technical = sum("technical" in signs_of(turn.text) for turn in turns) / len(turns)
    found = [
        *_recent(turns, three),
        *_around(turns, need),
        *_around(turns, wish),
        *_log_odds(np.concatenate([three.max(axis=0), three.mean(axis=0)])),
        technical,
    ]
    before = readings[:-1].mean(axis=0) if len(readings) > 1 else readings[-1]
    rows = np.log(np.concatenate([_faded(readings), readings[need], readings[-1], before]))
    return np.concatenate([np.array(found, dtype=np.float32), rows, _faded(vectors), vectors[need]])


def _recent(turns: Sequence[Turn], three: Matrix) -> list[float]:
    """The last lines: how likely each is a hint, an ask, sensitive; by the last speaker; a question."""
    found: list[float] = []
    odds = _log_odds(three)
    for lag in range(1, _LAGS + 1):
        if lag > len(turns):
            found += _NOWHERE
            continue
        turn = turns[-lag]
        found += [1.0, *odds[-lag], float(turn.speaker == turns[-1].speaker), float("question" in signs_of(turn.text))]
    return found


def _around(turns: Sequence[Turn], place: int) -> list[float]:
    """The likeliest line of a kind: how long ago, what it shows, and what was said after it by whom."""
    after, speaker = turns[place + 1 :], turns[place].speaker
    by_same = [turn for turn in after if turn.speaker == speaker]
    by_others = [turn for turn in after if turn.speaker != speaker]
    shown = signs_of(turns[place].text)
    return [
        *(float(len(after) == ago) for ago in range(_LAGS)),
        float(len(by_same)),
        float(len(by_others)),
        *(_any(after, sign) for sign in _AFTER),
        *(_any(by_same, sign) for sign in ("settled", "accepted")),
        _any(by_others, "question"),
        *(float(sign in shown) for sign in _OF_NEED),
        min(len(turns[place].text.split()), _LONG) / 10,
    ]


def _faded(rows: Matrix) -> Vector:
    """The mean of the lines' rows, in which a line counts less the longer ago it was."""
    fading = np.power(_FADING, np.arange(len(rows))[::-1], dtype=np.float32)
    mean: Vector = fading @ rows / fading.sum()
    return mean


def _three(readings: Matrix) -> Matrix:
    """For each line: a hint of any kind, an ask, something sensitive."""
    hints = readings[:, : len(HINTS)].sum(axis=1)
    return np.stack([hints, readings[:, LABELS.index(ASK)], readings[:, LABELS.index(SENSITIVE)]], axis=1)


def _log_odds(chances: Matrix) -> list[Any]:
    kept = np.clip(chances, 0.002, 0.998)
    odds: list[Any] = np.log(kept / (1 - kept)).tolist()
    return odds


def _any(turns: Sequence[Turn], sign: str) -> float:
    return float(any(sign in signs_of(turn.text) for turn in turns))
