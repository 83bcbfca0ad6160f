"""What people keep: each on their own shelf, also after they left, and a room together."""

import pytest

from accounts.models import User
from accounts.problems import Refusal
from agents import shelf
from agents.feedback import give_feedback
from agents.models import CatalogItem, Feedback, Recommendation
from chat import actions
from chat.models import Conversation


def own(user: User) -> list[tuple[str, str, bool]]:
    return [(each.item.title, each.verdict, each.seen) for each in shelf.shelf_of(user)]


def test_what_is_saved_and_then_seen_stays_with_a_mark(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    give_feedback(bob, recommendation.pk, "loved", "movie-two")
    assert own(bob) == [("Two", "loved", True), ("One", "saved", False)]
    give_feedback(bob, recommendation.pk, "seen", "movie-one")
    assert ("One", "seen", True) in own(bob)


def test_what_was_only_seen_or_refused_is_not_kept(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "seen", "movie-one")
    give_feedback(bob, recommendation.pk, "saved", "movie-two")
    give_feedback(bob, recommendation.pk, "not_this", "movie-two")
    assert own(bob) == []


def test_a_mark_on_the_shelf_is_on_the_card_too(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    [kept] = shelf.shelf_of(bob)
    for is_seen, verdict in ((True, "seen"), (True, "seen"), (False, "saved")):
        assert shelf.mark(bob, kept.id, is_seen=is_seen).verdict == verdict
        recommendation.message.refresh_from_db()
        assert recommendation.message.card
        assert [each["verdict"] for each in recommendation.message.card["verdicts"]] == [verdict]
    shelf.take_off(bob, kept.id)
    recommendation.message.refresh_from_db()
    assert recommendation.message.card
    assert recommendation.message.card["verdicts"] == []
    assert own(bob) == []


def test_nobody_reaches_anothers_shelf(alice: User, bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    [kept] = shelf.shelf_of(bob)
    for attempt in (lambda: shelf.mark(alice, kept.id, is_seen=True), lambda: shelf.take_off(alice, kept.id)):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.code == "not_found"
    assert own(bob) == [("One", "saved", False)]


def test_who_leaves_keeps_their_shelf_without_a_way_back(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    actions.leave(bob, recommendation.conversation_id)
    [kept] = shelf.shelf_of(bob)
    assert (kept.item.title, kept.conversation, kept.recommendation, kept.message) == ("One", None, None, None)
    assert shelf.mark(bob, kept.id, is_seen=True).seen
    shelf.take_off(bob, kept.id)
    assert own(bob) == []


def test_a_room_that_is_deleted_leaves_people_their_shelves(
    alice: User, bob: User, recommendation: Recommendation
) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    give_feedback(bob, recommendation.pk, "not_this", "movie-two")
    actions.delete_conversation(alice, recommendation.conversation_id)
    assert own(bob) == [("One", "saved", False)]
    assert Feedback.objects.count() == 1


def test_the_last_one_out_keeps_their_shelf(alice: User, bob: User, recommendation: Recommendation) -> None:
    give_feedback(alice, recommendation.pk, "saved", "movie-one")
    actions.leave(bob, recommendation.conversation_id)
    actions.leave(alice, recommendation.conversation_id)
    assert not Conversation.objects.exists()
    assert own(alice) == [("One", "saved", False)]


def test_the_same_work_kept_in_two_rooms_that_were_left_stands_once(
    bob: User, recommendation: Recommendation, works: list[CatalogItem]
) -> None:
    Feedback.objects.create(recommendation=None, user=bob, item=works[0], verdict="saved", is_kept=True)
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    actions.leave(bob, recommendation.conversation_id)
    assert own(bob) == [("One", "saved", False)]


def test_a_deleted_card_is_no_way_back(alice: User, bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    actions.delete_message(alice, recommendation.message_id)
    [kept] = shelf.shelf_of(bob)
    assert (kept.conversation, kept.message) == (recommendation.conversation_id, None)
    assert shelf.mark(bob, kept.id, is_seen=True).verdict == "seen"


def test_a_room_keeps_together_what_its_members_keep_with_all_that_was_said(
    alice: User, bob: User, recommendation: Recommendation
) -> None:
    room = recommendation.conversation_id
    give_feedback(alice, recommendation.pk, "not_this", "movie-one")
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    [kept] = shelf.shelf_in(room, alice)
    assert (kept.item.title, kept.message) == ("One", recommendation.message_id)
    assert [(each.user, each.verdict) for each in kept.verdicts] == [(alice.pk, "not_this"), (bob.pk, "saved")]
    assert kept.own is None
    assert shelf.shelf_in(room, bob)[0].own == shelf.shelf_of(bob)[0].id
    assert shelf.shelf_in(room, alice, "book") == []
    assert shelf.shelf_of(bob, "book") == []
    assert len(shelf.shelf_of(bob, "movie")) == 1
    actions.leave(bob, room)
    assert shelf.shelf_in(room, alice) == []
