"""What a moment of a conversation calls for: the lines before it, who said them, and what was answered.

A need is often voiced some lines before the last, built up over several, or settled meanwhile. A linear model over
readable features weighs that; `manage.py train_decider` fits it on the scenes of `intents/scenes.jsonl`.
"""

from collections.abc import Sequence

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
_AFTER = ("settled", "accepted", "negated", "others", "past")
_OF_NEED = ("settled", "hypothetical", "past", "others", "negated", "myself", "quoted", "technical")


def probabilities(weights: Weights, turns: Sequence[Turn], readings: Matrix) -> Vector:
    """Return the probability of each of `LABELS` after the last of `turns`, none of which is the agent's."""
    row: Vector = softmax((features(turns, readings) @ weights["whole_w"] + weights["whole_b"])[None])[0]
    return row


def features(turns: Sequence[Turn], readings: Matrix) -> Vector:
    """Return what the model weighs. `readings` has a row of probabilities a turn."""
    turns, readings = turns[-DEPTH:], np.clip(readings[-DEPTH:], 1e-3, 1.0)
    hints, asks = readings[:, : len(HINTS)].sum(axis=1), readings[:, LABELS.index(ASK)]
    need, wish = int(hints.argmax()), int(asks.argmax())
    found = [
        *_recent(turns, readings),
        *_around(turns, need),
        *_around(turns, wish),
        *_summary(turns, readings),
        *np.log(readings[need]),
        *np.log(readings[-1]),
        *np.log(readings[:-1].mean(axis=0) if len(readings) > 1 else readings[-1]),
    ]
    return np.array(found, dtype=np.float32)


def _recent(turns: Sequence[Turn], readings: Matrix) -> list[float]:
    """The last lines: how likely each is a hint, an ask, sensitive; by the last speaker; a question."""
    found: list[float] = []
    for lag in range(1, _LAGS + 1):
        if lag > len(turns):
            found += _NOWHERE
            continue
        turn, odds = turns[-lag], _log_odds(_three(readings[-lag]))
        found += [1.0, *odds, float(turn.speaker == turns[-1].speaker), float("question" in signs_of(turn.text))]
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


def _summary(turns: Sequence[Turn], readings: Matrix) -> list[float]:
    three = np.array([_three(row) for row in readings], dtype=np.float32)
    fading = np.power(_FADING, np.arange(len(turns))[::-1])
    mean = (readings * fading[:, None]).sum(axis=0) / fading.sum()
    technical = float(np.mean(["technical" in signs_of(turn.text) for turn in turns]))
    return [*_log_odds(three.max(axis=0)), *_log_odds(three.mean(axis=0)), technical, *np.log(mean)]


def _three(row: Vector) -> Vector:
    return np.array([row[: len(HINTS)].sum(), row[LABELS.index(ASK)], row[LABELS.index(SENSITIVE)]], dtype=np.float32)


def _log_odds(chances: Vector) -> list[float]:
    kept = np.clip(chances, 0.002, 0.998)
    return [float(each) for each in np.log(kept / (1 - kept))]


def _any(turns: Sequence[Turn], sign: str) -> float:
    return float(any(sign in signs_of(turn.text) for turn in turns))
