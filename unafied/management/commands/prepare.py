"""`manage.py prepare`: what has to be there before anybody is let in."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Can be called again at any time, and is quick when there is nothing to do."""

    help = "Bring the database to the present form, fill its catalogue, and plant the demo in an embedded one."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the demo's accounts, where there is a demo."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        # The sweep embeds the works while people already talk: until then they are found by words, tags and fame.
        call_command("import_catalog", if_empty=True, no_vectors=True, stdout=self.stdout)
        # Demo accounts have known passwords: never in somebody's real database, unless asked for.
        if settings.IS_EMBEDDED or os.environ.get("SEED") == "1":
            call_command("seed", stdout=self.stdout)
