"""Keeping what was decided: one write for a batch, and only of what agents may still read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents import consent
from agents.decide import Decision
from agents.models import Decision as StoredDecision
from chat.models import Message

_REPLACED = ["speak", "intent", "confidence", "grounds", "note", "scores", "is_trivial", "held_until"]
_NOTE_LIMIT = 200


@dataclass(frozen=True)
class Verdict:
    """A decision after one message, in plain words too, and until when it is put off."""

    conversation: UUID
    message: UUID
    decision: Decision
    note: str = ""
    held_until: datetime | None = None


@transaction.atomic
def keep(verdicts: Sequence[Verdict]) -> None:
    """Store what was decided, the last verdict on each message, in place of what was decided on it before."""
    if not verdicts:
        return
    consent.hold(*{verdict.conversation for verdict in verdicts})
    last = {verdict.message: verdict for verdict in verdicts}
    readable = _readable(last)
    StoredDecision.objects.bulk_create(
        # In one order, so that two workers with the same messages can't wait for each other.
        [_row(each) for _, each in sorted(last.items()) if each.message in readable],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=_REPLACED,
    )


def _readable(messages: Collection[UUID]) -> set[UUID]:
    # What was answered keeps the decision that it was answered by.
    found = Message.objects.readable_by_agents().filter(pk__in=messages, triggered=None)
    return set(found.values_list("pk", flat=True))


def _row(verdict: Verdict) -> StoredDecision:
    decision = verdict.decision
    return StoredDecision(
        conversation_id=verdict.conversation,
        message_id=verdict.message,
        speak=decision.speak,
        intent=decision.intent,
        confidence=decision.confidence,
        grounds=decision.grounds,
        note=verdict.note[:_NOTE_LIMIT],
        scores=dict(decision.scores),
        is_trivial=decision.is_trivial,
        held_until=verdict.held_until,
    )
