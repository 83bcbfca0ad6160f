"""What was made of people's words goes with the words, or with the consent to read them: in the same transaction.

Rooms are locked first, as whoever posts or delivers does, and then consent: so nobody waits in a circle. Works that
were shown stay shown: they are the assistant's own words, and must not come again. Which message a card answered stays
marked, so that it isn't answered twice, but nobody is told.
"""

from collections.abc import Collection
from itertools import batched
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
    gone = _read_of(said, rooms)
    # A reason that is taken back may itself have been read, and repeated, by the next one.
    while gone and (made := _made_from(gone)):
        gone = _strip(made, gone)


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


def _read_of(said: QuerySet[Message], rooms: Collection[UUID]) -> set[UUID]:
    """Return those of the messages that something may have been made from: all of a few, of many those read."""
    few = set(said.values_list("pk", flat=True)[: _BATCH + 1])
    if len(few) <= _BATCH:
        return few
    made = Recommendation.objects.filter(conversation__in=rooms)
    read = {UUID(turn) for turns in made.values_list("turns", flat=True) for turn in turns}
    read.update(made.filter(trigger__isnull=False).values_list("trigger", flat=True))
    read.update(made.filter(evidence__isnull=False).values_list("evidence", flat=True))
    return set(said.filter(pk__in=read).values_list("pk", flat=True))


def _made_from(messages: Collection[UUID]) -> set[UUID]:
    """Return the recommendations that read any of the messages, found by indexes, however many others there are."""
    found = set[UUID]()
    for some in batched(messages, _BATCH):
        found.update(Recommendation.objects.filter(trigger__in=some).values_list("pk", flat=True))
        evidence = Recommendation.evidence.through.objects.filter(message__in=some)
        found.update(evidence.values_list("recommendation", flat=True))
        read = Recommendation.objects.filter(turns__has_any_keys=[str(pk) for pk in some])
        found.update(read.values_list("pk", flat=True))
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
    taken: dict[str | None, int] = {}
    for pk, item in theirs.filter(is_kept=True).order_by("-created_at", "-pk").values_list("pk", "item"):
        if item not in own:
            taken.setdefault(item, pk)
    found = theirs.values_list("pk", flat=True)
    Feedback.objects.filter(pk__in=set(found) - set(taken.values())).delete()
    Feedback.objects.filter(pk__in=taken.values()).update(recommendation=None)


def _take_off_cards(user: User, messages: Collection[UUID]) -> None:
    found = Message.objects.filter(pk__in=messages, card__isnull=False).values_list("pk", "card")
    cards = {pk: protocol.RecommendationCard.model_validate(card) for pk, card in found}
    left = {pk: [each for each in card.verdicts if each.user != user.pk] for pk, card in cards.items()}
    actions.change_cards({pk: card.model_copy(update={"verdicts": left[pk]}) for pk, card in cards.items()})
