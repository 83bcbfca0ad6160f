"""`manage.py up`: the entry for `manage.py help`; what it does is `unafied.up`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from unafied import up


class Command(BaseCommand):
    """Reached only through `call_command`: `manage.py` itself goes to `unafied.up` without loading Django."""

    help = "Start the services, the web server and the agents' worker, and keep them until Ctrl-C."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Keep all of it until stopped."""
        sys.exit(up.main())
