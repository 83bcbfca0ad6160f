"""Moderators see why."""

import html

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agents.models import CatalogItem, Decision, Recommendation
from agents.why import why
from chat import actions
from chat.models import Conversation, Message
from tests.agents.conftest import Say


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


def test_the_list_shows_what_the_model_took_day_by_day(moderator: Client, recommendation: Recommendation) -> None:
    empty = moderator.get("/admin/agents/recommendation/").content.decode()
    assert 'height="120"' not in empty
    spent = {"model": "openai:gpt-5-mini", "input_tokens": 1_100, "output_tokens": 134, "cost_usd": "0.0123"}
    Recommendation.objects.update(**spent)
    page = moderator.get("/admin/agents/recommendation/").content.decode()
    assert page.count("<rect") == 30
    assert page.count('height="120"') == 1, "today's bar is the highest"
    assert "1,234 of 2,000,000 tokens" in page
    row = page.split('<th scope="row">')[1].split("</tr>")[0]
    for cell in (">1</td>", ">1,234</td>", ">0.0123</td>"):
        assert cell in row
    assert "style=" not in page.split('class="spending"')[1].split("</section>")[0], "the policy allows none"


def test_what_happened_can_be_neither_rewritten_nor_deleted(moderator: Client, recommendation: Recommendation) -> None:
    for end, sent in (("change", {"reason": "another"}), ("delete", {"post": "yes"})):
        answered = moderator.post(f"/admin/agents/recommendation/{recommendation.pk}/{end}/", sent)
        assert answered.status_code == 403, end


def test_an_edited_message_that_was_answered_says_so(
    moderator: Client, alice: User, listening: Conversation, recommendation: Recommendation
) -> None:
    assert recommendation.trigger
    actions.edit_message(alice, recommendation.trigger.pk, "so bored, really")
    assert "It was answered before it was edited" in page_of(moderator, recommendation.trigger)
    Recommendation.objects.all().delete()
    assert "No decision is kept" in page_of(moderator, recommendation.trigger)


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


# Why did it say nothing?


def decided(message: Message, grounds: str, note: str = "", *, speak: bool = False, sure: float = 0.83) -> Decision:
    return Decision.objects.create(
        conversation=message.conversation,
        message=message,
        speak=speak,
        intent="low_spirits",
        confidence=sure,
        grounds=grounds,
        note=note,
        is_trivial=sure < 0.2,
        scores={"low_spirits": sure},
    )


def page_of(client: Client, row: Message | Conversation) -> str:
    address = reverse(f"admin:chat_{row._meta.model_name}_change", args=[row.pk])
    return html.unescape(client.get(address).content.decode())


def test_a_message_says_in_plain_words_why_nothing_came(
    moderator: Client, alice: User, listening: Conversation, say: Say
) -> None:
    message = say(alice, "feeling a bit low today")
    decided(message, "cooldown", "the last card came 12 minutes ago; that rests 30 minutes")
    seen = page_of(moderator, message)
    assert "It said nothing (cooldown): the last card came 12 minutes ago; that rests 30 minutes." in seen
    assert "feeling a bit low" not in seen


@pytest.mark.parametrize(
    ("grounds", "speak", "sure", "words"),
    [
        ("hint", True, 0.83, "It spoke (hint): it sounded like low spirits (0.83)."),
        ("hint", False, 0.53, "It said nothing (hint): it sounded like low spirits, but not surely enough (0.53)."),
        ("hint", False, 0.03, "It said nothing (hint): nothing called for it (low spirits at the most, 0.03)."),
        ("called", True, 1.0, "It spoke (called): somebody called it by name."),
        ("sensitive", False, 0.9, "in which it never recommends."),
        ("a rule to come", False, 0.9, "It said nothing (a rule to come): so it was decided on low spirits (0.90)."),
    ],
)
def test_every_end_has_its_words(
    alice: User, listening: Conversation, say: Say, grounds: str, speak: bool, sure: float, words: str
) -> None:
    assert words in why(decided(say(alice, "hm"), grounds, speak=speak, sure=sure))


def test_a_message_that_was_not_read_says_why(
    moderator: Client, alice: User, bob: User, listening: Conversation, say: Say
) -> None:
    secret, his = say(alice, "psst", off_record=True), say(bob, "hello")
    actions.change_membership(bob, listening.pk, agents_allowed=False)
    assert "off the record" in page_of(moderator, secret)
    assert "who wrote it does not allow it" in page_of(moderator, his)


def test_a_room_tells_what_was_decided_lately_and_leads_to_the_rest(
    moderator: Client, alice: User, listening: Conversation, say: Say
) -> None:
    other = actions.start_group(alice, "Other", listening=True)
    decided(say(alice, "hm"), "unanswered", "nobody answered the last card, which came 3 hours ago")
    decided(say(alice, "hm", other), "quiet_hours", "1 of those who spoke here within a day had quiet hours")
    seen = page_of(moderator, listening)
    assert "It said nothing (unanswered): nobody answered the last card" in seen
    assert "quiet hours" not in seen
    everything = f"/admin/agents/decision/?conversation__id__exact={listening.pk}"
    assert everything in seen
    for address, count in ((everything, 1), ("/admin/agents/decision/", 2), (f"{everything}&grounds=budget", 0)):
        answer = moderator.get(address)
        assert answer.status_code == 200
        assert answer.context["cl"].result_count == count


def test_whoever_may_not_see_decisions_sees_none(alice: User, listening: Conversation, say: Say) -> None:
    message = say(alice, "hm")
    decided(message, "sensitive")
    vera = User.objects.create_user("vera@example.org", None, display_name="Vera", is_staff=True)
    vera.user_permissions.set(Permission.objects.filter(codename__in=["view_message", "view_conversation"]))
    client = Client()
    client.force_login(vera)
    for row in (message, listening):
        assert "never recommends" not in page_of(client, row)
    assert client.get("/admin/agents/decision/").status_code == 403
