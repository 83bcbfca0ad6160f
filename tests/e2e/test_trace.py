"""Of a test that fails it is kept what its browsers did."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.e2e import trace

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


async def test_what_a_browser_did_can_be_kept(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    context = await browser.new_context()
    await trace.begin(context)
    page = await context.new_page()
    await page.set_content("<p>Soup is ready</p>")
    await trace.keep(context, request.node, 1, tmp_path)
    await context.close()
    await trace.keep(context, request.node, 2, tmp_path)
    kept = the_only_one_in(tmp_path)
    assert kept.parent.name == "test_trace-py-test_what_a_browser_did_can_be_kept"
    with zipfile.ZipFile(kept) as files:
        assert b"Soup is ready" in files.read("trace.trace")


def the_only_one_in(folder: Path) -> Path:
    [kept] = folder.rglob("*.zip")
    return kept


async def test_it_is_known_that_a_test_has_failed(request: pytest.FixtureRequest) -> None:
    test: pytest.Item = request.node
    parts: list[Any] = [("setup", "passed", False), ("call", "failed", True), ("teardown", "passed", True)]
    for when, outcome, expected in parts:
        trace.heed(test, pytest.TestReport(test.nodeid, ("", 0, ""), {}, outcome, None, when))
        assert trace.has_failed(test) is expected
