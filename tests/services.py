"""The services of a test run: a PostgreSQL with pgvector and a Valkey of its own, in a folder that goes with it.

A pytest plugin and not a conftest, because Django's settings are read before any conftest is.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from unafied import embedded

_stack = ExitStack()

os.environ["UNAFIED_VAR"] = tempfile.mkdtemp(prefix="unafied-tests-")
os.environ["RATE_LIMITS"] = "off"
os.environ["AGENTS_MODEL"] = ""


def pytest_configure(config: pytest.Config) -> None:
    """Start what the environment does not give; who only hands tests out to other processes needs nothing."""
    var = Path(os.environ["UNAFIED_VAR"])
    _stack.callback(shutil.rmtree, var, ignore_errors=True)
    if config.getoption("dist", "no") == "no":
        names = embedded.wanted()
        _stack.enter_context(embedded.serving(var, postgres="postgres" in names, valkey="valkey" in names))
        if "postgres" in names:
            _do_not_wait_for_the_disk(var)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it and leave nothing behind."""
    _stack.close()


def _do_not_wait_for_the_disk(var: Path) -> None:
    # What was committed still outlives the death of any process; a power cut, which fsync is for, no test has.
    with psycopg.connect(embedded.database_url(var), autocommit=True) as database:
        database.execute("ALTER SYSTEM SET fsync = off")
        database.execute("SELECT pg_reload_conf()")
