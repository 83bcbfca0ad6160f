"""Moderators see why."""

import pytest
from django.test import Client

from accounts.models import User
from agents.models import CatalogItem, Decision, Recommendation


@pytest.fixture
def moderator(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long enough password", display_name="A"))
    return client


def test_a_recommendation_shows_everything_needed_to_see_why(moderator: Client, recommendation: Recommendation) -> None:
    assert recommendation.trigger
    recommendation.decision = Decision.objects.create(
        conversation=recommendation.conversation,
        message=recommendation.trigger,
        speak=True,
        intent="boredom",
        confidence=0.9,
        grounds="hint",
        scores={"boredom": 0.9, "none": 0.1},
    )
    recommendation.turns = [str(recommendation.trigger_id)]
    recommendation.candidates = [{"id": "movie-one", "score": 0.5, "parts": {"meaning": 0.4}}]
    recommendation.save()
    page = moderator.get(f"/admin/agents/recommendation/{recommendation.pk}/change/").content.decode()
    for shown in ("so bored", "boredom: 0.900", "One (2000)", "meaning 0.40", "A free evening.", "120"):
        assert shown in page, shown


def test_the_turns_of_a_deleted_message_are_not_shown(moderator: Client, recommendation: Recommendation) -> None:
    recommendation.turns = [str(recommendation.trigger_id)]
    recommendation.save()
    assert recommendation.trigger
    recommendation.trigger.delete()
    page = moderator.get(f"/admin/agents/recommendation/{recommendation.pk}/change/").content.decode()
    assert "so bored" not in page


@pytest.mark.parametrize("model", ["recommendation", "decision", "catalogitem"])
def test_every_list_opens(moderator: Client, recommendation: Recommendation, model: str) -> None:
    assert moderator.get(f"/admin/agents/{model}/").status_code == 200


def test_what_happened_cannot_be_rewritten(moderator: Client, recommendation: Recommendation) -> None:
    answered = moderator.post(f"/admin/agents/recommendation/{recommendation.pk}/change/", {"reason": "another"})
    assert answered.status_code == 403


def test_an_edited_work_loses_its_vector(moderator: Client, works: list[CatalogItem]) -> None:
    work = works[0]
    CatalogItem.objects.filter(pk=work.pk).update(model="local", embedding=[0.5] * 1536)
    form = {
        "id": work.pk,
        "kind": "movie",
        "title": "Uno",
        "popularity": "0.1",
        "genres": "",
        "moods": "",
        "intents": "",
    }
    answered = moderator.post(f"/admin/agents/catalogitem/{work.pk}/change/", form)
    assert answered.status_code == 302, answered.content.decode()
    work.refresh_from_db()
    assert (work.title, work.model, work.embedding) == ("Uno", "", None)
