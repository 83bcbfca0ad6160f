"""A real browser, a real server, and people in front of it.

Browser and server live as long as the package; every person has a context of their own, as if on a device of their own.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from django.conf import LazySettings, settings
from django.db import connection
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from accounts.models import User
from chat import desk
from chat.models import Conversation
from tests.chat.client import PATIENCE
from tests.e2e import trace
from tests.e2e.person import Person
from tests.e2e.server import Server, running
from tests.program import without
from tests.session import session_of
from unafied.settings import PASSWORD_HASHERS

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

Visit = Callable[..., Awaitable[Person]]
Both = tuple[Person, Person]

# What people wait for is an event, and a busy machine is no defect: the limit is for what never comes.
expect.set_options(timeout=20_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let it be known which tests have failed, when their browsers are closed."""
    report = yield
    trace.heed(item, report)
    return report


@pytest.fixture(scope="package")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    with django_db_blocker.unblock(), running() as started:
        yield started


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    with _on_one_core():
        playwright = await async_playwright().start()
    path = _chromium(playwright.chromium.executable_path)
    launched = await playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield launched
    await launched.close()
    await playwright.stop()


def _chromium(downloaded: str) -> str:
    # The shell is the same engine without anything around a page, and takes half the time; a whole browser will do.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium") or downloaded
    return path if Path(path).exists() else without("chromium-headless-shell")


@pytest.fixture
def _emptied_in_spite_of_late_requests(transactional_db: None) -> Iterator[None]:
    yield
    # Of two that wait for each other, the one gives up whose patience ends first: a request that nobody waits for.
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '60s'")


@pytest_asyncio.fixture(loop_scope="package")
async def visit(
    request: pytest.FixtureRequest, _emptied_in_spite_of_late_requests: None, server: Server, browser: Browser
) -> AsyncIterator[Visit]:
    """Seat people at devices of their own, signed in as the user that is given, or as nobody known."""
    visitors: list[Person] = []

    async def come(user: User | None = None, **device: Any) -> Person:
        context = await browser.new_context(base_url=server.url, locale="en-GB", **device)
        await trace.begin(context)
        if user:
            await _sign_in(context, user, server.url)
        visitors.append(Person(await context.new_page(), user))
        return visitors[-1]

    yield come
    is_kept = trace.has_failed(request.node) or any(visitor.faults for visitor in visitors)
    for number, visitor in enumerate(visitors, start=1):
        if is_kept:
            await trace.keep(visitor.page.context, request.node, number)
        await visitor.leave()
    await _server_is_idle()
    assert not [fault for visitor in visitors for fault in visitor.faults]


@pytest_asyncio.fixture(loop_scope="package")
async def both(visit: Visit, alice: User, bob: User, room: Conversation) -> Both:
    """Seat Alice and Bob, each in front of the kitchen."""
    return await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)


@pytest.fixture
def registered(settings: LazySettings, alice: User, password: str) -> str:
    """Give Alice a password that the server knows how to check, and return it."""
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    alice.set_password(password)
    alice.save()
    return password


@contextmanager
def _on_one_core() -> Iterator[None]:
    # Some virtual machines have cores whose clocks disagree, and Chromium's pages crash when time runs backwards.
    # What is started in here stays on one core, another one for each process of the test run, and this process gets
    # all of its own back.
    cores = os.sched_getaffinity(0)
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.sched_setaffinity(0, {sorted(cores)[number % len(cores)]})
    yield
    os.sched_setaffinity(0, cores)


async def _server_is_idle() -> None:
    # The tables are emptied next, which waits for whoever reads them and may be waited for: a deadlock.
    async with asyncio.timeout(PATIENCE):
        while await desk.ask(_busy_connections):  # noqa: ASYNC110 - of another process, which has no event to set
            await asyncio.sleep(0.05)


def _busy_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])


async def _sign_in(context: BrowserContext, user: User, url: str) -> None:
    key = await desk.ask(session_of, user)
    await context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])
