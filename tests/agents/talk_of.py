"""Turns as a test writes them: "alice: nothing to do tonight"."""

from datetime import UTC, datetime, timedelta

from agents.turns import Turn

_BEGIN = datetime(2026, 3, 6, 19, tzinfo=UTC)


def turns(*said: str, apart: timedelta = timedelta(minutes=1)) -> list[Turn]:
    """Return a turn a text; the speaker stands before the colon, and "unafied" is the agent."""
    made = []
    for place, text in enumerate(said):
        speaker, _, words = text.partition(": ")
        made.append(Turn(str(place), speaker, words, _BEGIN + place * apart, is_agent=speaker == "unafied"))
    return made
