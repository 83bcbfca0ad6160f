"""What the agent knows of a room besides its talk: its pace, earlier cards, taste, and what is spent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from agents.answers import answers_in
from agents.beliefs import dropped_in
from agents.models import Feedback, Recommendation
from agents.policy import HISTORY, Card
from agents.tags import Tag
from chat.models import Conversation

_CARDS = 32
"""More hints than any budget allows in a day."""


@dataclass(frozen=True)
class Room:
    """A room as the stages know it. `spent` are works that were recommended, seen or refused here."""

    id: str
    eagerness: str = "balanced"
    cards: list[Card] = field(default_factory=list)
    """Of the last days, latest first."""
    spent: frozenset[str] = frozenset()
    verdicts: Sequence[tuple[str, str, str]] = ()
    """(person, work, verdict), all there are."""
    last_card: UUID | None = None
    disbelieved: frozenset[Tag] = frozenset()
    """What its members don't want to be believed of it."""


def read_room(conversation: UUID) -> Room | None:
    """Return what is known of a room that is listened to; None when it is not, or gone."""
    room = Conversation.objects.filter(pk=conversation, listening=True).first()
    if room is None:
        return None
    made = Recommendation.objects.filter(conversation=room)
    latest = made.order_by("-created_at").values_list("pk", flat=True).first()
    return Room(
        id=str(room.pk),
        eagerness=room.eagerness,
        cards=read_cards(room.pk),
        spent=frozenset(item["id"] for items in made.values_list("items", flat=True) for item in items),
        verdicts=answers_in(room.pk),
        last_card=latest,
        disbelieved=frozenset(dropped_in(room.pk)),
    )


def read_cards(conversation: UUID) -> list[Card]:
    """Return the room's cards that still count, latest first: the hints of `HISTORY`, and the latest ask."""
    made = Recommendation.objects.filter(conversation=conversation, created_at__gt=timezone.now() - HISTORY)
    told = made.with_answers_in_talk().prefetch_related("feedback", "wanted").select_related("message")
    hints, asks = told.hints().order_by("-created_at")[:_CARDS], told.filter(intent="ask").order_by("-created_at")[:1]
    return [_card(each) for each in sorted([*hints, *asks], key=lambda each: each.created_at, reverse=True)]


def _card(made: Recommendation) -> Card:
    message, feedback = made.message, made.feedback.all()
    verdicts = frozenset(each.verdict for each in feedback)
    refused = {each.item_id for each in feedback if each.verdict == Feedback.Verdict.NOT_THIS}
    return Card(
        at=made.created_at,
        verdicts=verdicts,
        is_asked=made.intent == "ask",
        is_answered=bool(verdicts or made.wanted.all() or made.is_talked_of),
        is_refused=message.is_gone or (bool(made.items) and refused >= {item["id"] for item in made.items}),
    )
