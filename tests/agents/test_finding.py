"""Searching by meaning: other words for the same, only where agents may read; by words alone where nobody answers."""

import asyncio
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from redis import Redis

from accounts.models import User
from agents import actors, embed, placing
from agents.breaker import FAILURES
from agents.querysets import SHARDS
from chat import actions, search
from chat.models import Conversation, Message
from tests.agents.conftest import Say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have questions answered by a thread, as a worker does it."""

    def hand_over(actor: Any, question: str) -> bool:
        if actor is actors.place:
            Thread(target=lambda: asyncio.run(placing.answer(question))).start()
        return True

    monkeypatch.setattr(actors, "enqueue", hand_over)
    monkeypatch.setattr(placing, "PATIENCE", 20.0)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have questions answered by nobody; gives those that were asked."""
    asked: list[str] = []

    def hand_over(actor: Any, question: str) -> bool:
        if actor is actors.place:
            asked.append(question)
        return True

    monkeypatch.setattr(actors, "enqueue", hand_over)
    monkeypatch.setattr(placing, "PATIENCE", 0.05)
    return asked


def embedded(*messages: Message) -> None:
    asyncio.run(embed.embed_messages([message.pk for message in messages]))


def found(user: User, text: str, **page: Any) -> list[str]:
    return [hit.message.content for hit in search.find(user, text, **{"limit": 20, **page}).hits]


@pytest.mark.usefixtures("answering", "listening")
def test_other_words_for_the_same_are_found_in_any_language(alice: User, bob: User, say: Say) -> None:
    embedded(
        say(bob, "The boiler is broken again"),
        say(bob, "Der Heizkessel ist kaputt"),
        say(bob, "What should we watch tonight?"),
    )
    result = search.find(alice, "kaputte Heizung", limit=20)
    assert result.meaning == "asked"
    assert {hit.message.content for hit in result.hits} == {"The boiler is broken again", "Der Heizkessel ist kaputt"}
    assert all(hit.by_meaning and not hit.by_words for hit in result.hits)


@pytest.mark.usefixtures("answering", "listening")
def test_what_is_right_in_words_and_meaning_comes_first(alice: User, bob: User, say: Say) -> None:
    embedded(say(bob, "the boiler is broken"), say(bob, "somebody repairs the heating"))
    say(bob, "boiler, said where no agent reads it", off_record=True)
    assert found(alice, "boiler")[0] == "the boiler is broken"
    assert len(found(alice, "boiler")) == 2


@pytest.mark.usefixtures("answering", "listening")
def test_a_message_that_says_nothing_by_itself_is_close_to_nothing(alice: User, bob: User, say: Say) -> None:
    embedded(say(bob, "🙌"), say(bob, "ok"), say(bob, "OK, thank you"))
    assert found(alice, "okay") == ["OK, thank you"]


@pytest.mark.usefixtures("answering", "listening")
def test_operators_hold_for_what_is_found_by_meaning_too(alice: User, bob: User, say: Say) -> None:
    embedded(say(bob, "The boiler is broken again"), say(alice, "The boiler broke"))
    assert found(alice, "heating defect boiler from:me") == ["The boiler broke"]
    assert found(alice, "heating defect boiler -broke") == ["The boiler is broken again"]
    assert found(alice, 'heating defect boiler "is broken"') == ["The boiler is broken again"]


@pytest.mark.usefixtures("answering", "listening")
def test_nobody_finds_by_meaning_what_they_may_not_see(alice: User, charlie: User, say: Say) -> None:
    elsewhere = actions.start_group(charlie, "Charlie's", listening=True)
    embedded(say(alice, "The boiler is broken again"), say(charlie, "The boiler here is fine", elsewhere))
    assert found(charlie, "boiler defect") == ["The boiler here is fine"]


@pytest.mark.usefixtures("answering")
def test_all_ones_rooms_are_looked_through_together(alice: User, say: Say) -> None:
    rooms = [actions.start_group(alice, f"House {number}", listening=True) for number in range(6)]
    assert len({room.pk.int % SHARDS for room in rooms}) > 1
    embedded(*[say(alice, f"The boiler of house {number} is broken", room) for number, room in enumerate(rooms)])
    assert sorted(found(alice, "defective boiler")) == [f"The boiler of house {at} is broken" for at in range(6)]
    assert found(alice, 'defective boiler in:"House 3"') == ["The boiler of house 3 is broken"]


@pytest.mark.usefixtures("answering")
def test_consent_taken_back_ends_finding_by_meaning(alice: User, bob: User, listening: Conversation, say: Say) -> None:
    embedded(say(bob, "The boiler is broken again"))
    assert found(alice, "defective boiler")
    actions.change_membership(bob, listening.pk, agents_allowed=False)
    assert found(alice, "defective boiler") == []


@pytest.mark.usefixtures("listening")
def test_who_is_not_read_by_agents_is_not_when_searching_either(alice: User, say: Say, nobody: list[str]) -> None:
    say(alice, "boiler")
    User.objects.filter(pk=alice.pk).update(agents_allowed=False)
    alice.refresh_from_db()
    result = search.find(alice, "boiler", limit=20)
    assert (result.meaning, len(result.hits), nobody) == ("off", 1, [])


def test_nobody_is_asked_where_no_room_is_listened_to(alice: User, room: Conversation, nobody: list[str]) -> None:
    assert search.find(alice, "boiler", limit=20).meaning == "off"
    assert nobody == []


@pytest.mark.usefixtures("listening")
def test_without_an_answer_the_words_still_count_and_soon_nobody_waits(
    alice: User, say: Say, nobody: list[str]
) -> None:
    say(alice, "boiler")
    for number in range(FAILURES + 2):
        result = search.find(alice, f"boiler -word{number}", limit=20)
        assert (result.meaning, [hit.message.content for hit in result.hits]) == ("late", ["boiler"])
    assert len(nobody) == FAILURES


@pytest.mark.usefixtures("answering", "listening")
def test_pages_of_a_search_by_meaning_stand_in_one_order(alice: User, bob: User, say: Say) -> None:
    embedded(*[say(bob, f"The boiler in house {number} is broken") for number in range(7)])
    first = search.find(alice, "boiler", limit=4)
    later = say(bob, "The boiler is broken here as well")
    # By more than clocks may differ.
    Message.objects.filter(pk=later.pk).update(created_at=later.created_at + timedelta(minutes=1))
    embedded(later)
    both = [*first.hits, *search.find(alice, "boiler", limit=4, cursor=first.cursor).hits]
    assert sorted(hit.message.content for hit in both) == [f"The boiler in house {at} is broken" for at in range(7)]


@pytest.mark.usefixtures("answering", "listening")
def test_what_somebody_looks_for_does_not_stay_in_redis(alice: User, settings: Any) -> None:
    found(alice, "something very private")
    with Redis.from_url(settings.REDIS_URL) as redis:
        keys = list(redis.scan_iter("*sought*"))
        assert keys
        assert all(0 < redis.ttl(key) <= 600 for key in keys)
        assert all(b"private" not in key for key in keys)
        assert all(redis.ttl(key) <= 10 for key in keys if key.endswith(b"words"))
