"""What the turns call for, with the last word for those who are in danger."""

from collections.abc import Sequence

from agents import self_harm
from agents.decide import SENSITIVE_REACH, Decision, decide
from agents.turns import Matrix, Turn


def judge(turns: Sequence[Turn], *, threshold: float, readings: Matrix | None = None, answered: int = 0) -> Decision:
    """Decide as `decide` does, but never speak after somebody spoke of harming themselves."""
    decision = decide(turns, threshold=threshold, readings=readings, answered=answered)
    # Nobody is to be found by it: it is kept as any other sensitive matter is.
    return decision.silenced("sensitive") if decision.speak and _is_near_harm(turns, decision) else decision


def _is_near_harm(turns: Sequence[Turn], decision: Decision) -> bool:
    # As in `decide`: whoever calls by name is answered also soon after, but not on the same line.
    reach = 1 if decision.grounds == "called" else SENSITIVE_REACH
    return any(self_harm.language_of(turn.text) for turn in turns[-reach:] if not turn.is_agent)
