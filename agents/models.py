"""What the agents keep: vectors, the catalogue, every decision, what was recommended and what became of it."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from uuid_utils.compat import uuid7

from agents.nearness import DIMENSIONS, CatalogItem, MessageEmbedding
from agents.querysets import (
    DecisionQuerySet,
    FeedbackQuerySet,
    RecommendationQuerySet,
)
from agents.wanted import Wanted
from chat.models import Conversation, Message

# All models of this app, wherever they stand.
__all__ = [
    "DIMENSIONS",
    "CatalogItem",
    "Decision",
    "DroppedBelief",
    "Feedback",
    "MessageEmbedding",
    "Recommendation",
    "Wanted",
]


class Decision(models.Model):
    """Why the agent spoke after a message, or did not; nothing of what was said. Kept for a bounded time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, models.CASCADE, related_name="decision")
    speak = models.BooleanField()
    intent = models.CharField(max_length=20)
    confidence = models.FloatField(help_text="0 to 1, of the intent.")
    grounds = models.CharField(max_length=40, help_text="Which rule decided, such as hint, ask, cooldown, sensitive.")
    note = models.CharField(max_length=200, blank=True, help_text="What the rule found, in plain words.")
    scores = models.JSONField(default=dict, help_text="Probability by intent.")
    is_trivial = models.BooleanField(default=False, help_text="Nobody would wonder; kept for a day only.")
    held_until = models.DateTimeField(null=True, blank=True, help_text="When the room is looked at again for a lull.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-created_at"], name="decision_latest"),
            models.Index(fields=["created_at"], name="decision_age"),
            models.Index(fields=["held_until"], name="decision_held", condition=models.Q(held_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{'spoke' if self.speak else 'silent'}: {self.grounds}"


class Recommendation(models.Model):
    """What the agent put into a room, with everything needed to see why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="recommendations")
    message = models.OneToOneField(Message, models.CASCADE, related_name="recommendation")
    trigger = models.OneToOneField(
        Message,
        models.SET_NULL,
        null=True,
        related_name="triggered",
        help_text="One message triggers at most one.",
    )
    decision = models.OneToOneField(Decision, models.SET_NULL, null=True, related_name="recommendation")
    evidence = models.ManyToManyField(Message, related_name="evidence_for")
    like = models.ForeignKey(
        CatalogItem, models.SET_NULL, null=True, related_name="+", help_text="Somebody wanted more like this work."
    )
    intent = models.CharField(max_length=20)
    confidence = models.FloatField()
    reason = models.TextField()
    items = models.JSONField(help_text="The works shown, ranked: [{id, rank, score}].")
    candidates = models.JSONField(default=list, help_text="What was weighed: [{id, score, parts}].")
    turns = models.JSONField(default=list, help_text="Ids of the messages that were read.")
    model = models.CharField(max_length=100, help_text="Who chose and worded it.")
    latency_ms = models.PositiveIntegerField(help_text="From the message's commit to this one's.")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    # Told by `with_answers_in_talk`.
    is_talked_of: bool

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-created_at"], name="recommendation_latest"),
            models.Index(fields=["created_at"], name="recommendation_age"),
            # Which of them read a message that is taken back.
            GinIndex(fields=["turns"], name="recommendation_turns"),
        ]

    def __str__(self) -> str:
        return f"{self.intent} in {self.conversation_id}"


class Feedback(models.Model):
    """What somebody said to a recommendation. "Not now" is about the moment, "not this" about the work."""

    class Verdict(models.TextChoices):
        """The answers there are."""

        SAVED = "saved"
        LOVED = "loved"
        SEEN = "seen"
        NOT_NOW = "not_now"
        NOT_THIS = "not_this"

    recommendation = models.ForeignKey(
        Recommendation,
        models.CASCADE,
        null=True,
        related_name="feedback",
        help_text="None: of a room that the person left.",
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feedback")
    item = models.ForeignKey(CatalogItem, models.CASCADE, null=True, related_name="feedback")
    verdict = models.CharField(max_length=10, choices=Verdict)
    is_kept = models.BooleanField(default=False, help_text="It stands on the person's shelf.")
    created_at = models.DateTimeField(auto_now=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "user", "item"], nulls_distinct=False, name="feedback_once"
            ),
        ]

    def __str__(self) -> str:
        return self.verdict


class DroppedBelief(models.Model):
    """Something that a room does not want to be believed of it; whatever people answer later, it stays away."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    sort = models.CharField(max_length=10, help_text="kind, genre, mood, creator or language.")
    value = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "sort", "value"], name="belief_dropped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.value}"
