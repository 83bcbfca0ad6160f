"""Other processes of the installation under test: on its services, its database, its secret."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from unafied import embedded


def environment() -> dict[str, str]:
    """Return the environment of a process that is to share the test run's database and Redis."""
    database = os.environ.get("DATABASE_URL") or embedded.database_url(settings.VAR_DIR)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "unafied.settings",
        "DATABASE_URL": urlsplit(database)._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "WARNING",
    }
