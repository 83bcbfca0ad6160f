"""What browsers did in a test that failed, kept to be looked at step by step: `playwright show-trace FILE`."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Error

from unafied.embedded import ROOT

FOLDER = ROOT / "test-results"

_failed = pytest.StashKey[bool]()


def heed(test: pytest.Item, report: pytest.TestReport) -> None:
    """Take notice of what became of a part of a test: its setup, the test itself."""
    test.stash[_failed] = has_failed(test) or report.failed


def has_failed(test: pytest.Item) -> bool:
    """Whether a test failed, as far as it has come."""
    return test.stash.get(_failed, False)


async def begin(context: BrowserContext) -> None:
    """Write down what the pages of a context do and show, from here on."""
    await context.tracing.start(snapshots=True)


async def keep(context: BrowserContext, test: pytest.Item, number: int, folder: Path = FOLDER) -> None:
    """Store what was written down; a context that was closed has nothing more to tell."""
    name = re.sub(r"\W+", "-", test.nodeid.rpartition("/")[2]).strip("-")
    try:
        await context.tracing.stop(path=folder / name / f"{number}.zip")
    except Error as error:
        if "closed" not in str(error):
            raise
