"""The chat app."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """The rooms."""

    name = "chat"

    def ready(self) -> None:
        """Connect what accounts tells, and let drf-spectacular see how models are described."""
        from chat import receivers, schema  # noqa: F401
