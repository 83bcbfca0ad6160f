"""What people answer to a recommendation."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.problems import Refusal
from agents.cards import card_of
from agents.models import Feedback, Recommendation
from chat import actions

ABOUT_THE_MOMENT = frozenset({Feedback.Verdict.NOT_NOW})
"""Verdicts on the whole recommendation; all others are about one work."""


@transaction.atomic
def give_feedback(user: User, recommendation: UUID, verdict: str, item: str | None = None) -> Recommendation:
    """Keep what `user` says to a recommendation, or to one work of it, in place of what they said before.

    With one work shown, the work need not be named. Raises `not_found`, `invalid`, `gone`.
    """
    found = _lock(user, recommendation)
    Feedback.objects.update_or_create(
        recommendation=found, user=user, item_id=_about(found, verdict, item), defaults={"verdict": verdict}
    )
    actions.change_card(found.message_id, card_of(found))
    return found


@transaction.atomic
def take_back_feedback(user: User, recommendation: UUID, item: str | None = None) -> Recommendation:
    """Forget what `user` said to one work of a recommendation, or (None) to the moment. Raises `not_found`, `gone`."""
    found = _lock(user, recommendation)
    Feedback.objects.filter(recommendation=found, user=user, item=item).delete()
    actions.change_card(found.message_id, card_of(found))
    return found


def _lock(user: User, recommendation: UUID) -> Recommendation:
    # The row is locked so that two people's answers both end up on the card.
    found = Recommendation.objects.visible_to(user).select_for_update(of=("self",)).filter(pk=recommendation).first()
    if found is None:
        raise Refusal("not_found", "There is no such recommendation, or you are not in its conversation.")
    if found.message.is_gone:
        raise Refusal("gone", "That recommendation is deleted.")
    return found


def _about(recommendation: Recommendation, verdict: str, item: str | None) -> str | None:
    if verdict in ABOUT_THE_MOMENT:
        return None
    shown = [str(each["id"]) for each in recommendation.items]
    if item is None and len(shown) == 1:
        return shown[0]
    if item not in shown:
        message = "Name one of the works that were recommended."
        raise Refusal("invalid", f"item: {message}", fields={"item": [message]})
    return item
