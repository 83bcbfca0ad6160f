"""An answer appears word by word: checked, only for those who asked, and its message takes its place."""

import json

import pytest

from accounts.models import User
from agents import pipeline
from agents.database import in_database
from agents.writing import shown_of
from chat.models import Conversation
from tests.agents.conftest import Say
from tests.agents.moments import REASON
from tests.agents.openai_server import Service
from tests.agents.test_injection import pick_first
from tests.chat.client import connected

KNOWN = {"movie-7", "movie-3"}
WHOLE = json.dumps({"items": ["movie-7"], "reason": "You have a free evening, so laugh."})

ASK = "@unafied can you recommend a good comedy film for tonight?"
HINT = "football is off, so there is absolutely nothing to do tonight, i'm so bored"


def test_what_is_shown_grows_by_whole_words_and_only_grows() -> None:
    seen = [shown_of(WHOLE[:end], KNOWN) for end in range(len(WHOLE))]
    grown = list(dict.fromkeys(text for text in seen if text))
    assert grown == ["You", "You have", "You have a", "You have a free", "You have a free evening,", grown[-1]]
    assert grown[-1] == "You have a free evening, so"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[1, 2",
        '{"items": ["movie-7"]',
        '{"reason": "Nothing was chosen yet ',
        '{"items": [], "reason": "Nothing was chosen ',
        '{"items": ["movie-99"], "reason": "Not a candidate ',
        '{"items": "movie-7", "reason": "Not a list ',
        '{"items": ["movie-7"], "reason": ["Not words ',
        '{"items": ["movie-7"], "reason": "See https://evil.example for ',
        '{"items": ["movie-7"], "reason": "<b>Bold</b> and ',
        '{"items": ["movie-7"], "reason": "Unafied, a quiet member of a group ',
        '{"items": ["movie-7"], "reason": "' + "so long " * 2_000,
    ],
)
def test_what_does_not_pass_is_not_shown(text: str) -> None:
    assert shown_of(text, KNOWN) == ""


@pytest.mark.django_db(transaction=True)
async def test_who_asked_sees_the_answer_grow_until_its_message_is_there(
    catalog: None, modelled: Service, alice: User, charlie: User, listening: Conversation, say: Say
) -> None:
    modelled.answers = [pick_first]
    async with connected(alice) as hers, connected(charlie) as outside:
        trigger = await in_database(say)(alice, ASK)
        await pipeline.respond_to([trigger.pk])
        message = (await hers.hear("recommendation.made"))["message"]
        assert message["content"] == REASON
        told = [event for event in hers.heard if event["type"] == "answer.writing"]
        assert {event["conversation"] for event in told} == {str(listening.pk)}
        assert {event["id"] for event in told} == {message["client_id"]} == {message["card"]["id"]}
        words = [event["text"] for event in told]
        assert words[0] == "", "it is said at once that somebody thinks"
        assert len(words) > 5
        assert all(REASON.startswith(text) for text in words)
        assert words == sorted(words, key=len)
        assert await outside.hears_nothing_more() == []
    assert all(request["stream"] for request in modelled.requests)


@pytest.mark.django_db(transaction=True)
async def test_nobody_waits_for_a_hint(
    catalog: None, modelled: Service, alice: User, listening: Conversation, say: Say
) -> None:
    modelled.answers = [pick_first]
    async with connected(alice) as hers:
        trigger = await in_database(say)(alice, HINT)
        (made,) = (await pipeline.respond_to([trigger.pk])).made
        assert made.model == "openai:gpt-5-mini"
        await hers.hear("recommendation.made")
        assert "answer.writing" not in {event["type"] for event in hers.heard}
    assert not modelled.requests[0].get("stream")


@pytest.mark.django_db(transaction=True)
async def test_a_stream_that_breaks_ends_in_the_local_answer_all_the_same(
    catalog: None, modelled: Service, alice: User, listening: Conversation, say: Say
) -> None:
    modelled.is_broken, modelled.answers = "cut", [pick_first] * 3
    async with connected(alice) as hers:
        trigger = await in_database(say)(alice, ASK)
        (made,) = (await pipeline.respond_to([trigger.pk])).made
        assert made.model == "local"
        assert (await hers.hear("recommendation.made"))["message"]["content"] == made.reason
