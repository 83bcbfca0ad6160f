"""What this process has of the database, for those who run it: when all is taken, requests wait and then fail."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class Connections(Collector):
    """The connections of this process's pool, and who waits for one."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Name nothing in advance: before the first request there is no pool."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count; without a pool there is nothing to count."""
        if not (pool := getattr(connection, "pool", None)):
            return
        now = pool.get_stats()
        family = GaugeMetricFamily("unafied_connections", "Connections to the database.", labels=["state"])
        family.add_metric(["taken"], now["pool_size"] - now["pool_available"])
        family.add_metric(["idle"], now["pool_available"])
        family.add_metric(["allowed"], now["pool_max"])
        yield family
        yield GaugeMetricFamily(
            "unafied_connections_awaited", "Requests that wait for a connection.", value=now["requests_waiting"]
        )
