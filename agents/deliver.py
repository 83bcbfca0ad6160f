"""→ the assistant's message and the Recommendation, both or neither."""

from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from agents import consent, recall
from agents.cards import new_card
from agents.models import CatalogItem, Recommendation
from agents.models import Decision as StoredDecision
from agents.recommend import Moment, Suggestion, shown
from agents.timing import has_budget_left
from agents.wanted import Wanted
from chat import actions
from chat.models import Conversation, Message

_MARK = uuid5(NAMESPACE_URL, "unafied:recommendation")


class OutdatedError(Exception):
    """Something happened in the room while the recommendation was made: look again."""


def id_for(trigger: str) -> UUID:
    """Return the id of the recommendation that a message calls for: the same on every try."""
    return uuid5(_MARK, trigger)


@transaction.atomic
def deliver(moment: Moment, suggestion: Suggestion) -> Recommendation:
    """Put a suggestion into the room. The same trigger again gets the first recommendation back.

    Raises `OutdatedError` when the room was told something else meanwhile, or what it rests on may no longer be read.
    """
    trigger = UUID(moment.decision.trigger)
    conversation = UUID(moment.room.id)
    # The row lock lets one delivery at a time look at the room and change it.
    Conversation.objects.select_for_update(no_key=True).filter(pk=conversation).first()
    consent.hold(conversation)
    # By its own mark: a trigger that was edited meanwhile is no longer known as one.
    if made := Recommendation.objects.filter(pk=id_for(str(trigger))).first():
        return made
    _check(moment, suggestion, conversation)
    return _store(moment, suggestion, conversation)


def _check(moment: Moment, suggestion: Suggestion, conversation: UUID) -> None:
    latest = Recommendation.objects.filter(conversation=conversation).order_by("-created_at").first()
    if (latest.pk if latest else None) != moment.room.last_card:
        raise OutdatedError("another recommendation was made meanwhile")
    if moment.like and not Wanted.objects.allowed().filter(pk=moment.decision.trigger).exists():
        raise OutdatedError("who asked, or the room, no longer allows it")
    if not moment.decision.is_ask and _is_going_on(moment, conversation):
        raise OutdatedError("people went on talking")
    if not moment.decision.is_ask and not has_budget_left(UUID(moment.trigger.speaker)):
        raise OutdatedError("this person's hints of the day were answered meanwhile")
    if not recall.still_stand([*moment.messages, *suggestion.looked_up]):
        raise OutdatedError("something that was read was changed, or may no longer be read")


def _is_going_on(moment: Moment, conversation: UUID) -> bool:
    last = Message.objects.filter(pk=UUID(moment.turns[-1].id)).values_list("sequence", flat=True).first() or 0
    people = Message.objects.readable_by_agents().filter(conversation=conversation)
    return people.filter(sequence__gt=last).exists()


def _store(moment: Moment, suggestion: Suggestion, conversation: UUID) -> Recommendation:
    made, evidence = _made(moment, suggestion, conversation), [UUID(turn) for turn in suggestion.evidence]
    answered = Message.objects.get(pk=moment.like.message) if moment.like else None
    card = new_card(made, evidence)
    made.message = actions.post_card(conversation, content=made.reason, card=card, client_id=made.pk, reply_to=answered)
    made.save(force_insert=True)
    made.evidence.set(Message.objects.filter(pk__in=evidence))
    Wanted.objects.filter(pk=moment.decision.trigger).update(ended_at=timezone.now())
    return made


def _made(moment: Moment, suggestion: Suggestion, conversation: UUID) -> Recommendation:
    # A wish that was no message has no message behind it either.
    trigger = None if moment.like else UUID(moment.decision.trigger)
    return Recommendation(
        id=id_for(moment.decision.trigger),
        conversation_id=conversation,
        trigger_id=trigger,
        like=CatalogItem.objects.filter(pk=moment.like.work.id).first() if moment.like else None,
        decision=StoredDecision.objects.filter(message=trigger).first() if trigger else None,
        intent=moment.decision.intent,
        confidence=moment.decision.confidence,
        reason=suggestion.reason,
        items=shown(suggestion.items),
        candidates=[
            {"id": each.work.id, "score": each.score, "parts": dict(each.parts)} for each in suggestion.candidates
        ],
        turns=list(dict.fromkeys(turn.id for turn in [*suggestion.looked_up, *moment.messages])),
        model=suggestion.model,
        latency_ms=_since(moment.trigger.at),
        input_tokens=suggestion.input_tokens,
        output_tokens=suggestion.output_tokens,
        cost_usd=suggestion.cost_usd.quantize(Decimal("0.000001")),
    )


def _since(then: datetime) -> int:
    return max(0, round((timezone.now() - then).total_seconds() * 1000))
