"""The agents app."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """The listener and the recommender."""

    name = "agents"

    def ready(self) -> None:
        """Listen to what chat tells, and add to what people can take home."""
        from agents import checks, exported, finding, listen, more  # noqa: F401
        from chat import asking
        from chat.search import meaning

        exported.contribute()
        meaning.contribute(finding.ByMeaning())
        asking.contribute(more.ask_for_more)
