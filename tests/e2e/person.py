"""Somebody in front of a browser: what a person sees and does, in words; no selector stands anywhere else."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Locator, Page, Route, expect

from accounts.models import User
from chat.models import Conversation

FAULTS = re.compile("Content Security Policy|Uncaught|SyntaxError", re.IGNORECASE)

KEPT = """() => new Promise((resolve) => {
    const opening = indexedDB.open("unafied", 1);
    opening.onsuccess = () => {
        const asking = opening.result.transaction("kept").objectStore("kept").getAllKeys();
        asking.onsuccess = () => {
            opening.result.close();
            resolve(asking.result.map(([, kind]) => kind).sort());
        };
    };
})"""


class Person:
    """A user at a device. Everything waits until it can be done or seen."""

    def __init__(self, page: Page, user: User | None) -> None:
        self.page, self.user = page, user
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if FAULTS.search(said.text) else None)

    # Going somewhere ------------------------------------------------------------------------------------------

    async def enter(self, room: Conversation) -> "Person":
        """Open a room by its address, and wait until it is live."""
        await self.page.goto(f"/rooms/{room.pk}/")
        await self.is_connected()
        return self

    async def go_home(self) -> "Person":
        """Open the list of rooms, and wait until it is live."""
        await self.page.goto("/")
        await self.is_connected()
        return self

    async def pick(self, title: str) -> None:
        """Go to a room from the list."""
        await self.in_list(title).click()
        await expect(self.heading).to_have_text(title)

    async def reload(self) -> None:
        await self.page.reload()
        await self.is_connected()

    async def is_connected(self) -> None:
        await expect(self.page.locator("#app")).to_have_attribute("data-connection", "open", timeout=20_000)

    async def holds_up(self, addresses: str) -> asyncio.Event:
        """Have what the page asks of these addresses wait until the event is set."""
        may_go = asyncio.Event()

        async def let_go(route: Route) -> None:
            await may_go.wait()
            await route.continue_()

        await self.page.route(addresses, let_go)
        return may_go

    async def leave(self) -> None:
        """Close the device."""
        await self.page.context.close()

    # Writing --------------------------------------------------------------------------------------------------

    async def say(self, text: str) -> None:
        """Write a message and send it by Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def do(self, text: str, action: str) -> None:
        """Choose what is offered for a message: beside it, or in its menu."""
        row = self.message(text)
        await row.hover()
        offered = row.get_by_role("toolbar")
        if action in {"React", "Reply"}:
            await offered.get_by_role("button", name=action).click()
        else:
            await offered.get_by_role("button", name="More").click()
            await self.menu.get_by_role("menuitem", name=action, exact=True).click()

    async def hold(self, place: Locator) -> None:
        """Leave a finger on something for a while."""
        await place.scroll_into_view_if_needed()
        box = await place.bounding_box()
        assert box
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        touch = await self.page.context.new_cdp_session(self.page)
        await touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        await self.page.wait_for_timeout(700)
        await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    async def react(self, text: str, emoji: str) -> None:
        """Put an emoji, by its name, on a message."""
        await self.do(text, "React")
        choice = self.page.get_by_role("dialog", name="Choose a reaction")
        await choice.get_by_role("button", name=emoji, exact=True).first.click()

    async def edit(self, text: str, new: str) -> None:
        """Change one's own message."""
        await self.do(text, "Edit")
        await self.editor.fill(new)
        await self.editor.press("Enter")

    async def delete(self, text: str) -> None:
        """Delete a message, and mean it."""
        await self.do(text, "Delete")
        await self.dialog.get_by_role("button", name="Delete").click()

    async def reply_in_thread(self, text: str) -> None:
        """Write into the open thread."""
        field = self.thread.get_by_role("textbox", name="Reply in the thread")
        await field.fill(text)
        await field.press("Enter")

    # Seeing ---------------------------------------------------------------------------------------------------

    async def sees(self, text: str, *, times: int = 1) -> None:
        """See a message, delivered, exactly so many times."""
        await expect(self.message(text)).to_have_count(times)
        await expect(self.message(text).and_(self.page.locator(".message--pending, .message--failed"))).to_have_count(0)

    async def does_not_see(self, text: str) -> None:
        await expect(self.message(text)).to_have_count(0)

    async def sees_in_order(self, *texts: str) -> None:
        """See exactly these messages, one below the other."""
        await expect(self.messages.locator(".prose")).to_have_text(list(texts))

    async def has_unread(self, title: str, count: str) -> None:
        """Be told this number at a room of the list; "" for none."""
        signs = self.in_list(title).locator(".room-link__signs")
        if count:
            await expect(signs).to_contain_text(f"{count} unread")
        else:
            await expect(signs).not_to_contain_text("unread")

    async def has_mentions(self, title: str, count: str) -> None:
        """See this number of calls at a room of the list; "" for none."""
        badge = self.in_list(title).locator(".count")
        if count:
            await expect(badge).to_have_text(count)
        else:
            await expect(badge).to_have_count(0)

    async def look_away(self) -> None:
        """Turn to another window."""
        await self.page.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))")

    async def look_back(self) -> None:
        await self.page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))")

    async def hears(self, words: str) -> None:
        """Be told by the screen reader."""
        await expect(self.page.locator("#announcer")).to_have_text(words)

    async def keeps(self) -> list[str]:
        """Return the kinds of what was written and is kept on the device, sorted."""
        kinds: list[str] = await self.page.evaluate(KEPT)
        return kinds

    async def has_sent_all(self) -> None:
        """Wait until the server has answered to everything that was written."""
        await self.page.wait_for_function(f"({KEPT})().then(kinds => !kinds.includes('outbox'))", timeout=60_000)

    async def photograph(self, path: Path) -> None:
        await self.page.screenshot(path=path)

    # Where things are -----------------------------------------------------------------------------------------

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text)

    def in_list(self, title: str) -> Locator:
        return self.page.get_by_role("navigation", name="Rooms").get_by_role("link").filter(has_text=title)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("dialog", name="Thread")

    @property
    def in_thread(self) -> Locator:
        return self.thread.get_by_role("article")

    @property
    def menu(self) -> Locator:
        return self.page.get_by_role("menu")

    @property
    def tip(self) -> Locator:
        return self.page.get_by_role("tooltip")

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("textbox", name="Edit your message")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    @property
    def banner(self) -> Locator:
        return self.page.locator("#banner")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast").last
