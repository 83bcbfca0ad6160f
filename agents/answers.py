"""What the people in a room answered to works: their verdicts, and what they wanted more like."""

from uuid import UUID

from agents.models import Feedback
from agents.wanted import Wanted

MORE = "more"
"""Stands for a verdict where somebody only wanted more like a work, and said nothing else to it."""


def answers_in(conversation: UUID) -> list[tuple[str, str, str]]:
    """Return all there are as (person, work, verdict); of those who left or are banned, none."""
    given = Feedback.objects.in_room(conversation).filter(item__isnull=False)
    said = [(str(user), str(item), verdict) for user, item, verdict in given.values_list("user", "item", "verdict")]
    judged = {(user, item) for user, item, _ in said}
    pairs = Wanted.objects.in_room(conversation).values_list("user", "item").order_by("user", "item").distinct()
    wanted = [(str(user), str(item), MORE) for user, item in pairs if (str(user), str(item)) not in judged]
    return said + wanted
