"""What people keep of what was recommended: each on a shelf of their own, and a room together."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.problems import Refusal
from agents import wire
from agents.cards import card_item
from agents.feedback import give_feedback, take_back_feedback
from agents.models import CatalogItem, Feedback, Recommendation
from chat import protocol

LARGEST = 200
"""Works that are shown of a shelf."""
_SEEN = frozenset({Feedback.Verdict.SEEN, Feedback.Verdict.LOVED})


def shelf_of(user: User, kind: str = "") -> list[wire.ShelfItem]:
    """Return what somebody keeps, also of rooms that they left; latest first, of one kind or ("") of all."""
    kept = Feedback.objects.kept().filter(user=user)
    return [_shelf_item(each) for each in (kept.filter(item__kind=kind) if kind else kept)[:LARGEST]]


def shelf_in(conversation: UUID, user: User, kind: str = "") -> list[wire.RoomShelfItem]:
    """Return what the members of a room keep of what was recommended there, as the user, one of them, sees it."""
    said = Feedback.objects.in_room(conversation)
    kept = Feedback.objects.kept().filter(pk__in=said.values("pk"))
    latest: dict[str, Feedback] = {}
    for each in kept.filter(item__kind=kind) if kind else kept:
        latest.setdefault(str(each.item_id), each)
    shown = list(latest.values())[:LARGEST]
    verdicts: dict[str, list[Feedback]] = defaultdict(list)
    for each in said.filter(item__in=[each.item_id for each in shown]).order_by("created_at", "pk"):
        verdicts[str(each.item_id)].append(each)
    return [_room_item(each, verdicts[str(each.item_id)], user) for each in shown]


@transaction.atomic
def mark(user: User, kept: int, *, is_seen: bool) -> wire.ShelfItem:
    """Say whether one has seen, read or heard a work on one's shelf. Raises `not_found`."""
    found = _kept(user, kept)
    if is_seen != (found.verdict in _SEEN):
        verdict = Feedback.Verdict.SEEN if is_seen else Feedback.Verdict.SAVED
        if room_card := _standing_card(found):
            give_feedback(user, room_card.pk, verdict, found.item_id)
        Feedback.objects.filter(pk=found.pk).update(verdict=verdict)
    return _shelf_item(_kept(user, kept))


@transaction.atomic
def take_off(user: User, kept: int) -> None:
    """Take a work off one's shelf, and back what one said to it. Raises `not_found`."""
    found = _kept(user, kept)
    if room_card := _standing_card(found):
        take_back_feedback(user, room_card.pk, found.item_id)
    Feedback.objects.filter(pk=found.pk).delete()


def _kept(user: User, kept: int) -> Feedback:
    found = Feedback.objects.kept().filter(user=user, pk=kept).first()
    if found is None:
        raise Refusal("not_found", "That is not on your shelf.")
    return found


def _standing_card(kept: Feedback) -> Recommendation | None:
    made = kept.recommendation
    return made if made and not made.message.is_gone else None


def _shelf_item(kept: Feedback) -> wire.ShelfItem:
    made, card = kept.recommendation, _standing_card(kept)
    return wire.ShelfItem.model_validate(
        {
            "id": kept.pk,
            "item": _item(kept.item),
            "verdict": kept.verdict,
            "seen": kept.verdict in _SEEN,
            "conversation": made.conversation_id if made else None,
            "recommendation": made.pk if made else None,
            "message": card.message_id if card else None,
            "at": kept.created_at,
        }
    )


def _room_item(kept: Feedback, verdicts: Sequence[Feedback], user: User) -> wire.RoomShelfItem:
    card = _standing_card(kept)
    return wire.RoomShelfItem(
        own=next((each.pk for each in verdicts if each.is_kept and each.user_id == user.pk), None),
        item=_item(kept.item),
        message=card.message_id if card else None,
        verdicts=[
            protocol.CardVerdict.model_validate({"user": each.user_id, "item": each.item_id, "verdict": each.verdict})
            for each in verdicts
        ],
        at=kept.created_at,
    )


def _item(work: CatalogItem | None) -> protocol.CardItem:
    if work is None:
        raise ValueError("a work on a shelf is a work")
    return card_item(work, score=1.0)
