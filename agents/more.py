"""Asking for more like a work that was recommended. Nothing is posted in anybody's name: only the answer is."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.limits import spend
from accounts.models import User
from accounts.problems import Refusal
from agents import actors
from agents.deliver import id_for
from agents.feedback import lock_recommendation, work_shown
from agents.wanted import PATIENCE, Wanted
from chat.models import Conversation, Membership

_OFF = "Unafied does not listen in this room, so it can't look for more."
_NOT_YOU = "You keep Unafied from reading you here, so it takes no wishes of yours. The room's settings change that."


def ask_for_more(user: User, recommendation: UUID, item: str | None = None) -> UUID:
    """Want more like one work of a recommendation; with one work shown, it need not be named.

    Returns the id of the recommendation that will answer, which is its message's `client_id`; the same again while it
    is looked for. Raises `not_found`, `gone`, `invalid`, `agents_off`, `conflict` (something else is looked for),
    `rate_limited`, `unavailable`.
    """
    spend("10/minute", "more", str(user.pk))
    wanted, is_new = _take(user, recommendation, item)
    if is_new and not actors.enqueue(actors.find_more, str(wanted.pk)):
        Wanted.objects.filter(pk=wanted.pk).delete()
        raise Refusal("unavailable", "Unafied can't be reached just now; try again in a moment.", retry_after=5)
    return id_for(str(wanted.pk))


@transaction.atomic
def _take(user: User, recommendation: UUID, item: str | None) -> tuple[Wanted, bool]:
    found, room, membership = lock_recommendation(user, recommendation)
    about = work_shown(found, item)
    _must_be_heard(user, room, membership)
    # The room's lock lets one wish at a time look whether there is another.
    under_way = Wanted.objects.in_room(room.pk).waited_for().select_related("item").first()
    if under_way is None:
        return Wanted.objects.create(recommendation=found, user=user, item_id=about), True
    if (under_way.recommendation_id, under_way.user_id, under_way.item_id) == (found.pk, user.pk, about):
        return under_way, False
    left = min(PATIENCE, under_way.created_at + PATIENCE - timezone.now()).total_seconds()
    raise Refusal(
        "conflict",
        f"It is still looking for something like “{under_way.item.title}”. Ask again when that is there.",
        retry_after=max(1.0, left),
    )


def _must_be_heard(user: User, room: Conversation, membership: Membership) -> None:
    if not room.listening:
        raise Refusal("agents_off", _OFF)
    if not (user.agents_allowed and membership.agents_allowed):
        raise Refusal("agents_off", _NOT_YOU)
