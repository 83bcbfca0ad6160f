"""Other processes of the same installation."""

import asyncio
import os
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from unafied import embedded


async def run_elsewhere(code: str) -> str:
    """Run Python code, with Django set up, in a process of its own on our database and Redis; returns its print."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"import django; django.setup(); {code}",
        env={**os.environ, **_settings()},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().strip()


def _settings() -> dict[str, str]:
    database = os.environ.get("DATABASE_URL") or embedded.database_url(settings.VAR_DIR)
    return {
        "DJANGO_SETTINGS_MODULE": "unafied.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "REDIS_URL": settings.REDIS_URL,
        "DATABASE_URL": urlsplit(database)._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
    }
