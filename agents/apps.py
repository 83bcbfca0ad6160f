"""The agents app."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """The listener and the recommender."""

    name = "agents"

    def ready(self) -> None:
        """Listen to what chat tells."""
        from agents import checks, listen  # noqa: F401
