"""Answers to a recommendation: kept once each, on the card for everybody, only by those in the room."""

import pytest

from accounts.models import User
from accounts.problems import Refusal
from agents.cards import card_of
from agents.feedback import give_feedback, take_back_feedback
from agents.models import Feedback, Recommendation
from chat import actions


def verdicts(recommendation: Recommendation) -> list[tuple[str, str | None, str]]:
    recommendation.message.refresh_from_db()
    card = recommendation.message.card or {}
    return [(each["user"], each["item"], each["verdict"]) for each in card["verdicts"]]


def test_a_verdict_is_on_the_card_for_everybody(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    assert verdicts(recommendation) == [(str(bob.pk), "movie-one", "saved")]


def test_another_verdict_takes_the_place_of_the_first(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    give_feedback(bob, recommendation.pk, "loved", "movie-one")
    assert verdicts(recommendation) == [(str(bob.pk), "movie-one", "loved")]
    assert Feedback.objects.count() == 1


def test_the_same_verdict_again_changes_nothing(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "seen", "movie-two")
    before = recommendation.conversation.messages.get(pk=recommendation.message_id).revision
    give_feedback(bob, recommendation.pk, "seen", "movie-two")
    assert recommendation.conversation.messages.get(pk=recommendation.message_id).revision == before


def test_not_now_is_about_the_moment_and_not_about_a_work(bob: User, recommendation: Recommendation) -> None:
    give_feedback(bob, recommendation.pk, "not_now", "movie-one")
    assert verdicts(recommendation) == [(str(bob.pk), None, "not_now")]


@pytest.mark.parametrize("item", [None, "movie-three", ""])
def test_a_verdict_on_a_work_that_was_not_shown_is_refused(
    bob: User, recommendation: Recommendation, item: str | None
) -> None:
    with pytest.raises(Refusal) as refusal:
        give_feedback(bob, recommendation.pk, "saved", item)
    assert refusal.value.code == "invalid"
    assert not Feedback.objects.exists()


def test_what_was_said_can_be_taken_back(alice: User, bob: User, recommendation: Recommendation) -> None:
    give_feedback(alice, recommendation.pk, "loved", "movie-one")
    give_feedback(bob, recommendation.pk, "saved", "movie-one")
    give_feedback(bob, recommendation.pk, "not_now")
    take_back_feedback(bob, recommendation.pk, "movie-one")
    assert verdicts(recommendation) == [(str(alice.pk), "movie-one", "loved"), (str(bob.pk), None, "not_now")]
    take_back_feedback(bob, recommendation.pk)
    assert verdicts(recommendation) == [(str(alice.pk), "movie-one", "loved")]


def test_an_outsider_is_told_that_there_is_no_such_recommendation(
    charlie: User, recommendation: Recommendation
) -> None:
    with pytest.raises(Refusal) as refusal:
        give_feedback(charlie, recommendation.pk, "saved", "movie-one")
    assert refusal.value.code == "not_found"


def test_a_deleted_recommendation_takes_no_answers(alice: User, bob: User, recommendation: Recommendation) -> None:
    actions.delete_message(alice, recommendation.message_id)
    with pytest.raises(Refusal) as refusal:
        give_feedback(bob, recommendation.pk, "saved", "movie-one")
    assert refusal.value.code == "gone"


def test_the_card_shows_works_evidence_and_trigger(recommendation: Recommendation) -> None:
    card = card_of(recommendation)
    assert [item.title for item in card.items] == ["One", "Two"]
    assert card.evidence == [card.trigger]
