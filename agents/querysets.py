"""Every read of what the agents keep."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from pgvector import HalfVector
from pgvector.django import CosineDistance

from chat.models import Message, Reaction

if TYPE_CHECKING:
    from accounts.models import User

    # Django's generic bases name them.
    from agents.models import CatalogItem, Decision, Feedback, MessageEmbedding, Recommendation  # noqa: F401

Vector = Sequence[float]
SHORT = 512
"""Leading dimensions by which a room is searched: all that the offline model has."""
SHARDS = 16
_SPARE = 5
"""How many more are found by their short vectors than are wanted: the whole ones then tell which these are."""
_TOKENS = F("input_tokens") + F("output_tokens")


class EmbeddingQuerySet(models.QuerySet["MessageEmbedding"]):
    """Reads of vectors."""

    def nearest(self, message: UUID, *, model: str, conversation: UUID, limit: int) -> list[tuple[UUID, float]]:
        """Return the `limit` messages of this room that are closest to one of it: (message, cosine distance).

        Every vector of the room is compared by its beginning, so that none is missed.
        """
        return self._nearest(self.filter(conversation=conversation, model=model), message, limit)

    def nearest_by_index(
        self, message: UUID, *, model: str, conversation: UUID, limit: int
    ) -> list[tuple[UUID, float]]:
        """Return about the same, by the index of the room's shard, which may miss some."""
        # The indexes by nearness serve only a query that names their shard.
        room = self.filter(conversation=conversation, model=model, shard=conversation.int % SHARDS)
        return self._nearest(room, message, limit)

    def _nearest(self, room: "EmbeddingQuerySet", message: UUID, limit: int) -> list[tuple[UUID, float]]:
        own = self.filter(message=message)
        # The database takes the message's vector itself: 20 KB of digits need not go there and back.
        short = CosineDistance("short", Subquery(own.values("short")))
        first = room.order_by(short).values("message")[: limit + _SPARE]
        whole = CosineDistance("embedding", Subquery(own.values("embedding")))
        near = self.filter(message__in=first).annotate(distance=whole).order_by("distance")
        return list(near.values_list("message", "distance")[:limit])

    def nearest_among(
        self, messages: QuerySet[Any], vector: Vector, *, model: str, rooms: Iterable[UUID], limit: int
    ) -> list[tuple[UUID, float]]:
        """Return those of `messages`, all of these rooms, that are closest to `vector`: (message, cosine distance).

        One search of an index for each shard in which rooms are.
        """
        short = CosineDistance("short", HalfVector(list(vector[:SHORT])))
        of_model = self.filter(model=model, message__in=messages).annotate(distance=short)
        near = [
            of_model.filter(shard=shard, conversation__in=those)
            .order_by("distance")
            .values_list("message", "distance")[:limit]
            for shard, those in _by_shard(rooms).items()
        ]
        if len(near) <= 1:
            return [row for rows in near for row in rows]
        return list(near[0].union(*near[1:], all=True).order_by("distance")[:limit])


