"""A word to one person, which nobody else sees and nothing keeps."""

from uuid import UUID

from chat import broadcast, protocol
from chat.actions.locking import not_found
from chat.models import Membership


def give_notice(user: UUID, conversation: UUID, text: str, *, language: str = "") -> None:
    """Tell one member of a room something on all of their open devices. Raises `not_found`."""
    if not Membership.objects.filter(user=user, conversation=conversation).exists():
        raise not_found("conversation")
    broadcast.to_user(user, protocol.NoticeGiven(conversation=conversation, text=text, language=language))
