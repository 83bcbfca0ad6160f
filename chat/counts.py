"""What this process counts for those who run it, in Prometheus' terms; `/metrics` shows it."""

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("unafied_sockets", "Sockets that are open and past their hello.")
CLOSED = Counter("unafied_sockets_closed", "Sockets that the server closed.", ["code"])
REFUSED = Counter("unafied_commands_refused", "Frames that were answered with an error.", ["code"])
EVENTS = Counter("unafied_events", "Events handed to sockets.")
POSTS = Histogram(
    "unafied_posts_together",
    "Messages that were posted in one transaction; the sum is the number of messages.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 100),
)
