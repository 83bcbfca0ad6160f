"""What agents put into a room: a message of the assistant with a card, and the card's changes."""

from uuid import UUID

from django.db import transaction

from chat import broadcast, protocol
from chat.actions.locking import lock_any_message, lock_rooms, not_found
from chat.actions.messages import publish_change
from chat.models import Message


@transaction.atomic
def post_card(conversation: UUID, *, content: str, card: protocol.RecommendationCard, client_id: UUID) -> Message:
    """Post a card as the assistant; the same `client_id` again gets the original back. Raises `not_found`."""
    room = lock_rooms([conversation]).get(conversation)
    if room is None:
        raise not_found("conversation")
    original = Message.objects.with_all_told().filter(sender=None, client_id=client_id).first()
    if original is not None:
        return original
    message = Message(
        conversation=room,
        role=Message.Role.ASSISTANT,
        content=content,
        card=card.model_dump(mode="json"),
        client_id=client_id,
        sequence=room.revision + 1,
        revision=room.revision + 1,
    )
    message.save(force_insert=True)
    room.last_message_at = message.created_at
    room.save(update_fields=["last_message_at"])
    publish_change(room, message, "recommendation.made")
    return message


def show_writing(conversation: UUID, *, answer: UUID, text: str) -> None:
    """Show the room what the assistant is writing, as far as it is checked; kept nowhere, and nobody needs it.

    `answer` is the card's id and the `client_id` of the message that will take its place.
    """
    broadcast.to_room(conversation, protocol.AnswerWriting(conversation=conversation, id=answer, text=text))


@transaction.atomic
def change_card(message: UUID, card: protocol.RecommendationCard, *, content: str | None = None) -> Message:
    """Replace a card by its new state, and what the message says (None: it stays). Raises `not_found`."""
    room, found = lock_any_message(message)
    state, said = card.model_dump(mode="json"), found.content if content is None else content
    if not found.is_gone and (found.card, found.content) != (state, said):
        found.card, found.content = state, said
        publish_change(room, found, "recommendation.changed")
    return found
