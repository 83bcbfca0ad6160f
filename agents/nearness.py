"""What is found by nearness, with its vectors: messages that may be read, and works that can be recommended."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Mod
from pgvector.django import HalfVectorField, HnswIndex, VectorField

from agents.generated import StoredGeneratedField
from agents.querysets import SHARDS, SHORT, CatalogQuerySet, EmbeddingQuerySet
from agents.works import Work, title_key
from chat.models import Conversation, Message

DIMENSIONS = 1536
"""Width of every stored vector; shorter ones are padded with zeros, which leaves cosines as they are."""


class MessageEmbedding(models.Model):
    """One message's vector. Only vectors of the same `model` are ever compared."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="embedding")
    # `message_short_of_room` begins with it.
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    model = models.CharField(max_length=100)
    embedding = VectorField(dimensions=DIMENSIONS)
    short = StoredGeneratedField(
        expression=models.Func("embedding", models.Value(1), models.Value(SHORT), function="subvector"),
        output_field=HalfVectorField(dimensions=SHORT),
        db_persist=True,
        help_text="Its beginning in half precision, by which a room is searched; it stands in the row itself.",
    )
    shard = StoredGeneratedField(
        expression=Mod(
            models.Func(
                models.Func("conversation", function="uuid_send"),
                models.Value(15),
                function="get_byte",
                output_field=models.IntegerField(),
            ),
            models.Value(SHARDS),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text="By the room's id; each has an index of its own, where a large room is not one among thousands.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmbeddingQuerySet.as_manager()

    class Meta:
        indexes = [
            # A room's vectors side by side, all that comparing them takes: elsewhere they lie among everybody's.
            models.Index(fields=["conversation", "model"], include=["message", "short"], name="message_short_of_room"),
            *(
                HnswIndex(
                    name=f"message_short_hnsw_{shard}",
                    fields=["short"],
                    m=16,
                    ef_construction=64,
                    opclasses=["halfvec_cosine_ops"],
                    condition=models.Q(shard=shard),
                )
                for shard in range(SHARDS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.model}"


class CatalogItem(models.Model):
    """A work that can be recommended."""

    class Kind(models.TextChoices):
        """What sort of work it is."""

        MOVIE = "movie"
        BOOK = "book"
        MUSIC = "music"

    id = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    title_key = models.CharField(
        max_length=300, editable=False, db_index=True, help_text="What all spellings of the title have in common."
    )
    creator = models.CharField(max_length=300, blank=True)
    year = models.IntegerField(null=True, blank=True, help_text="Of first release; negative before our era.")
    language = models.CharField(max_length=10, blank=True, help_text="ISO 639-1, of the original.")
    length = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes, or pages of a book.")
    genres = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    moods = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    intents = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    description = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    popularity = models.FloatField(default=0.1, help_text="0 to 1: how widely known it is.")
    also = ArrayField(models.CharField(max_length=300), default=list, blank=True, help_text="Other titles of it.")
    also_keys = ArrayField(models.CharField(max_length=300), default=list, editable=False)
    about = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="What it is about.")
    marks = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="What people insist on.")
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The youngest for whom it is.")
    model = models.CharField(max_length=100, blank=True, editable=False, help_text="Whose vector this is.")
    embedding = VectorField(dimensions=DIMENSIONS, null=True, blank=True, editable=False)
    is_offered = models.BooleanField(default=True, help_text="Off: it is never recommended.")
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = CatalogQuerySet.as_manager()

    class Meta:
        indexes = [
            HnswIndex(
                name="catalog_item_hnsw",
                fields=["embedding"],
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
            ),
            GinIndex(SearchVector("title", "creator", "description", config="simple"), name="catalog_item_words"),
            GinIndex(fields=["also_keys"], name="catalog_item_also"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, its title also in the form in which it is looked up."""
        self.title_key, self.also_keys = title_key(self.title), [title_key(title) for title in self.also]
        super().save(*args, **kwargs)

    @property
    def text(self) -> str:
        """What is embedded."""
        return self.as_work().text

    def as_work(self) -> Work:
        """Return it as the stages weigh it."""
        return Work(
            id=self.id,
            kind=self.kind,
            title=self.title,
            creator=self.creator,
            year=self.year,
            language=self.language,
            length=self.length,
            genres=tuple(self.genres),
            moods=tuple(self.moods),
            intents=tuple(self.intents),
            description=self.description,
            link=self.link,
            popularity=self.popularity,
            also=tuple(self.also),
            about=tuple(self.about),
            marks=tuple(self.marks),
            age=self.age,
        )
