"""What was said in this room, and only in this room: just now, and earlier about the same."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction

from agents.models import MessageEmbedding
from agents.turns import Turn
from chat.models import Message

RECENT = 16
"""Messages that are read together."""
CLOSE = 4
FURTHEST = 0.45
"""Cosine distance from which on an earlier message is about something else."""
READ_WHOLE = 15_000
"""Changes in a room up to which all its vectors are compared; in a larger one the index is searched."""
CANDIDATES = 200
"""Vectors that a search of the index keeps in view: more find more of the nearest, and take longer."""
SEARCHED = 2_000
AGENT = "agent"


def recent_turns(conversation: UUID, until: int) -> list[Turn]:
    """Return the last `RECENT` messages of a room up to the sequence `until`, oldest first.

    Of people's messages only those that agents may read; the assistant's own stand among them.
    """
    room = Message.objects.filter(conversation=conversation, sequence__lte=until)
    people = room.readable_by_agents().order_by("-sequence")[:RECENT]
    agent = room.standing().filter(role=Message.Role.ASSISTANT).order_by("-sequence")[:3]
    both = sorted([*people, *agent], key=lambda message: message.sequence)
    return [turn_of(message) for message in both[-RECENT:]]


def close_turns(trigger: UUID, others: Sequence[str]) -> list[Turn]:
    """Return up to `CLOSE` earlier messages of the trigger's room about the same, nearest first, without `others`."""
    near = nearest(trigger, CLOSE + len(others) + 1)
    read = {trigger, *map(UUID, others)}
    close = [message for message, distance in near if distance < FURTHEST and message not in read][:CLOSE]
    found = Message.objects.readable_by_agents().in_bulk(close)
    return [turn_of(found[pk]) for pk in close if pk in found]


def nearest(message: UUID, limit: int) -> list[tuple[UUID, float]]:
    """Return the `limit` messages of the same room that are closest to this one, itself among them, and how far.

    Nothing where it has no vector.
    """
    vectors = MessageEmbedding.objects
    own = vectors.filter(message=message).values_list("conversation", "model", "conversation__revision").first()
    if own is None:
        return []
    conversation, model, changes = own
    if changes <= READ_WHOLE:
        return vectors.nearest(message, model=model, conversation=conversation, limit=limit)
    with transaction.atomic():
        scan_on()
        return vectors.nearest_by_index(message, model=model, conversation=conversation, limit=limit)


def about(conversation: UUID, words: Sequence[str], limit: int) -> list[Turn]:
    """Return the latest readable messages of this room that have any of the words, of the last `SEARCHED`."""
    if not words:
        return []
    query = SearchQuery(" or ".join(words), config="simple", search_type="websearch")
    latest = Message.objects.filter(conversation=conversation).order_by("-sequence").values("pk")[:SEARCHED]
    found = Message.objects.readable_by_agents().filter(conversation=conversation, pk__in=latest)
    matching = found.annotate(text=SearchVector("content", config="simple")).filter(text=query)
    return [turn_of(message) for message in matching.order_by("-sequence")[:limit]]


def still_stand(turns: Sequence[Turn]) -> bool:
    """Return whether all of these still say what was read, and may still be read."""
    texts = {UUID(turn.id): turn.text for turn in turns}
    people = Message.objects.readable_by_agents().filter(pk__in=texts)
    agent = Message.objects.standing().filter(pk__in=texts, role=Message.Role.ASSISTANT)
    return {pk: text for rows in (people, agent) for pk, text in rows.values_list("pk", "content")} == texts


def turn_of(message: Message) -> Turn:
    """Return a message as the stages read it."""
    is_agent = message.role == Message.Role.ASSISTANT
    return Turn(
        id=str(message.pk),
        speaker=AGENT if is_agent else str(message.sender_id),
        text=message.content,
        at=message.created_at,
        is_agent=is_agent,
    )


def scan_on() -> None:
    """Until the transaction ends, let a search of the index go on until it has what was asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)",
            [str(CANDIDATES)],
        )
