"""Other processes of the same installation."""

import asyncio
import sys

from tests.installation import environment


async def run_elsewhere(code: str) -> str:
    """Run Python code, with Django set up, in a process of its own on our database and Redis; returns its print."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"import django; django.setup(); {code}",
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().strip()
