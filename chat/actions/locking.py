"""The lock that numbers every change: a conversation's row, held until commit."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from accounts.problems import Refusal
from chat.models import Conversation, Membership, Message


def lock_rooms(ids: Iterable[UUID]) -> dict[UUID, Conversation]:
    """Lock these conversations, always in the order of their ids, so that two processes can't wait for each other."""
    return {room.pk: room for room in Conversation.objects.locked(set(ids))}


def lock_room(conversation: UUID, user: User) -> tuple[Conversation, Membership]:
    """Lock a conversation that the user is in. Raises `not_found`."""
    room = lock_rooms([conversation]).get(conversation)
    membership = Membership.objects.filter(conversation=conversation, user=user).first()
    if room is None or membership is None:
        raise not_found("conversation")
    return room, membership


def lock_any_message(message: UUID) -> tuple[Conversation, Message]:
    """Lock the conversation of a message, whoever may see it. Raises `not_found`."""
    conversation = Message.objects.filter(pk=message).values_list("conversation", flat=True).first()
    room = lock_rooms([conversation]).get(conversation) if conversation else None
    if room is None:
        raise not_found("message")
    return room, Message.objects.with_all_told().get(pk=message)


def lock_message(message: UUID, user: User) -> tuple[Conversation, Membership, Message]:
    """Lock the conversation of a message that the user may see and that still stands. Raises `not_found`, `gone`."""
    conversation = Message.objects.visible_to(user).filter(pk=message).values_list("conversation", flat=True).first()
    if conversation is None:
        raise not_found("message")
    room, membership = lock_room(conversation, user)
    found = Message.objects.with_all_told().get(pk=message)
    if found.is_gone:
        raise Refusal("gone", "That message is deleted.")
    return room, membership, found


def raise_revision(room: Conversation, *, is_state: bool = False) -> int:
    """Number one more change of a locked conversation; `is_state` when title, switches or members changed."""
    room.revision += 1
    fields = ["revision"]
    if is_state:
        room.state_revision = room.revision
        fields.append("state_revision")
    room.save(update_fields=fields)
    return room.revision


def not_found(what: str) -> Refusal:
    """The refusal for what doesn't exist and for what is not the user's to see: nobody can tell which."""
    return Refusal("not_found", f"There is no such {what}, or you are not in it.")
