"""Programs that some tests run, and that a machine may lack."""

import os
import shutil
from typing import NoReturn

import pytest


def program(name: str, *, package: str) -> str:
    """Return where a program is. Without it the test is skipped, or fails where CI is set."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or without(package)


def without(package: str) -> NoReturn:
    """End a test that cannot go on without a package of Debian."""
    lack = f"{package} is missing: `apt-get install {package}`, and try again."
    if os.environ.get("CI"):
        pytest.fail(lack)
    pytest.skip(lack)