class CatalogQuerySet(models.QuerySet["CatalogItem"]):
    """Reads of the catalogue."""

    def offered(self) -> "CatalogQuerySet":
        """Those that may be recommended."""
        return self.filter(is_offered=True)

    def of_kind(self, kind: str) -> "CatalogQuerySet":
        """Those of one kind; "" for all kinds."""
        return self.filter(kind=kind) if kind else self

    def with_words(self, words: str) -> "CatalogQuerySet":
        """Those that have all these words in title, creator or description, best known first."""
        text = SearchVector("title", "creator", "description", config="simple")
        found = self.annotate(words=text).filter(words=SearchQuery(words, config="simple")) if words.strip() else self
        return found.order_by("-popularity", "id")

    def near(self, vector: Vector, *, model: str, limit: int) -> list[str]:
        """Return the ids of the `limit` works that are closest to `vector`, by the index."""
        found = self.filter(model=model).order_by(CosineDistance("embedding", vector))
        return list(found.values_list("pk", flat=True)[:limit])

    def with_any_word(self, words: Sequence[str], *, limit: int) -> list[str]:
        """Return the ids of up to `limit` works that have any of these words, best known first, by the index."""
        if not words:
            return []
        text = SearchVector("title", "creator", "description", config="simple")
        query = SearchQuery(" or ".join(words), config="simple", search_type="websearch")
        found = self.annotate(words=text).filter(words=query).order_by("-popularity", "id")
        return list(found.values_list("pk", flat=True)[:limit])

    def called(self, keys: Iterable[str], *, limit: int) -> list[str]:
        """Return the ids of up to `limit` works with a title, or another title, that has one of these keys."""
        wanted = list(keys)
        found = self.filter(Q(title_key__in=wanted) | Q(also_keys__overlap=wanted))
        return list(found.values_list("pk", flat=True)[:limit])

    def best_known(self, *, limit: int) -> list[str]:
        """Return the ids of the `limit` best known works."""
        return list(self.order_by("-popularity", "id").values_list("pk", flat=True)[:limit])

    def without_vector_of(self, model: str) -> "CatalogQuerySet":
        """Those that `model` has not embedded yet."""
        return self.exclude(model=model, embedding__isnull=False)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of decisions."""

    def expired(self, kept: timedelta, kept_trivial: timedelta) -> "DecisionQuerySet":
        """Those that are kept no longer; of the trivial ones also younger ones."""
        now = timezone.now()
        return self.filter(Q(created_at__lt=now - kept) | Q(is_trivial=True, created_at__lt=now - kept_trivial))

    def held(self) -> "DecisionQuerySet":
        """Those that wait for a lull."""
        return self.filter(held_until__isnull=False)


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Reads of recommendations."""

    def visible_to(self, user: "User") -> "RecommendationQuerySet":
        """Those of conversations the user is in."""
        return self.filter(conversation__memberships__user=user)

    def hints(self) -> "RecommendationQuerySet":
        """Those that nobody had asked for."""
        return self.exclude(intent="ask")

    def with_answers_in_talk(self) -> "RecommendationQuerySet":
        """Also tell whether somebody replied or reacted to each."""
        replies = Message.objects.standing().filter(reply_to=OuterRef("message"), role=Message.Role.USER)
        reactions = Reaction.objects.filter(message=OuterRef("message"))
        return self.annotate(is_talked_of=Exists(replies) | Exists(reactions))  # type: ignore[no-redef]  # the model declares it

    def called_for_by(self, user: UUID, since: datetime) -> "RecommendationQuerySet":
        """Those that this person's messages called for, in any room."""
        return self.filter(trigger__sender=user, created_at__gt=since)

    def shown_in(self, conversation: UUID, *, before: int | None = None) -> "RecommendationQuerySet":
        """Those still to be seen in a room, with their messages; latest first, before a message's sequence."""
        # Of the agents' messages there is an index in this order: no others are read than those that are shown.
        by_agents = self.filter(message__conversation=conversation, message__role=Message.Role.ASSISTANT)
        shown = by_agents.filter(message__deleted_at=None, message__hidden_at=None)
        if before is not None:
            shown = shown.filter(message__sequence__lt=before)
        told = models.Prefetch("message", Message.objects.with_all_told())
        return shown.prefetch_related(told).order_by("-message__sequence")

    def spent(self) -> tuple[int, Decimal]:
        """What their models took: tokens and dollars."""
        row = self.aggregate(tokens=Sum(_TOKENS), cost=Sum("cost_usd"))
        return row["tokens"] or 0, row["cost"] or Decimal(0)

    def spent_by_day(self) -> Iterable[Mapping[str, Any]]:
        """A row a day: how many were made, how many by a model, its tokens and dollars."""
        days = self.annotate(day=TruncDate("created_at")).values("day").order_by("day")
        by_model = Count("pk", filter=~Q(model="local"))
        return days.annotate(made=Count("pk"), by_model=by_model, tokens=Sum(_TOKENS), cost=Sum("cost_usd"))


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Reads of feedback."""

    def in_room(self, conversation: UUID) -> "FeedbackQuerySet":
        """What the members of a room said to what was recommended there; of those who left or are banned, nothing."""
        return self.filter(recommendation__conversation=conversation, user__is_active=True)

    def kept(self) -> "FeedbackQuerySet":
        """What stands on shelves, latest first, with works and cards."""
        kept = self.filter(is_kept=True, item__isnull=False)
        works = kept.select_related("item", "recommendation__message").defer("item__embedding")
        return works.order_by("-created_at", "-pk")


def _by_shard(rooms: Iterable[UUID]) -> dict[int, list[UUID]]:
    shards: dict[int, list[UUID]] = {}
    for room in rooms:
        shards.setdefault(room.int % SHARDS, []).append(room)
    return shards
