"""What was made of people's words goes with the words, or with the consent to read them: in the same transaction.

Rooms are locked first, as whoever posts or delivers does, and then consent: so nobody waits in a circle. Works that
were shown stay shown: they are the assistant's own words, and must not come again. Which message a card answered stays
marked, so that it isn't answered twice, but nobody is told.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from agents import consent
from agents.cards import card_of
from agents.models import Decision, Feedback, MessageEmbedding, Recommendation
from agents.reason import withdrawn
from agents.recommend import LOCAL
from chat import actions
from chat.actions.locking import lock_rooms
from chat.models import Conversation, Message

_ASK = "ask"


def forget_said(said: QuerySet[Message], rooms: Collection[UUID]) -> None:
    """Purge what was derived from these messages of these rooms: vectors, decisions, and what cards say of them."""
    lock_rooms(rooms)
    consent.take_back(rooms)
    MessageEmbedding.objects.filter(message__in=said).delete()
    Decision.objects.filter(message__in=said).delete()
    gone = set(said.filter(pk__in=_read_in(rooms)).values_list("pk", flat=True))
    for made in Recommendation.objects.that_read(gone).select_related("message"):
        _strip(made, gone)


def forget_card(message: UUID) -> None:
    """Purge why a card came that is deleted itself; that its works were shown is kept."""
    for made in Recommendation.objects.filter(message=message):
        made.evidence.clear()
        Decision.objects.filter(recommendation=made).delete()
        made.decision, made.turns = None, []
        _unsay(made)
        made.save()


def forget_member(room: Conversation, user: User) -> None:
    """Take what somebody who left said to recommendations out of the room; what they kept stays on their own shelf."""
    theirs = Feedback.objects.filter(recommendation__conversation=room, user=user)
    cards = list(theirs.values_list("recommendation", flat=True))
    _take_along(user, theirs)
    _redraw(cards)


def forget_verdicts(user: User) -> None:
    """Delete all that somebody said to recommendations, and their shelf with it."""
    theirs = Feedback.objects.filter(user=user)
    lock_rooms(theirs.filter(recommendation__isnull=False).values_list("recommendation__conversation", flat=True))
    cards = list(theirs.values_list("recommendation", flat=True))
    theirs.delete()
    _redraw(cards)


def forget_room(room: Conversation) -> None:
    """Before a room is deleted: what people kept of it goes along with them."""
    for user in User.objects.filter(feedback__recommendation__conversation=room).distinct():
        _take_along(user, Feedback.objects.filter(recommendation__conversation=room, user=user))


def _read_in(rooms: Collection[UUID]) -> set[UUID]:
    """Return the messages of these rooms that recommendations were made from."""
    made = Recommendation.objects.filter(conversation__in=rooms)
    read = {UUID(turn) for turns in made.values_list("turns", flat=True) for turn in turns}
    read.update(made.filter(trigger__isnull=False).values_list("trigger", flat=True))
    return read.union(made.filter(evidence__isnull=False).values_list("evidence", flat=True))


def _strip(made: Recommendation, gone: Collection[UUID]) -> None:
    lost = made.evidence.filter(pk__in=gone)
    # A model that worded the reason had all turns before it; the local path only quotes what it names.
    has_lost_its_ground = made.model != LOCAL or made.trigger_id in gone or lost.exists()
    made.evidence.remove(*lost)
    made.turns = [turn for turn in made.turns if UUID(turn) not in gone]
    made.candidates = []
    if has_lost_its_ground:
        _unsay(made)
    made.save()
    actions.change_card(made.message_id, card_of(made), content=made.reason)


def _unsay(made: Recommendation) -> None:
    made.reason, made.candidates, made.confidence = withdrawn(made.reason), [], 0.0
    # What the moment was like is a finding about people; that they asked is not.
    made.intent = made.intent if made.intent == _ASK else ""


def _take_along(user: User, theirs: QuerySet[Feedback]) -> None:
    own: set[str | None] = set(Feedback.objects.filter(user=user, recommendation=None).values_list("item", flat=True))
    for each in theirs.order_by("-created_at", "-pk"):
        if each.is_kept and each.item_id not in own:
            own.add(each.item_id)
            Feedback.objects.filter(pk=each.pk).update(recommendation=None)
        else:
            each.delete()


def _redraw(recommendations: Iterable[UUID | None]) -> None:
    for made in Recommendation.objects.filter(pk__in=[pk for pk in recommendations if pk]):
        actions.change_card(made.message_id, card_of(made))
