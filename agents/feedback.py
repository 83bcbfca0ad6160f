"""What people answer to a recommendation."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.problems import Refusal
from agents.cards import card_of
from agents.models import Feedback, Recommendation
from chat import actions
from chat.actions.locking import lock_room
from chat.models import Conversation, Membership

ABOUT_THE_MOMENT = frozenset({Feedback.Verdict.NOT_NOW})
"""Verdicts on the whole recommendation; all others are about one work."""

KEEPING = frozenset({Feedback.Verdict.SAVED, Feedback.Verdict.LOVED})
"""Verdicts that put a work on one's shelf."""


@transaction.atomic
def give_feedback(user: User, recommendation: UUID, verdict: str, item: str | None = None) -> Recommendation:
    """Keep what `user` says to a recommendation, or to one work of it, in place of what they said before.

    With one work shown, the work need not be named. Raises `not_found`, `invalid`, `gone`.
    """
    found, _, _ = lock_recommendation(user, recommendation)
    about = None if verdict in ABOUT_THE_MOMENT else work_shown(found, item)
    given = Feedback.objects.filter(recommendation=found, user=user, item=about).first()
    given = given or Feedback(recommendation=found, user=user, item_id=about)
    given.verdict = verdict
    # What one saved and then saw stays on the shelf, as seen.
    given.is_kept = verdict in KEEPING or (verdict == Feedback.Verdict.SEEN and given.is_kept)
    given.save()
    actions.change_card(found.message_id, card_of(found))
    return found


@transaction.atomic
def take_back_feedback(user: User, recommendation: UUID, item: str | None = None) -> Recommendation:
    """Forget what `user` said to one work of a recommendation, or (None) to the moment. Raises `not_found`, `gone`."""
    found, _, _ = lock_recommendation(user, recommendation)
    Feedback.objects.filter(recommendation=found, user=user, item=item).delete()
    actions.change_card(found.message_id, card_of(found))
    return found


def lock_recommendation(user: User, recommendation: UUID) -> tuple[Recommendation, Conversation, Membership]:
    """Lock the room of a recommendation that the user may see and that still stands. Raises `not_found`, `gone`."""
    found = Recommendation.objects.visible_to(user).select_related("message").filter(pk=recommendation).first()
    if found is None:
        raise Refusal("not_found", "There is no such recommendation, or you are not in its conversation.")
    # Two people's answers both end up on the card, and nobody answers who is just leaving.
    room, membership = lock_room(found.conversation_id, user)
    found.refresh_from_db()
    if found.message.is_gone:
        raise Refusal("gone", "That recommendation is deleted.")
    return found, room, membership


def work_shown(recommendation: Recommendation, item: str | None) -> str:
    """Return the id of a work that was recommended; the only one need not be named. Raises `invalid`."""
    shown = [str(each["id"]) for each in recommendation.items]
    if item is None and len(shown) == 1:
        return shown[0]
    if item not in shown:
        message = "Name one of the works that were recommended."
        raise Refusal("invalid", f"item: {message}", fields={"item": [message]})
    return item
