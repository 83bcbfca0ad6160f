"""The services of a test run: a PostgreSQL with pgvector and a Valkey of its own, in a folder that goes with it.

A pytest plugin and not a conftest, because Django's settings are read before any conftest is.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from unafied import embedded

_stack = ExitStack()

os.environ["UNAFIED_VAR"] = tempfile.mkdtemp(prefix="unafied-tests-")
os.environ["RATE_LIMITS"] = "off"
os.environ["AGENTS_MODEL"] = ""


def pytest_configure(config: pytest.Config) -> None:
    """Start what the environment does not give."""
    names = embedded.wanted()
    _stack.callback(shutil.rmtree, os.environ["UNAFIED_VAR"], ignore_errors=True)
    _stack.enter_context(
        embedded.serving(Path(os.environ["UNAFIED_VAR"]), postgres="postgres" in names, valkey="valkey" in names)
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it and leave nothing behind."""
    _stack.close()
