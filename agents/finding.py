"""Finding what was said by what is meant: chat's searches, answered with the vectors that exist by consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Length
from psycopg.errors import QueryCanceled

from accounts.models import User
from agents import actors, placing
from agents.models import MessageEmbedding
from agents.providers import configured
from agents.recall import scan_on
from chat.models import Conversation
from chat.querysets import MessageQuerySet

FURTHEST = 0.6
"""Cosine distance from which on a message is about something else than a few words that somebody looks for."""
SHORTEST = 3
"""Characters that a search needs to mean something, and over which a message does: an emoji is close to much."""
PATIENCE_MS = 500


class ByMeaning:
    """Chat's `Meaning`: only for who lets the agents read, and only in rooms that are listened to."""

    def seek(self, user: User, words: str) -> "SoughtVector | None":
        """Begin, without waiting; None where there is nothing that this user could find so."""
        if len(words) < SHORTEST or not user.agents_allowed:
            return None
        rooms = list(Conversation.objects.visible_to(user).filter(listening=True).values_list("pk", flat=True))
        if not rooms:
            return None
        return SoughtVector(rooms, placing.ask(words, lambda name: actors.enqueue(actors.place, name)))


@dataclass(frozen=True)
class SoughtVector:
    """A search whose words a worker is placing, unless nobody could be asked (None)."""

    rooms: Sequence[UUID]
    question: str | None

    def nearest(self, messages: MessageQuerySet, limit: int) -> list[UUID] | None:
        """Return those of `messages` that are close, closest first; None where it can't be said in time."""
        vector = placing.wait_for(self.question) if self.question else None
        if vector is None:
            return None
        try:
            near = self._near(messages, vector.tolist(), limit)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            return None
        return [message for message, distance in near if distance < FURTHEST]

    @transaction.atomic
    def _near(self, messages: MessageQuerySet, vector: list[float], limit: int) -> list[tuple[UUID, float]]:
        scan_on()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
        telling = messages.annotate(length=Length("content")).filter(length__gt=SHORTEST)
        return MessageEmbedding.objects.nearest_among(
            telling.values("pk"), vector, model=configured().name, rooms=self.rooms, limit=limit
        )
