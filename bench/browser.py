"""A browser on a core of its own, and the page of a room in it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.async_api import Browser, Page, async_playwright

from bench.long_room import LongRoom
from bench.peers import Server
from bench.stage import Stage

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
_MINE = Path(__file__).with_name("page.js")
PATIENCE = 60_000


@dataclass(frozen=True)
class Device:
    """What somebody sits at; `slowdown` is how many times slower its processor is than this one."""

    name: str
    width: int
    height: int
    slowdown: int = 1
    is_phone: bool = False


DESK = Device("desk, 1280 × 860", 1280, 860)  # noqa: RUF001 - as people write it
PHONE = Device("phone, 390 × 844, processor slowed 4 times", 390, 844, slowdown=4, is_phone=True)  # noqa: RUF001


@dataclass(frozen=True)
class Window:
    """The page of a room on a device."""

    browser: Browser
    page: Page
    device: Device

    async def told(self) -> dict[str, Any]:
        """Return what the page has noted since it was last asked; see page.js."""
        found: dict[str, Any] = await self.page.evaluate(
            "() => { const now = {...measured}; measureAnew(); return now; }"
        )
        return found


@asynccontextmanager
async def launched(stage: Stage) -> AsyncIterator[Browser]:
    """Have a Chromium without a window on the load's core inside the block; who steers it is with the servers."""
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, stage.load_cores)
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        os.sched_setaffinity(0, here)
        for driver in psutil.Process().children():
            if "node" in driver.name():
                driver.cpu_affinity(list(here))
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(browser: Browser, server: Server, room: LongRoom, device: Device) -> AsyncIterator[Window]:
    """Have the room open and live on a device inside the block."""
    url = f"http://127.0.0.1:{server.port}"
    context = await browser.new_context(
        viewport={"width": device.width, "height": device.height}, has_touch=device.is_phone, locale="en-GB"
    )
    await context.add_cookies([{"name": "sessionid", "value": room.session, "url": url}])
    await context.add_init_script(path=_MINE)
    page = await context.new_page()
    await page.goto(f"{url}/rooms/{room.id}/")
    await page.wait_for_selector("#app[data-connection=open] #rows > .message", timeout=PATIENCE)
    client = await context.new_cdp_session(page)
    await client.send("Emulation.setCPUThrottlingRate", {"rate": device.slowdown})
    yield Window(browser, page, device)
    await context.close()
