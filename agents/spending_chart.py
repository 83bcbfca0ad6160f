"""What the model took, day by day, as bars: numbers only, which a template draws."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from agents.spending import Day, by_day, lately

_WIDTH, _HEIGHT = 720, 120
_GAP = 4


@dataclass(frozen=True)
class Bar:
    """One day and where it stands, in the units of the picture."""

    day: Day
    x: int
    y: int
    width: int
    height: int


def chart() -> dict[str, Any]:
    """Return the last days as bars as high as their tokens, what the last 24 hours took, and the limits."""
    days = by_day()
    most = max(day.tokens for day in days) or 1
    step = _WIDTH // len(days)
    return {
        "bars": [_bar(place * step, day, most, step - _GAP) for place, day in enumerate(days)],
        "lately": lately(),
        "most_tokens": settings.AGENTS_DAILY_TOKENS,
        "most_usd": settings.AGENTS_DAILY_USD,
        "width": _WIDTH,
        "height": _HEIGHT,
    }


def _bar(x: int, day: Day, most: int, width: int) -> Bar:
    # Little is still seen to be something.
    height = max(2, round(_HEIGHT * day.tokens / most)) if day.tokens else 0
    return Bar(day, x, _HEIGHT - height, width, height)
