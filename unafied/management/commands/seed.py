"""`manage.py seed`: the catalogue and the demo, and who to sign in as."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from unafied.demo.plant import accounts, plant


class Command(BaseCommand):
    """Can be called again at any time: what is there already stays as it is."""

    help = "Fill the catalogue and the demo, where they are missing, and print the demo's accounts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print each account on a line as `email / password`."""
        call_command("import_catalog", if_empty=True, no_vectors=True, stdout=self.stdout)
        if plant():
            call_command("backfill_embeddings", no_works=True, stdout=self.stdout)
        for email, password in accounts():
            self.stdout.write(f"{email} / {password}")
