"""What the model may cost: within any 24 hours, for the installation and for each room, in tokens and in dollars.

Counted from the recommendations, which also carry what a run cost that ended in the local answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from agents.models import Recommendation

DAY = timedelta(days=1)
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Bill:
    """What one or more runs took."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True)
class Spent:
    """What a stretch of time took."""

    tokens: int
    cost_usd: Decimal


@dataclass(frozen=True)
class Day:
    """What one day took: how many recommendations, how many of them by a model, tokens and dollars."""

    day: date
    made: int
    by_model: int
    tokens: int
    cost_usd: Decimal


def limit_reached(room: UUID) -> str:
    """Return which limit is reached, such as "AGENTS_DAILY_USD", or "" while the model may be asked for this room."""
    for scope, spent in (("AGENTS_ROOM_DAILY", lately(room)), ("AGENTS_DAILY", lately())):
        if spent.tokens >= getattr(settings, f"{scope}_TOKENS"):
            return f"{scope}_TOKENS"
        if spent.cost_usd >= Decimal(str(getattr(settings, f"{scope}_USD"))):
            return f"{scope}_USD"
    return ""


def lately(room: UUID | None = None) -> Spent:
    """Return what the last 24 hours took, in one room or in all."""
    rows = Recommendation.objects.filter(created_at__gt=timezone.now() - DAY)
    tokens, cost = (rows.filter(conversation=room) if room else rows).spent()
    return Spent(tokens, cost)


def bill_for(input_tokens: int, output_tokens: int, known_cost: Decimal | None) -> Bill:
    """Return the bill of a run: by the settings' prices where they are given, else by what the client knows."""
    prices = (settings.AGENTS_INPUT_PRICE, settings.AGENTS_OUTPUT_PRICE)
    if any(prices):
        dollars = [Decimal(str(price)) / _MILLION for price in prices]
        return Bill(input_tokens, output_tokens, input_tokens * dollars[0] + output_tokens * dollars[1])
    return Bill(input_tokens, output_tokens, known_cost or Decimal(0))


def by_day(days: int = 30) -> Sequence[Day]:
    """Return the last days, oldest first, those without any recommendation too."""
    today = timezone.localdate()
    since = today - (days - 1) * DAY
    found = {row["day"]: row for row in Recommendation.objects.filter(created_at__date__gte=since).spent_by_day()}
    return [_day(since + number * DAY, found) for number in range(days)]


def _day(day: date, found: Mapping[date, Mapping[str, Any]]) -> Day:
    row = found.get(day, {})
    return Day(
        day=day,
        made=int(row.get("made", 0)),
        by_model=int(row.get("by_model", 0)),
        tokens=int(row.get("tokens", 0)),
        cost_usd=Decimal(row.get("cost", 0)),
    )
