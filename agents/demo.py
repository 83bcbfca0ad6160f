"""A recommendation of the demo: written by hand, kept and shown like a real one."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import User
from agents.cards import new_card
from agents.feedback import give_feedback
from agents.models import Decision, Recommendation
from chat import actions
from chat.models import Message

MODEL = "demo"


@transaction.atomic
def recommend(
    evidence: Sequence[Message],
    *,
    intent: str,
    confidence: float,
    reason: str,
    items: Sequence[str],
    answers: Iterable[tuple[User, str, str]] = (),
) -> Recommendation:
    """Post a recommendation of catalogue items because of `evidence`, with people's answers to it."""
    trigger = evidence[-1]
    made = Recommendation(
        conversation_id=trigger.conversation_id,
        trigger=trigger,
        decision=_decision(trigger, intent, confidence),
        intent=intent,
        confidence=confidence,
        reason=reason,
        items=[{"id": item, "rank": rank, "score": round(1 - rank / 10, 2)} for rank, item in enumerate(items, 1)],
        turns=[str(message.pk) for message in evidence],
        model=MODEL,
        latency_ms=0,
    )
    _deliver(made, evidence)
    for user, verdict, item in answers:
        give_feedback(user, made.pk, verdict, item)
    return made


def _deliver(made: Recommendation, evidence: Sequence[Message]) -> None:
    card = new_card(made, [message.pk for message in evidence])
    made.message = actions.post_card(made.conversation_id, content=made.reason, card=card, client_id=made.pk)
    made.save()
    made.evidence.set(evidence)


def _decision(trigger: Message, intent: str, confidence: float) -> Decision:
    return Decision.objects.create(
        conversation_id=trigger.conversation_id,
        message=trigger,
        speak=True,
        intent=intent,
        confidence=confidence,
        grounds="demo",
        scores={intent: confidence},
    )
