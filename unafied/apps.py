"""The composition: settings, addresses, processes."""

from django.apps import AppConfig


class UnafiedConfig(AppConfig):
    """Everything put together; nobody imports it."""

    name = "unafied"

    def ready(self) -> None:
        """Register the checks."""
        from unafied import checks  # noqa: F401
