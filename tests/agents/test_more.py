"""Asking for more like a work: by members who let the agent read them, one wish at a time, and in nobody's name."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions as accounts_actions
from accounts.models import User
from accounts.problems import Refusal
from agents import actors
from agents.answers import answers_in
from agents.deliver import id_for
from agents.feedback import give_feedback
from agents.models import Recommendation
from agents.more import ask_for_more
from agents.rooms import read_room
from agents.wanted import PATIENCE, Wanted
from chat import actions, desk
from chat.models import Conversation, Message
from tests.chat.client import connected


def refused(code: str, user: User, made: Recommendation, item: str | None = "movie-one") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        ask_for_more(user, made.pk, item)
    assert refusal.value.code == code
    return refusal.value


def test_it_posts_nothing_and_tells_under_which_id_the_answer_comes(
    bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    before = Message.objects.count()
    answer = ask_for_more(bob, recommendation.pk, "movie-one")
    wanted = Wanted.objects.get(user=bob, item="movie-one")
    assert answer == id_for(str(wanted.pk))
    assert Message.objects.count() == before


def test_asking_again_while_it_is_looked_for_is_the_same_wish(
    bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    assert ask_for_more(bob, recommendation.pk, "movie-one") == ask_for_more(bob, recommendation.pk, "movie-one")
    assert Wanted.objects.count() == 1


def test_one_wish_at_a_time_is_looked_for_in_a_room(
    alice: User, bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    ask_for_more(bob, recommendation.pk, "movie-one")
    for person, item in ((bob, "movie-two"), (alice, "movie-one")):
        refusal = refused("conflict", person, recommendation, item)
        assert "“One”" in refusal.detail
        assert refusal.retry_after
        assert 0 < refusal.retry_after <= PATIENCE.total_seconds()
    Wanted.objects.update(ended_at=timezone.now())
    ask_for_more(alice, recommendation.pk, "movie-one")


def test_a_wish_that_got_lost_does_not_hold_up_the_next(
    bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    first = ask_for_more(bob, recommendation.pk, "movie-one")
    Wanted.objects.update(created_at=timezone.now() - PATIENCE - timedelta(seconds=1))
    assert ask_for_more(bob, recommendation.pk, "movie-one") != first


def test_where_the_agent_does_not_listen_it_says_so(
    alice: User, bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    actions.change_conversation(alice, listening.pk, listening=False)
    assert "does not listen" in refused("agents_off", bob, recommendation).detail


@pytest.mark.parametrize("where", ["here", "everywhere"])
def test_who_keeps_it_from_reading_them_is_told_so(
    where: str, bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    if where == "here":
        actions.change_membership(bob, listening.pk, agents_allowed=False)
    else:
        accounts_actions.change_profile(bob, agents_allowed=False)
    bob.refresh_from_db()
    assert "from reading you" in refused("agents_off", bob, recommendation).detail
    assert not Wanted.objects.exists()


@pytest.mark.parametrize("item", [None, "movie-three"])
def test_what_was_not_shown_is_refused(
    item: str | None, bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    refused("invalid", bob, recommendation, item)


def test_an_outsider_learns_nothing_and_a_deleted_card_takes_no_wishes(
    alice: User, bob: User, charlie: User, listening: Conversation, recommendation: Recommendation
) -> None:
    refused("not_found", charlie, recommendation)
    actions.delete_message(alice, recommendation.message_id)
    refused("gone", bob, recommendation)


def test_without_a_worker_s_queue_it_says_so_and_nothing_is_left(
    bob: User, listening: Conversation, recommendation: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actors, "enqueue", lambda *_: False)
    refused("unavailable", bob, recommendation)
    assert not Wanted.objects.exists()


def test_it_counts_for_taste_until_the_work_is_judged_or_the_room_left(
    bob: User, listening: Conversation, recommendation: Recommendation
) -> None:
    ask_for_more(bob, recommendation.pk, "movie-one")
    assert answers_in(listening.pk) == [(str(bob.pk), "movie-one", "more")]
    room = read_room(listening.pk)
    assert room
    assert room.cards[0].is_answered
    give_feedback(bob, recommendation.pk, "not_this", "movie-one")
    assert answers_in(listening.pk) == [(str(bob.pk), "movie-one", "not_this")]
    actions.leave(bob, listening.pk)
    assert answers_in(listening.pk) == []
    assert not Wanted.objects.exists()


def test_over_rest(bob: User, listening: Conversation, recommendation: Recommendation) -> None:
    client = APIClient()
    client.force_authenticate(bob)
    address = f"/api/v1/recommendations/{recommendation.pk}/more/"
    asked = client.post(address, {"item": "movie-one"}, format="json")
    assert (asked.status_code, asked.json()) == (202, {"answer": str(id_for(str(Wanted.objects.get().pk)))})
    busy = client.post(address, {"item": "movie-two"}, format="json")
    assert (busy.status_code, busy.json()["code"]) == (409, "conflict")
    assert client.post(address, {"item": "movie\x00"}, format="json").json()["code"] == "invalid"


@pytest.mark.django_db(transaction=True)
async def test_over_the_socket(alice: User, bob: User, listening: Conversation, recommendation: Recommendation) -> None:
    async with connected(bob) as his:
        made = str(recommendation.pk)
        ack = await his.ask("recommendation.more", recommendation=made, item="movie-one")
        wanted = await Wanted.objects.aget()
        assert (ack["type"], ack["answer"]) == ("ack", str(id_for(str(wanted.pk))))
        refusal = await his.ask("recommendation.more", recommendation=made)
        assert (refusal["type"], refusal["code"]) == ("error", "invalid")
        await desk.ask(actions.change_conversation, alice, listening.pk, listening=False)
        assert (await his.ask("recommendation.more", recommendation=made, item="movie-two"))["code"] == "agents_off"
