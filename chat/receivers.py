"""What chat does when accounts tells it something."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts import signals
from accounts.models import User
from chat import actions, broadcast, nouns, protocol


@receiver(signals.access_ended)
def close_sockets(user_id: UUID, session: str, **_: Any) -> None:
    """Close the sockets of an ended session, or all of the user's."""
    broadcast.ended(user_id, session)


@receiver(signals.profile_changed)
def tell_name(user: User, **_: Any) -> None:
    """Tell everybody who shares a room with the user what they are called now."""
    rooms = user.memberships.values_list("conversation", flat=True)
    broadcast.to_rooms(list(rooms), protocol.PersonChanged(user=nouns.person(user)))


@receiver(signals.account_deleted)
def leave_rooms(user: User, **_: Any) -> None:
    """Take a deleted account out of its rooms; what was said stays, under "Deleted account"."""
    actions.leave_all(user)
