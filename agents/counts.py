"""What the agents did lately, for those who run it: read from the database, so that it is of all workers."""

from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.db import DatabaseError
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from agents import actors
from agents.models import Decision

log = structlog.get_logger(__name__)

LATELY = timedelta(hours=1)


class Doings(Collector):
    """Decisions of the last hour, and what waits for the workers."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Name nothing in advance: registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count; what cannot be reached is left out."""
        try:
            yield _decisions()
        except DatabaseError as error:
            log.warning("agents not counted", error=type(error).__name__)
        waiting = GaugeMetricFamily("unafied_waiting", "Tasks that wait for a worker.", labels=["queue"])
        for queue, count in actors.waiting().items():
            waiting.add_metric([queue], count)
        yield waiting


def _decisions() -> GaugeMetricFamily:
    family = GaugeMetricFamily("unafied_decisions", "Decisions of the last hour.", labels=["grounds", "speak"])
    lately = Decision.objects.filter(created_at__gt=timezone.now() - LATELY)
    for row in lately.values("grounds", "speak").annotate(count=Count("pk")):
        family.add_metric([row["grounds"], str(row["speak"]).lower()], row["count"])
    return family
