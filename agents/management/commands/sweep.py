"""Repairs what got lost on the way, now."""

from typing import Any

from django.core.management.base import BaseCommand

from agents.sweep import sweep


class Command(BaseCommand):
    """Sweep once."""

    help = (
        "Finds messages and works that lack a vector and hands them to the worker; prunes. Workers do it by themselves."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Do one round."""
        sweep()
