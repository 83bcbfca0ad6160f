"""Context → Decision: speak or stay silent, why, and on which messages.

Reads the recent turns and not one line. `docs/decisions/0004-deciding.md` tells what each rule is for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from agents import context
from agents.classify import ASK, HINTS, LABELS, NONE, SENSITIVE, read, weights
from agents.signs import signs_of
from agents.turns import Matrix, Turn, Vector

CALL = re.compile(r"(?<!\w)@unafied\b", re.IGNORECASE)
SENSITIVE_MOMENT_FROM = 0.03
"""Open lines that together are at least this likely to be about grief, illness, crisis or abuse silence the agent…"""
SENSITIVE_ALONE_FROM = 0.05
"""…or a line that stands alone…"""
SENSITIVE_SLIGHTLY_FROM = 0.01
"""…or this likely, where one of them by itself is plainly about that, as far as a line can tell…"""
SENSITIVE_FROM = 0.35
"""…and of lines that are no longer open, one that is at least this likely does…"""
SENSITIVE_WORD_FROM = 0.05
"""…or this likely, with a word in it of those things…"""
SENSITIVE_REACH = 10
"""…for this many messages…"""
SENSITIVE_FAR_FROM = 0.6
"""…where it is not one of the last, only if it is this likely…"""
SENSITIVE_FOR = timedelta(hours=3)
"""…and for this long."""
ASK_FROM = 0.5
_OPEN = context.DEPTH
_LATELY = timedelta(hours=1)
"""What was said before that is another conversation."""
_FRESH = 3
"""A hint is answered at the line that shows it best or one of the two after it, or while whoever has the need goes on
speaking: later it has passed."""
_EVIDENT = 0.4
"""A line at least this likely to show the need stands as evidence beside the one that shows it best."""
_MOST_EVIDENCE = 3
_WORKSHOP = 4
"""So many lines with addresses, commands or names called, of those that are read, and people are at work together: in
such a room a hint is not answered, and a wish only where a line…"""
_WISH_FROM = 0.9
"""…is by itself this likely to be one."""
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


def decide(turns: Sequence[Turn], *, threshold: float, readings: Matrix | None = None, answered: int = 0) -> Decision:
    """Decide after the last of `turns` (oldest first). The trigger is the line that shows the need best.

    `threshold` is the confidence from which a hint is answered. `readings` are the turns' probabilities, where they
    are known already. The first `answered` turns call for nothing any more, nor does what stands before a turn of the
    agent's. Pure, but for the classifier's memory of lines it has read.
    """
    if not turns or turns[-1].is_agent:
        return SILENCE
    if readings is None:
        readings = read([turn.text for turn in turns])
    spoken = max((n + 1 for n, turn in enumerate(turns) if turn.is_agent), default=0)
    first = max(answered, spoken, len(turns) - _OPEN, _within(turns, _LATELY).start)
    open_ = range(min(first, len(turns)), len(turns))
    return (
        _called(turns, readings)
        or _passed_sensitive(turns, readings, open_)
        or _needed(turns, readings, open_, threshold)
    )


def _called(turns: Sequence[Turn], readings: Matrix) -> Decision | None:
    if not CALL.search(turns[-1].text):
        return None
    last, scores = [len(turns) - 1], _scores(readings[-1])
    # Without the name, which makes a wish of anything.
    bare = read([CALL.sub("", turns[-1].text)])[0]
    if _is_sensitive(turns[-1], np.maximum(bare, readings[-1])):
        return _decision(turns, last, SENSITIVE, 1.0, scores, speak=False)
    return replace(_decision(turns, last, ASK, 1.0, scores, speak=True), grounds="called")


def _passed_sensitive(turns: Sequence[Turn], readings: Matrix, open_: range) -> Decision | None:
    """Something sensitive among the lines that are no longer open."""
    recent = [n for n in _within(turns, SENSITIVE_FOR)[-SENSITIVE_REACH:] if not turns[n].is_agent and n not in open_]
    near = [n for n in recent if n >= len(turns) - _FRESH and _is_sensitive(turns[n], readings[n])]
    found = near or [n for n in recent if _chance(readings[n]) >= SENSITIVE_FAR_FROM]
    if not found:
        return None
    place = max(found, key=lambda n: _chance(readings[n]))
    return _decision(turns, [place], SENSITIVE, _chance(readings[place]), _scores(readings[place]), speak=False)


def _within(turns: Sequence[Turn], time: timedelta) -> range:
    """The places of the turns that are not older than that, seen from the last."""
    old = sum(turns[-1].at - turn.at > time for turn in turns)
    return range(old, len(turns))


def _is_sensitive(turn: Turn, reading: Vector, least: float = SENSITIVE_FROM) -> bool:
    # In a plain wish such a word names what a work may be about, or must not: "nothing with war in it".
    counts = "sensitive" in signs_of(turn.text) and float(reading[LABELS.index(ASK)]) < ASK_FROM
    return _chance(reading) >= (SENSITIVE_WORD_FROM if counts else least)


def _chance(reading: Vector) -> float:
    return float(reading[LABELS.index(SENSITIVE)])


def _needed(turns: Sequence[Turn], readings: Matrix, open_: range, threshold: float) -> Decision:
    """What the open lines call for together: silence, a wish, or a hint."""
    if not open_:
        return SILENCE
    scores = _scores(_read_together([turns[n] for n in open_], readings[open_.start :]))
    is_plain = any(_is_sensitive(turns[n], readings[n], SENSITIVE_FAR_FROM) for n in open_)
    least = SENSITIVE_ALONE_FROM if len(open_) == 1 else SENSITIVE_MOMENT_FROM
    if scores[SENSITIVE] >= (SENSITIVE_SLIGHTLY_FROM if is_plain else least):
        places = _showing(readings, open_, SENSITIVE)[:1]
        return _decision(turns, places, SENSITIVE, round(1 - scores[NONE], 4), scores, speak=False)
    if scores[ASK] >= ASK_FROM:
        places = _showing(readings, open_, ASK)[:1]
        wish = _decision(turns, places, ASK, scores[ASK], scores, speak=True)
        is_clear = float(readings[places[0], LABELS.index(ASK)]) >= _WISH_FROM
        return _unless_withdrawn(turns, wish if is_clear else _unless_at_work(turns, wish), places[0])
    intent, score = max(HINTS, key=lambda hint: scores[hint]), sum(scores[hint] for hint in HINTS)
    shown = _showing(readings, open_, intent)
    places = _still_voiced(turns, shown)
    is_fresh = places[0] >= len(turns) - _FRESH
    hint = _decision(turns, places, intent, score, scores, speak=is_fresh and score >= threshold)
    return _unless_withdrawn(turns, _unless_at_work(turns, hint), shown[0])


def _read_together(turns: Sequence[Turn], readings: Matrix) -> Vector:
    together = context.probabilities(weights(), turns, readings)
    if len(turns) > 1:
        return together
    # What stands alone is judged as a line too: neither way of reading is better, and both may find it sensitive.
    alone = readings[0, : len(LABELS)]
    both: Vector = np.sqrt(together * alone)
    both /= both.sum()
    both[LABELS.index(SENSITIVE)] = max(_chance(together), _chance(alone))
    return both


def _unless_at_work(turns: Sequence[Turn], decision: Decision) -> Decision:
    is_workshop = sum("technical" in signs_of(turn.text) for turn in turns) >= _WORKSHOP
    return decision.silenced("technical") if decision.speak and is_workshop else decision


def _still_voiced(turns: Sequence[Turn], places: list[int]) -> list[int]:
    """The lines that show a need, behind the last one of whoever has it, where the clearest has passed."""
    if places[0] >= len(turns) - _FRESH:
        return places
    last = max(n for n, turn in enumerate(turns) if turn.speaker == turns[places[0]].speaker)
    return list(dict.fromkeys([last, *places]))[:_MOST_EVIDENCE]


def _unless_withdrawn(turns: Sequence[Turn], decision: Decision, place: int) -> Decision:
    is_withdrawn = any("withdrawn" in signs_of(turn.text) for turn in turns[place + 1 :])
    return decision.silenced("settled") if decision.speak and is_withdrawn else decision


def _showing(readings: Matrix, places: range, intent: str) -> list[int]:
    """The lines that show a need, the clearest first, and of equally clear ones the latest."""
    column = LABELS.index(intent)
    clearest = sorted(places, key=lambda n: (-round(float(readings[n, column]), 1), -n))[:_MOST_EVIDENCE]
    return [n for n in clearest if n == clearest[0] or float(readings[n, column]) >= _EVIDENT]


def _scores(chances: Vector) -> dict[str, float]:
    return {label: round(float(chances[place]), 4) for place, label in enumerate(LABELS)}


def _decision(
    turns: Sequence[Turn],
    places: Sequence[int],
    intent: str,
    confidence: float,
    scores: Mapping[str, float],
    *,
    speak: bool,
) -> Decision:
    shown = tuple(turns[place].id for place in places)
    grounds = intent if intent in {ASK, SENSITIVE} else "hint"
    return Decision(speak, intent, confidence, grounds, trigger=shown[0], evidence=shown, scores=scores)
