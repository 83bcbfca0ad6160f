"""What chat does when accounts tells it something."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts import signals
from accounts.models import User
from chat import actions, broadcast


@receiver(signals.access_ended)
def close_sockets(user_id: UUID, session: str, **_: Any) -> None:
    """Close the sockets of an ended session, or all of the user's."""
    broadcast.ended(user_id, session)


@receiver(signals.account_deleted)
def leave_rooms(user: User, **_: Any) -> None:
    """Take a deleted account out of its rooms; what was said stays, under "Deleted account"."""
    actions.leave_all(user)
