"""What was made of people's words goes with the words, or with the consent to read them: in the same transaction.

Rooms are locked first, as whoever posts or delivers does, and then consent: so nobody waits in a circle. Works that
were shown stay shown: they are the assistant's own words, and must not come again. Which message a card answered stays
marked, so that it isn't answered twice, but nobody is told.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from agents import consent
from agents.models import Decision, Feedback, MessageEmbedding, Recommendation
from agents.reason import withdrawn
from agents.recommend import LOCAL
from agents.wanted import Wanted
from chat import actions, protocol
from chat.actions.locking import lock_rooms
from chat.models import Conversation, Message

_ASK = "ask"
_STRIPPED = ["turns", "candidates", "reason", "intent", "confidence"]
_BATCH = 200


def forget_said(said: QuerySet[Message], rooms: Collection[UUID]) -> None:
    """Purge what was derived from these messages of these rooms: vectors, decisions, and what cards say of them."""
    lock_rooms(rooms)
    consent.take_back(rooms)
    MessageEmbedding.objects.filter(message__in=said).delete()
    Decision.objects.filter(message__in=said).delete()
    readings = _readings(rooms)
    gone = set(said.filter(pk__in={pk for read in readings.values() for pk in read}).values_list("pk", flat=True))
    # A reason that is taken back may itself have been read, and repeated, by the next one.
    while gone:
        gone = _strip([made for made, read in readings.items() if not gone.isdisjoint(read)], gone)


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
    Wanted.objects.filter(recommendation__conversation=room, user=user).delete()
    theirs = Feedback.objects.filter(recommendation__conversation=room, user=user)
    cards = list(theirs.values_list("recommendation__message", flat=True))
    _take_along(user, theirs)
    _take_off_cards(user, cards)


def forget_verdicts(user: User) -> None:
    """Delete all that somebody said to recommendations, and their shelf with it."""
    theirs = Feedback.objects.filter(user=user)
    in_rooms = theirs.filter(recommendation__isnull=False)
    lock_rooms(in_rooms.values_list("recommendation__conversation", flat=True))
    cards = list(in_rooms.values_list("recommendation__message", flat=True))
    theirs.delete()
    Wanted.objects.filter(user=user).delete()
    _take_off_cards(user, cards)


def forget_room(room: Conversation) -> None:
    """Before a room is deleted: what people kept of it goes along with them."""
    for user in User.objects.filter(feedback__recommendation__conversation=room).distinct():
        _take_along(user, Feedback.objects.filter(recommendation__conversation=room, user=user))


def _readings(rooms: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the messages that each recommendation of these rooms was made from."""
    made = Recommendation.objects.filter(conversation__in=rooms)
    found = {pk: {UUID(turn) for turn in turns} for pk, turns in made.values_list("pk", "turns")}
    for pk, trigger in made.filter(trigger__isnull=False).values_list("pk", "trigger"):
        found[pk].add(trigger)
    for pk, evidence in made.filter(evidence__isnull=False).values_list("pk", "evidence"):
        found[pk].add(evidence)
    return found


def _strip(recommendations: Collection[UUID], gone: Collection[UUID]) -> set[UUID]:
    """Purge what they have of messages that are gone; return the cards that say something else from now on."""
    lost = Recommendation.evidence.through.objects.filter(recommendation__in=recommendations, message__in=gone)
    groundless = set(lost.values_list("recommendation", flat=True))
    lost.delete()
    touched = list(Recommendation.objects.filter(pk__in=recommendations).select_related("message"))
    unsaid = set[UUID]()
    for made in touched:
        made.turns = [turn for turn in made.turns if UUID(turn) not in gone]
        made.candidates = []
        # A model that worded the reason had all turns before it; the local path only quotes what it names.
        if made.model != LOCAL or made.trigger_id in gone or made.pk in groundless:
            before = made.reason
            _unsay(made)
            unsaid |= {made.message_id} if made.reason != before else set()
    Recommendation.objects.bulk_update(touched, _STRIPPED, batch_size=_BATCH)
    actions.change_cards({made.message_id: _bared(made, gone) for made in touched if made.message.card})
    return unsaid


def _bared(made: Recommendation, gone: Collection[UUID]) -> protocol.RecommendationCard:
    card = protocol.RecommendationCard.model_validate(made.message.card)
    return card.model_copy(
        update={
            "reason": made.reason,
            "intent": made.intent,
            "confidence": round(made.confidence, 3),
            "evidence": [message for message in card.evidence if message not in gone],
            "trigger": None if card.trigger in gone else card.trigger,
        }
    )


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


def _take_off_cards(user: User, messages: Collection[UUID]) -> None:
    found = Message.objects.filter(pk__in=messages, card__isnull=False).values_list("pk", "card")
    cards = {pk: protocol.RecommendationCard.model_validate(card) for pk, card in found}
    left = {pk: [each for each in card.verdicts if each.user != user.pk] for pk, card in cards.items()}
    actions.change_cards({pk: card.model_copy(update={"verdicts": left[pk]}) for pk, card in cards.items()})
