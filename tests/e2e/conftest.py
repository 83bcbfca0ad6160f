"""A real browser, a real server, and people in front of it.

Browser and server live as long as the package; every person has a context of their own, as if on a device of their own.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from accounts.models import User
from chat import desk
from tests.chat.client import PATIENCE
from tests.e2e.person import Person
from tests.e2e.server import Server, running

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
MISSING = "Chromium is missing: `apt-get install chromium`, or `playwright install chromium`, and try again."

Visit = Callable[..., Awaitable[Person]]

# What people wait for is an event, and a busy machine is no defect: the limit is for what never comes.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    with django_db_blocker.unblock(), running() as started:
        yield started


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    with _on_one_core():
        playwright = await async_playwright().start()
    path = shutil.which("chromium") or playwright.chromium.executable_path
    _must_exist(Path(path))
    launched = await playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield launched
    await launched.close()
    await playwright.stop()


@pytest_asyncio.fixture(loop_scope="package")
async def visit(transactional_db: None, server: Server, browser: Browser) -> AsyncIterator[Visit]:
    """Seat people at devices of their own, signed in as the user that is given, or as nobody known."""
    visitors: list[Person] = []

    async def come(user: User | None = None, **device: Any) -> Person:
        context = await browser.new_context(base_url=server.url, locale="en-GB", **device)
        if user:
            await _sign_in(context, user, server.url)
        visitors.append(Person(await context.new_page(), user))
        return visitors[-1]

    yield come
    for visitor in visitors:
        await visitor.leave()
    await _server_is_idle()
    assert not [fault for visitor in visitors for fault in visitor.faults]


@contextmanager
def _on_one_core() -> Iterator[None]:
    # Some virtual machines have cores whose clocks disagree, and Chromium's pages crash when time runs backwards.
    # What is started in here stays on the core, and this process gets all of its own back.
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
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
    key = await desk.ask(_session_of, user)
    await context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _must_exist(path: Path) -> None:
    if path.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)
