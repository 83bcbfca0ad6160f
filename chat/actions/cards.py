"""What agents put into a room: a message of the assistant with a card, and the card's changes."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from chat import broadcast, protocol
from chat.actions.locking import lock_any_message, lock_rooms, not_found
from chat.actions.messages import count_in_thread, publish_change
from chat.actions.telling import tell_message
from chat.models import Message

_BATCH = 200


@transaction.atomic
def post_card(
    conversation: UUID,
    *,
    content: str,
    card: protocol.RecommendationCard,
    client_id: UUID,
    reply_to: Message | None = None,
) -> Message:
    """Post a card as the assistant, in reply to a message of the same conversation or to none. Raises `not_found`.

    The same `client_id` again gets the original back.
    """
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
        reply_to=reply_to,
        thread_id=(reply_to.thread_id or reply_to.pk) if reply_to else None,
    )
    message.told_reactions, message.told_mentions = [], []
    message.save(force_insert=True)
    room.last_message_at = message.created_at
    room.save(update_fields=["last_message_at"])
    publish_change(room, message, "recommendation.made")
    count_in_thread(room, message, 1)
    return message


def show_writing(conversation: UUID, *, answer: UUID, text: str) -> None:
    """Show the room what the assistant is writing, as far as it is checked; kept nowhere, and nobody needs it.

    `answer` is the card's id and the `client_id` of the message that will take its place.
    """
    broadcast.to_room(conversation, protocol.AnswerWriting(conversation=conversation, id=answer, text=text))


def tell_failure(user: UUID, conversation: UUID, *, answer: UUID, code: protocol.AnswerFailure, detail: str) -> None:
    """Tell somebody that what they asked of the assistant is not answered; kept nowhere."""
    failed = protocol.AnswerFailed(conversation=conversation, id=answer, code=code, detail=detail)
    broadcast.to_user(user, failed)


@transaction.atomic
def change_card(message: UUID, card: protocol.RecommendationCard) -> Message:
    """Replace a card by its new state. Raises `not_found`."""
    room, found = lock_any_message(message)
    state = card.model_dump(mode="json")
    if not found.is_gone and found.card != state:
        found.card = state
        publish_change(room, found, "recommendation.changed")
    return found


@transaction.atomic
def change_cards(cards: Mapping[UUID, protocol.RecommendationCard]) -> None:
    """Replace many cards by their new states at once; their messages then say what the cards give as the reason."""
    found = Message.objects.filter(pk__in=cards)
    rooms = lock_rooms(found.values_list("conversation", flat=True))
    changed = [each for each in found.with_all_told().order_by("sequence") if _takes(each, cards[each.pk])]
    for message in changed:
        room = rooms[message.conversation_id]
        room.revision += 1
        message.revision = room.revision
    Message.objects.bulk_update(changed, ["content", "card", "revision"], batch_size=_BATCH)
    for room in rooms.values():
        room.save(update_fields=["revision"])
    for message in changed:
        tell_message(message, "recommendation.changed")


def _takes(message: Message, card: protocol.RecommendationCard) -> bool:
    state = card.model_dump(mode="json")
    if message.is_gone or message.card == state:
        return False
    message.card, message.content = state, card.reason
    return True
