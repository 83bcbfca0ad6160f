"""Whether this is the time, as far as the database has to be asked: budgets, quiet hours, earlier cards."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from agents.models import Recommendation
from agents.policy import DAY, PACES, Objection, objection
from agents.quiet import is_quiet
from agents.rooms import Room
from chat.models import Message

SPOKE_LATELY = timedelta(days=1)
"""Whose quiet hours a room keeps: of those who spoke there within this time."""
_NAMESPACE = 0x756E6167
"""Sets these advisory locks apart from any others in the database."""


def objection_in(room: Room, person: UUID) -> Objection | None:
    """Return what speaks against answering a hint of this person in this room now."""
    now = timezone.now()
    return objection(PACES[room.eagerness], room.cards, now) or _spent(person, now) or _quiet_hours(UUID(room.id), now)


def has_budget_left(person: UUID) -> bool:
    """Return whether one more hint of this person may be answered; until commit nobody else can ask for the same one.

    Hints of one person in two rooms are delivered by different transactions, which would not see each other.
    """
    with connection.cursor() as cursor:
        key = int.from_bytes(person.bytes[-4:], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NAMESPACE, key])
    return _spent(person, timezone.now()) is None


def _spent(person: UUID, now: datetime) -> Objection | None:
    most = settings.AGENTS_HINTS_A_DAY
    count = Recommendation.objects.hints().called_for_by(person, now - DAY).count()
    if count < most:
        return None
    hints = "1 hint of this person was" if count == 1 else f"{count} hints of this person were"
    return Objection("person_budget", f"{hints} answered within a day, and {most} is the most")


def _quiet_hours(conversation: UUID, now: datetime) -> Objection | None:
    spoke = Message.objects.filter(
        conversation=conversation, sender=OuterRef("pk"), created_at__gt=now - SPOKE_LATELY, role=Message.Role.USER
    )
    with_hours = User.objects.active().filter(memberships__conversation=conversation, quiet_from__isnull=False)
    clocks = with_hours.filter(Exists(spoke)).values_list("time_zone", "quiet_from", "quiet_until")
    count = sum(is_quiet(zone, begin, end, now) for zone, begin, end in clocks)
    if not count:
        return None
    return Objection("quiet_hours", f"{count} of those who spoke here within a day had quiet hours")
