"""Makes docs/screenshots/ from a running Unafied with its demo: `python docs/screenshots.py http://127.0.0.1:8000`."""

import os
import shutil
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).with_name("screenshots")
SIZES = {"room": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
ROOM = "Flat 4B"


def main(address: str) -> None:
    """Take each size in light and dark."""
    # See tests/e2e/conftest.py: Chromium needs cores whose clocks agree.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, scheme in product(SIZES, ("light", "dark")):
            _take(browser, address, name, scheme)
        browser.close()


def _take(browser: Browser, address: str, name: str, scheme: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport=SIZES[name],  # type: ignore[arg-type]  # the sizes above
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=name == "phone",
        device_scale_factor=2 if name == "phone" else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    _sign_in(page)
    page.get_by_role("link").filter(has_text=ROOM).click()
    # Whoever has been told that the room is listened to is not told again.
    if (told := page.get_by_role("button", name="Understood")).is_visible():
        told.click()
    page.get_by_role("article").filter(has_text="Football is off").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    # Where nobody points at a message, no toolbar lies over it.
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=FOLDER / f"{name}-{scheme}.png")
    context.close()


def _sign_in(page: Page) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label("E-mail").fill("jonas@demo.example")
    page.get_by_label("Password").fill("unafied-demo")
    page.get_by_role("button", name="Sign in").click()
    page.locator("#app[data-connection=open]").wait_for()


if __name__ == "__main__":
    main(sys.argv[1])
