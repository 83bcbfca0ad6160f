"""The chat app."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """The rooms."""

    name = "chat"

    def ready(self) -> None:
        """Connect what accounts tells."""
        from chat import receivers  # noqa: F401
