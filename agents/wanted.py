"""That somebody wants more like a work which was recommended: asked by a button, and told to nobody in their name."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

PATIENCE = timedelta(seconds=60)
"""After this nobody waits any more, and it may be asked again."""


class WantedQuerySet(models.QuerySet["Wanted"]):
    """Reads of what is wanted."""

    def in_room(self, conversation: UUID) -> "WantedQuerySet":
        """What the members of a room want more of what was recommended there."""
        return self.filter(recommendation__conversation=conversation, user__is_active=True)

    def waited_for(self) -> "WantedQuerySet":
        """Those that somebody still waits for."""
        return self.filter(ended_at=None, created_at__gt=timezone.now() - PATIENCE)

    def allowed(self) -> "WantedQuerySet":
        """Those that agents may still answer: the card stands, the room listens, and who asks lets them read there."""
        return self.filter(
            Q(
                recommendation__conversation__memberships__user=F("user"),
                recommendation__conversation__memberships__agents_allowed=True,
            ),
            recommendation__conversation__listening=True,
            recommendation__message__deleted_at=None,
            recommendation__message__hidden_at=None,
            user__agents_allowed=True,
            user__is_active=True,
        )


class Wanted(models.Model):
    """One such wish. It also counts a little for the person's taste, until they judge the work or leave the room."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.ForeignKey("agents.Recommendation", models.CASCADE, related_name="wanted")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey("agents.CatalogItem", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was answered, or given up.")

    objects = WantedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"more like {self.item_id}"
