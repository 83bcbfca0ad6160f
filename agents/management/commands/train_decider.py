"""Train the classifier that decides when to speak."""

from typing import Any

from django.core.management.base import BaseCommand

from agents import training
from agents.classify import FILE


class Command(BaseCommand):
    """Make `intents/decider.npz` from the example lines beside it."""

    help = "Trains agents/intents/decider.npz from the example lines (needs the dependency group `train`)."
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Read, train, save."""
        lines = training.read_lines()
        training.save(training.train(lines))
        self.stdout.write(f"Trained on {len(lines):,} lines: {FILE.stat().st_size // 1024} KB.")
