"""The demo: complete, the same when asked for again, and with nothing in it from the future."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from agents import actors
from agents.models import CatalogItem, Feedback, Recommendation
from chat.models import Conversation, Message
from unafied.demo import plant


@pytest.fixture
def works(db: None) -> None:
    for room in plant.demo()["rooms"]:
        for line in room["talk"]:
            for item in line.get("items", []):
                CatalogItem.objects.get_or_create(id=item, defaults={"kind": item.split("-")[0], "title": item})


def seed() -> list[str]:
    told = io.StringIO()
    call_command("seed", stdout=told)
    return [line for line in told.getvalue().splitlines() if " / " in line]


def test_every_account_is_printed_as_email_and_password_and_opens(works: None) -> None:
    lines = [line.split(" / ") for line in seed()]
    assert len(lines) == 4
    for email, password in lines:
        assert User.objects.get(email=email).check_password(password)


def test_there_are_three_rooms_with_talk_and_answered_recommendations(works: None) -> None:
    seed()
    assert Conversation.objects.count() == 3
    assert Message.objects.filter(role="user").count() > 40
    assert Recommendation.objects.count() == 4
    assert Feedback.objects.count() >= 4
    for made in Recommendation.objects.all():
        assert made.message.card
        assert made.message.card["evidence"] == [str(made.trigger_id)]


def test_a_second_time_adds_nothing(works: None) -> None:
    first = seed()
    before = Message.objects.count()
    assert seed() == first
    assert Message.objects.count() == before


def test_talk_is_in_order_and_none_of_it_is_from_the_future(works: None) -> None:
    seed()
    for room in Conversation.objects.all():
        times = list(room.messages.order_by("sequence").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= timezone.now()


def test_the_agents_are_not_asked_about_what_was_said_long_ago(works: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(actors.hear, "send", asked.append)
    seed()
    assert asked == []
    assert Conversation.objects.filter(listening=True).count() == 3


def test_everybody_finds_something_unread(works: None) -> None:
    seed()
    for user in User.objects.all():
        unread = [each.unread for each in user.memberships.with_unread()]
        assert sum(unread) > 0
        assert max(unread) <= 2
