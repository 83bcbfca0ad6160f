"""Finding what was said: by words and operators, only where one is in, only what stands."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from chat import actions
from chat.models import Conversation, Message
from chat.search import finding, latest
from tests.chat.rest import Api


def say(user: User, room: Conversation, content: str) -> Message:
    draft = actions.Draft(user=user.pk, conversation=room.pk, client_id=uuid.uuid4(), content=content)
    return actions.post_message(draft).message


def find(user: User, words: str) -> list[str]:
    client = APIClient()
    client.force_authenticate(user)
    answered = client.get("/api/v1/search/", {"q": words})
    assert answered.status_code == 200, answered.content
    return [each["content"] for each in answered.json()["results"]]


def test_messages_are_found_by_words_latest_first(alice: User, bob: User, room: Conversation) -> None:
    for content in ("The boiler is broken", "somebody mends the boiler on Thursday", "thank you"):
        say(alice, room, content)
    assert find(bob, "boiler") == ["somebody mends the boiler on Thursday", "The boiler is broken"]
    assert find(bob, '"boiler is"') == ["The boiler is broken"]
    assert find(bob, "boiler -thursday") == ["The boiler is broken"]


def test_an_outsider_finds_nothing(alice: User, charlie: User, room: Conversation) -> None:
    say(alice, room, "the boiler")
    assert find(alice, "boiler") == ["the boiler"]
    assert find(charlie, "boiler") == []


def test_what_was_deleted_is_not_found(alice: User, room: Conversation) -> None:
    actions.delete_message(alice, say(alice, room, "the boiler").pk)
    assert find(alice, "boiler") == []


@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_no_words_are_refused(alice: User, words: str) -> None:
    client = APIClient()
    client.force_authenticate(alice)
    answered = client.get("/api/v1/search/", {"q": words})
    assert (answered.status_code, answered.json()["code"]) == (400, "empty")


@pytest.mark.parametrize("words", ["'", '"', "((", "a & | !", "<->", "\\", ":*", "x" * 5000])
def test_any_words_can_be_looked_for(alice: User, room: Conversation, words: str) -> None:
    assert find(alice, words) == []


def ask(user: User, **asked: Any) -> Any:
    answered = Api(user).ask("GET", f"search/?{urlencode(asked)}")
    assert answered.status_code == 200, answered.content
    return answered.json()


def contents(page: Any) -> list[str]:
    return [each["content"] for each in page["results"]]


def test_the_beginning_of_the_last_word_is_enough(alice: User, room: Conversation) -> None:
    for content in ("The boiler is broken", "Boiling water", "Kochendes Wasser", "Wasserkocher", "Die Küche"):
        say(alice, room, content)
    assert find(alice, "boil") == ["Boiling water", "The boiler is broken"]
    assert find(alice, "boil broken") == []
    assert find(alice, "wasser") == ["Wasserkocher", "Kochendes Wasser"]
    assert find(alice, "KÜCHE") == ["Die Küche"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Ein Café am Eck", "cafe"),
        ("Ein Cafe am Eck", "CAFÉ"),
        ("Ein Cafe\u0301 am Eck", "café"),
        ("Ein Café am Eck", "cafe\u0301"),
        ("Ein Café am Eck", '"ein cafe"'),
        ("Ein Cafe am Eck", '"café am"'),
        ("Crème brûlée", "brulee"),
        ("Wir sind in Łódź", "lodz"),
        ("Smørrebrød", "smorrebrod"),
        ("Τι κάνεις σήμερα", "σημερα"),  # noqa: RUF001 - Greek
        ("Phở bò", "pho"),
    ],
)
def test_accents_need_not_be_typed_and_may_be_too_many(alice: User, room: Conversation, said: str, asked: str) -> None:
    say(alice, room, said)
    [hit] = ask(alice, q=asked)["results"]
    assert hit["content"] == said
    assert any(part["hit"] for part in hit["snippet"]), "it is shown where"
    assert find(alice, f"-{asked}") == []


def test_a_word_of_any_length_can_be_said(alice: User, room: Conversation) -> None:
    for length in (2_038, 2_042, 2_046, 2_047, 7_000):
        say(alice, room, f"{'x' * length} soup")
    assert len(ask(alice, q="soup")["results"]) == 5


@pytest.mark.parametrize(("said", "asked"), [("がくせい", "かくせい"), ("한국", "하국"), ("कि", "क")])
def test_what_is_no_accent_has_to_be_typed(alice: User, room: Conversation, said: str, asked: str) -> None:
    say(alice, room, said)
    assert find(alice, f"{asked} in:kitchen") == []
    assert find(alice, f"{said} in:kitchen") == [said]


def test_one_may_look_for_what_a_person_said(alice: User, bob: User, room: Conversation) -> None:
    say(alice, room, "soup by me")
    say(bob, room, "soup by Bob")
    assert find(alice, "soup from:me") == ["soup by me"]
    assert find(alice, "soup from:BO") == ["soup by Bob"]
    assert find(alice, "from:bob") == ["soup by Bob"]
    assert find(alice, "from:böb") == ["soup by Bob"]
    assert find(alice, "soup from:nobody") == []


def test_one_may_look_in_a_room(alice: User, bob: User, room: Conversation) -> None:
    garden = actions.start_group(alice, "Café Garden", members=[bob.pk])
    direct = actions.open_direct(alice, bob.pk)
    for place in (room, garden, direct):
        say(alice, place, f"soup in {place.title or 'private'}")
    assert find(alice, "soup in:kitchen") == ["soup in Kitchen"]
    assert find(alice, 'soup in:"cafe gar"') == ["soup in Café Garden"]
    assert find(alice, "soup in:garden") == ["soup in Café Garden"]
    assert find(alice, "soup in:bob") == ["soup in private"]


def test_a_room_one_is_not_in_is_named_like_one_that_does_not_exist(
    alice: User, charlie: User, room: Conversation
) -> None:
    say(alice, room, "soup")
    page = ask(charlie, q="soup in:kitchen")
    assert page["results"] == []
    assert page["hints"] == [{"operator": "in:", "detail": "You are in no room called “kitchen”."}]


def test_one_may_look_at_some_days_only(alice: User, room: Conversation) -> None:
    for day in (1, 2, 3):
        said = say(alice, room, f"soup {day}")
        Message.objects.filter(pk=said.pk).update(created_at=datetime(2026, 5, day, 12, tzinfo=UTC))
    assert find(alice, "soup on:2026-05-02") == ["soup 2"]
    assert find(alice, "before:2026-05-02") == ["soup 1"]
    assert find(alice, "soup after:2026-05-02") == ["soup 3"]
    assert find(alice, "soup on:2026-05") == ["soup 3", "soup 2", "soup 1"]


def test_one_may_look_for_links(alice: User, room: Conversation) -> None:
    say(alice, room, "the recipe: https://example.org/soup")
    say(alice, room, "the recipe has soup")
    assert find(alice, "recipe has:link") == ["the recipe: https://example.org/soup"]


def test_what_cannot_be_understood_is_told_and_left_out(alice: User, room: Conversation) -> None:
    say(alice, room, "soup")
    page = ask(alice, q="soup before:someday")
    assert contents(page) == ["soup"]
    assert [hint["operator"] for hint in page["hints"]] == ["before:"]
    assert ask(alice, q="before:someday")["results"] == []


def test_pages_follow_each_other_while_people_talk(alice: User, room: Conversation) -> None:
    for number in range(7):
        say(alice, room, f"soup {number}")
    first = ask(alice, q="soup", limit=3)
    later = say(alice, room, "soup meanwhile")
    # By more than clocks may differ.
    Message.objects.filter(pk=later.pk).update(created_at=later.created_at + timedelta(minutes=1))
    second = ask(alice, q="soup", limit=3, cursor=first["cursor"])
    third = ask(alice, q="soup", limit=3, cursor=second["cursor"])
    assert contents(first) + contents(second) + contents(third) == [f"soup {number}" for number in range(6, -1, -1)]
    assert (first["more"], second["more"], third["more"], third["cursor"]) == (True, True, False, None)


def test_what_was_just_said_by_a_clock_ahead_is_found_too(alice: User, room: Conversation) -> None:
    for number in range(4):
        said = say(alice, room, f"soup {number}")
        Message.objects.filter(pk=said.pk).update(created_at=timezone.now() + timedelta(seconds=30))
    first = ask(alice, q="soup", limit=3)
    assert contents(first) == ["soup 3", "soup 2", "soup 1"]
    assert contents(ask(alice, q="soup", limit=3, cursor=first["cursor"])) == ["soup 0"]


@pytest.mark.parametrize("cursor", ["x", "-1.1.w", "1.1.q", "99999.1.w", "1.99999999999999999.w" * 2])
def test_a_cursor_of_ones_own_making_is_refused(alice: User, cursor: str) -> None:
    answered = Api(alice).ask("GET", f"search/?{urlencode({'q': 'soup', 'cursor': cursor})}")
    assert (answered.status_code, answered.json()["code"]) == (400, "invalid")


def test_a_hit_says_where_the_words_stand(alice: User, room: Conversation) -> None:
    say(alice, room, "The **boiler** is <b>broken</b>")
    [hit] = ask(alice, q="boil")["results"]
    assert hit["found_by"] == ["words"]
    assert hit["snippet"] == [
        {"text": "The ", "hit": False},
        {"text": "boiler", "hit": True},
        {"text": " is <b>broken</b>", "hit": False},
    ]


def test_more_than_the_most_is_not_read_and_said(
    alice: User, room: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LARGEST", 3)
    for number in range(5):
        say(alice, room, f"soup {number}")
    page = ask(alice, q="soup")
    assert contents(page) == ["soup 4", "soup 3", "soup 2"]
    assert "before:" in page["hints"][0]["detail"]


def test_a_search_that_takes_too_long_is_ended_and_said(
    alice: User, room: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest, "PATIENCE", timedelta(milliseconds=1))
    monkeypatch.setattr(
        latest, "with_words", lambda messages, *_, **__: messages.extra(where=["pg_sleep(1) IS NOT NULL"])
    )
    say(alice, room, "soup")
    page = ask(alice, q="soup")
    assert page["results"] == []
    assert "narrow it" in page["hints"][0]["detail"]


def test_a_page_takes_as_many_queries_with_many_hits_as_with_few(alice: User, bob: User, room: Conversation) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            ask(alice, q="soup in:kitchen from:bob")
        return len(asked)

    say(bob, room, "soup")
    few = queries()
    for _ in range(9):
        say(bob, room, "soup")
    assert queries() == few
