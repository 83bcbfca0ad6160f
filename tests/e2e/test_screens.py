"""What the screen and the hand need: zoom, high contrast, large targets, calm, and text from the right."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ZOOMED = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}

# Code and tables may be wider: WCAG 1.4.10 excepts what means something by standing side by side.
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll("body *")].filter((each) => {
    const isExcepted = each.closest("pre, .prose__wide, .visually-hidden, svg");
    const { overflowX, display } = getComputedStyle(each);
    const clips = ["hidden", "clip"].includes(overflowX) && each !== document.documentElement;
    return !isExcepted && !clips && display !== "inline" && each.clientWidth && each.scrollWidth > each.clientWidth + 1;
}).map((each) => `${each.tagName}.${each.className}: ${each.scrollWidth} in ${each.clientWidth}`)"""

# A link within a sentence is as high as its line: WCAG 2.5.8 excepts it.
TOO_SMALL = """() => [...document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=option]"
)].flatMap((each) => {
    const target = each.matches("input") ? each.closest("label") ?? each : each;
    const isInASentence = each.matches("a") && each.parentElement.textContent.trim() !== each.textContent.trim()
        && getComputedStyle(each).display === "inline";
    if (!each.checkVisibility({ visibilityProperty: true }) || isInASentence || each.matches(".skip-link")) return [];
    const { width, height } = target.getBoundingClientRect();
    const name = `${each.ariaLabel || each.textContent.trim() || each.id} (${each.className})`;
    return width > 43.5 && height > 43.5 ? [] : [`${name}: ${width.toFixed()} x ${height.toFixed()}`];
})"""

STYLE = "(element, [name, pseudo]) => getComputedStyle(element, pseudo)[name]"


def say(user: User, room: Conversation, content: str, **more: Any) -> Any:
    return actions.post_message(actions.Draft(user.pk, room.pk, uuid.uuid4(), content, **more)).message


@pytest.fixture
def talk(alice: User, bob: User, listening: Conversation) -> Conversation:
    hello = say(bob, listening, "Soup tonight, @Alice? [The recipe](https://example.org/)")
    actions.toggle_reaction(bob, hello.pk, "👍")
    say(alice, listening, f"Yes, and {'very' * 40} much\n\n```python\n{'wide = ' * 40}1\n```", reply_to=hello.pk)
    say(bob, listening, "שלום לכולם, hello")
    return listening


async def measured(person: Person, room: Conversation, measure: str) -> list[str]:
    """Measure all that `opened` shows."""
    return [f"{name}: {each}" async for name in opened(person, room) for each in await person.page.evaluate(measure)]


async def opened(person: Person, room: Conversation) -> AsyncIterator[str]:
    """Go to the pages, and open one thing after the other in the room; the name of each, while it is to be seen."""
    page = person.page
    for address in ("/accounts/settings/", "/accounts/settings/delete/", "/shelf/", "/nowhere/"):
        await page.goto(address)
        yield address
    await person.enter(room)
    await expect(person.button("Understood")).to_be_visible()
    yield "told who listens"
    await person.button("Understood").click()
    await person.do("Yes, and", "Edit")
    await expect(person.editor).to_be_focused()
    yield "editing"
    await page.keyboard.press("Escape")
    await person.do("Yes, and", "Reply")
    yield "replying"
    await person.button("Room settings and members").click()
    await person.button("Make an invite link").click()
    await expect(page.get_by_role("textbox", name="Invite link")).to_be_visible()
    for fold in ("What it has suggested here", "What it believes you like", "What you keep here"):
        await page.get_by_text(fold, exact=True).click()
    yield "panel"
    await page.keyboard.press("Escape")
    await person.button("Emoji").click()
    await expect(page.get_by_role("group", name="Often used")).to_be_visible()
    yield "emojis"
    await page.keyboard.press("Escape")
    for keys, title in (("Control+Shift+F", "Search"), ("Control+K", "Go to"), ("Control+/", "Keyboard shortcuts")):
        await page.keyboard.press(keys)
        await expect(page.get_by_role("dialog", name=title)).to_be_visible()
        yield title
    await page.keyboard.press("Escape")
    await person.go_home()
    yield "rooms"
    await page.get_by_role("button", name="Alice: menu").click()
    yield "menu"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="New room").click()
    yield "new room"


async def test_at_twice_the_size_nothing_scrolls_sideways(visit: Visit, alice: User, talk: Conversation) -> None:
    assert not await measured(await visit(alice, **ZOOMED), talk, TOO_WIDE)


async def test_what_is_touched_is_as_large_as_a_finger(visit: Visit, alice: User, talk: Conversation) -> None:
    assert not await measured(await visit(alice, **PHONE), talk, TOO_SMALL)


async def style(person: Person, selector: str, name: str, pseudo: str | None = None) -> str:
    value: str = await person.page.locator(selector).first.evaluate(STYLE, [name, pseudo])
    return value


async def test_forced_colours_show_what_colour_alone_would_say(visit: Visit, alice: User, talk: Conversation) -> None:
    person = await (await visit(alice, forced_colors="active")).enter(talk)
    canvas = await style(person, "body", "backgroundColor")
    assert await style(person, ".message--calls", "backgroundColor", "::before") != canvas
    assert await style(person, ".mention--me", "outlineStyle") == "solid"
    assert await style(person, ".room-link[aria-current]", "outlineStyle") == "solid"
    assert await style(person, ".composer__box", "outlineStyle") == "solid"
    assert await style(person, ".first-run .agent-mark", "borderTopStyle") == "solid"
    assert await style(person, ".first-run .agent-mark .icon", "stroke") != canvas
    await person.composer.fill("@")
    chosen = "[role=option][aria-selected=true]"
    await expect(person.page.locator(chosen)).to_be_visible()
    assert await style(person, chosen, "outlineStyle") == "solid"
    await person.page.locator(".message--calls").focus()
    assert await style(person, ".message:focus", "outlineStyle") == "solid"


async def test_who_asked_for_calm_sees_nothing_move(visit: Visit, alice: User, talk: Conversation) -> None:
    person = await (await visit(alice, reduced_motion="reduce")).enter(talk)
    await person.button("Room settings and members").click()
    await expect(person.dialog).to_be_visible()
    longest = (
        """() => Math.max(0, ...document.getAnimations().map((each) => each.effect.getComputedTiming().endTime))"""
    )
    assert await person.page.evaluate(longest) <= 1


async def test_what_is_written_from_the_right_stands_on_the_right(
    visit: Visit, alice: User, talk: Conversation
) -> None:
    garden = await desk.ask(actions.start_group, alice, "הגינה")
    person = await (await visit(alice)).enter(garden)
    assert await style(person, "#room-title", "direction") == "rtl"
    assert await style(person, ".room-link[aria-current] .room-link__title", "direction") == "rtl"
    await person.composer.fill("מה שלומך?")
    assert await style(person, "#composer-text", "direction") == "rtl"
    await person.composer.press("Enter")
    await person.sees("מה שלומך?")
    assert await style(person, ".message .prose", "direction") == "rtl"
    await mirrored(person.page)


async def mirrored(page: Page) -> None:
    """The whole page from the right: the list of rooms stands there, and nothing is cut off."""
    await page.evaluate("document.documentElement.dir = 'rtl'")
    places = await page.evaluate(
        "['.sidebar', '.room'].map((each) => document.querySelector(each).getBoundingClientRect().left)"
    )
    assert places[0] > places[1]
    assert await page.evaluate(TOO_WIDE) == []
