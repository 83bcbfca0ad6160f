"""What the model may cost: by room and for all, within a day, and what every day took."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from agents import spending
from agents.models import Recommendation
from agents.recommend import LOCAL
from chat import actions
from tests.agents.moments import GOOD, chosen, moment
from tests.agents.openai_server import Service

ROOMY = {
    "AGENTS_DAILY_TOKENS": 10_000,
    "AGENTS_DAILY_USD": 1.0,
    "AGENTS_ROOM_DAILY_TOKENS": 5_000,
    "AGENTS_ROOM_DAILY_USD": 0.5,
}


@pytest.fixture(autouse=True)
def _roomy(settings: LazySettings) -> None:
    for name, value in ROOMY.items():
        setattr(settings, name, value)


def cost(made: Recommendation, **changes: Any) -> None:
    Recommendation.objects.filter(pk=made.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "here", "elsewhere"),
    [
        ({"input_tokens": 4_000, "output_tokens": 999, "cost_usd": Decimal("0.49")}, "", ""),
        ({"input_tokens": 4_000, "output_tokens": 1_000}, "AGENTS_ROOM_DAILY_TOKENS", ""),
        ({"cost_usd": Decimal("0.5")}, "AGENTS_ROOM_DAILY_USD", ""),
        ({"input_tokens": 10_000}, "AGENTS_ROOM_DAILY_TOKENS", "AGENTS_DAILY_TOKENS"),
        ({"cost_usd": Decimal(1)}, "AGENTS_ROOM_DAILY_USD", "AGENTS_DAILY_USD"),
    ],
)
def test_what_a_room_took_is_its_own_and_counts_for_all(
    alice: User, recommendation: Recommendation, changes: dict[str, Any], here: str, elsewhere: str
) -> None:
    cost(recommendation, **changes)
    other = actions.start_group(alice, "Other")
    assert spending.limit_reached(recommendation.conversation_id) == here
    assert spending.limit_reached(other.pk) == elsewhere


def test_yesterday_is_over(recommendation: Recommendation) -> None:
    cost(recommendation, input_tokens=10_000, created_at=F("created_at") - timedelta(hours=25))
    assert spending.limit_reached(recommendation.conversation_id) == ""


@pytest.mark.parametrize("name", ROOMY)
def test_nothing_may_be_spent_where_the_limit_is_none(
    settings: LazySettings, recommendation: Recommendation, name: str
) -> None:
    setattr(settings, name, 0)
    assert spending.limit_reached(recommendation.conversation_id) == name


@pytest.mark.django_db(transaction=True)
async def test_a_room_that_used_up_its_share_is_answered_locally(modelled: Service, settings: LazySettings) -> None:
    settings.AGENTS_ROOM_DAILY_TOKENS = 0
    modelled.answers = [GOOD]
    assert (await chosen(moment())).model == LOCAL
    assert modelled.requests == []


def test_the_settings_prices_go_before_what_the_client_knows(settings: LazySettings) -> None:
    assert spending.bill_for(100, 20, Decimal("0.1")).cost_usd == Decimal("0.1")
    assert spending.bill_for(100, 20, None).cost_usd == 0
    settings.AGENTS_INPUT_PRICE, settings.AGENTS_OUTPUT_PRICE = 0.5, 2.0
    assert spending.bill_for(2_000_000, 1_000_000, Decimal("0.1")).cost_usd == 3


def test_every_day_is_told_also_the_empty_ones(recommendation: Recommendation) -> None:
    cost(recommendation, input_tokens=100, output_tokens=20, cost_usd=Decimal("0.25"), model="openai:gpt-5-mini")
    days = spending.by_day(3)
    assert [each.day for each in days] == [timezone.localdate() - timedelta(days=back) for back in (2, 1, 0)]
    assert [(each.made, each.by_model, each.tokens) for each in days] == [(0, 0, 0), (0, 0, 0), (1, 1, 120)]
    assert days[-1].cost_usd == Decimal("0.25")
