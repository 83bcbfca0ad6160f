"""Context → Decision: speak or stay silent, why, and on which messages.

Reads the recent turns and not one line. `docs/decisions/0004-deciding.md` tells what each rule is for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from agents.classify import ASK, HINTS, LABELS, NONE, SENSITIVE, read
from agents.turns import Matrix, Turn
from agents.wishes import read_wish

CALL = re.compile(r"(?<!\w)@unafied\b", re.IGNORECASE)
SENSITIVE_FROM = 0.35
"""A line at least this likely to be about grief, illness, crisis or abuse silences the agent…"""
SENSITIVE_REACH = 10
"""…for this many messages."""
ASK_FROM = 0.5
_TRIVIAL = 0.2
"""Below this, silence needs no explanation."""


@dataclass(frozen=True)
class Decision:
    """Whether to speak, and why. `trigger` and `evidence` are ids of turns; scores are probabilities by intent."""

    speak: bool
    intent: str
    confidence: float
    grounds: str
    trigger: str = ""
    evidence: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_ask(self) -> bool:
        """Whether somebody asked for it."""
        return self.intent == ASK

    @property
    def is_trivial(self) -> bool:
        """Whether nobody would wonder why nothing was said."""
        return not self.speak and self.confidence < _TRIVIAL

    def silenced(self, grounds: str) -> "Decision":
        """Return the same with another end: it stays silent, for these grounds."""
        return replace(self, speak=False, grounds=grounds)


SILENCE = Decision(speak=False, intent=NONE, confidence=0.0, grounds="nothing")


def decide(turns: Sequence[Turn], *, threshold: float, fresh: int = 1, readings: Matrix | None = None) -> Decision:
    """Decide after the last of `turns` (oldest first), of which the last `fresh` have not been decided on yet.

    `threshold` is the confidence from which a hint is answered. `readings` are the turns' probabilities, where they
    are known already. Pure, but for the classifier's memory of lines it has read.
    """
    if not turns or turns[-1].is_agent:
        return SILENCE
    if readings is None:
        readings = read([turn.text for turn in turns])
    if found := _called(turns, readings):
        return found
    if (crisis := _sensitive(turns, readings)) is not None:
        return crisis
    return _asked(turns, readings) or _hinted(turns, readings, threshold, fresh)


def _called(turns: Sequence[Turn], readings: Matrix) -> Decision | None:
    if not CALL.search(turns[-1].text):
        return None
    if readings[-1, LABELS.index(SENSITIVE)] > SENSITIVE_FROM:
        return _decision(turns, readings, -1, SENSITIVE, 1.0, speak=False, grounds="sensitive")
    return _decision(turns, readings, -1, ASK, 1.0, speak=True, grounds="called")


def _sensitive(turns: Sequence[Turn], readings: Matrix) -> Decision | None:
    recent = [n for n in range(max(0, len(turns) - SENSITIVE_REACH), len(turns)) if not turns[n].is_agent]
    scores = readings[recent, LABELS.index(SENSITIVE)]
    if not recent or float(scores.max()) < SENSITIVE_FROM:
        return None
    place = recent[int(scores.argmax())]
    return _decision(turns, readings, place, SENSITIVE, float(scores.max()), speak=False, grounds="sensitive")


def _asked(turns: Sequence[Turn], readings: Matrix) -> Decision | None:
    score = float(readings[-1, LABELS.index(ASK)])
    wish = read_wish(turns[-1].text)
    if score < (ASK_FROM if wish.kind or wish.genres else 0.8):
        return None
    return _decision(turns, readings, -1, ASK, score, speak=True, grounds="ask")


def _hinted(turns: Sequence[Turn], readings: Matrix, threshold: float, fresh: int) -> Decision:
    hints = readings[:, : len(HINTS)]
    places = [n for n in range(max(0, len(turns) - fresh), len(turns)) if not turns[n].is_agent]
    best = max(places, key=lambda n: float(hints[n].max()))
    intent, score = HINTS[int(hints[best].argmax())], float(hints[best].sum())
    return _decision(turns, readings, best, intent, score, speak=score >= threshold, grounds="hint")


def _decision(
    turns: Sequence[Turn], readings: Matrix, place: int, intent: str, score: float, *, speak: bool, grounds: str
) -> Decision:
    place %= len(turns)
    return Decision(
        speak=speak,
        intent=intent,
        confidence=score,
        grounds=grounds,
        trigger=turns[place].id,
        evidence=(turns[place].id,),
        scores={label: round(float(p), 4) for label, p in zip(LABELS, np.atleast_1d(readings[place]), strict=True)},
    )
