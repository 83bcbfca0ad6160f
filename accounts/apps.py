"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and how they come in."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to Django, and let drf-spectacular see how we authenticate."""
        from accounts import receivers, schema  # noqa: F401
