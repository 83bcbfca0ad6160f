"""Train what decides when to speak."""

from typing import Any

from django.core.management.base import BaseCommand

from agents.classify import FILE
from agents.training import examples


class Command(BaseCommand):
    """Make `intents/decider.npz` from the examples beside it."""

    help = "Trains agents/intents/decider.npz from the examples (needs the dependency group `train`; some minutes)."
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Read, train, save."""
        from agents.training import fit

        lines = [*examples.lines(), *examples.patterned()]
        found = fit.Examples(lines, examples.scenes(), examples.ordinary(), examples.reactions(), examples.welcomed())
        fit.save(fit.train(found, self.stdout.write))
        self.stdout.write(f"{FILE.name}: {FILE.stat().st_size // 1024} KB")
