"""A whole evening by keyboard alone: focus is always seen, and never lost."""

import uuid

import pytest
from playwright.async_api import Page, expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation, Message
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

# A text field may let the box around it show that it is in focus.
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nowhere";
    const { top, bottom, left, right, width } = element.getBoundingClientRect();
    const isOnScreen = width > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const isRinged = (each, isBox) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || (isBox && boxShadow !== "none");
    };
    const isField = element.matches("input, textarea");
    const isSeen = isRinged(element) || (isField && isRinged(element.parentElement, true));
    const name = element.ariaLabel || element.textContent.trim() || element.id || element.tagName;
    return isOnScreen && isSeen ? "seen" : `${isOnScreen ? "without a ring" : "off the screen"}: ${name}`;
}"""
MOST_STOPS = 40


async def sees_focus(page: Page) -> None:
    """Hold that the focus is seen, at the latest when what is being drawn is there."""
    for _ in range(20):
        if await page.evaluate(FOCUS) == "seen":
            return
        await page.wait_for_timeout(50)
    assert await page.evaluate(FOCUS) == "seen"


async def tab_to(person: Person, name: str) -> None:
    """Press Tab until what is so called has the focus, and see where one is all the way."""
    target = person.page.locator(":focus").and_(
        person.page.get_by_role("button", name=name)
        .or_(person.page.get_by_role("link", name=name))
        .or_(person.page.get_by_role("textbox", name=name))
    )
    for _ in range(MOST_STOPS):
        await person.page.keyboard.press("Tab")
        # Behind the last stop of the page are the browser's own.
        assert await person.page.evaluate(FOCUS) in {"seen", "nowhere"}
        if await target.count():
            return
    pytest.fail(f"No way by Tab to {name}")


async def go_to(person: Person, room: str) -> None:
    await person.page.keyboard.press("Control+K")
    await expect(person.page.get_by_role("combobox")).to_be_focused()
    await sees_focus(person.page)
    await person.page.keyboard.type(room)
    await person.page.keyboard.press("Enter")
    await expect(person.heading).to_have_text(room)
    await expect(person.composer).to_be_focused()
    await sees_focus(person.page)


@pytest.fixture
def garden(alice: User, bob: User, room: Conversation) -> Conversation:
    made = actions.start_group(bob, "Garden", members=[alice.pk])
    actions.post_message(actions.Draft(bob.pk, made.pk, uuid.uuid4(), "The roses are out"))
    return made


async def test_an_evening_without_a_pointer(visit: Visit, registered: str, garden: Conversation) -> None:
    person = await visit()
    await sign_in(person, registered)
    await go_to(person, "Garden")
    await person.page.keyboard.type("I will bring a vase")
    await person.page.keyboard.press("Enter")
    await person.sees("I will bring a vase")
    await expect(person.composer).to_be_focused()
    await react(person, "The roses are out")
    await answer(person, "The roses are out", "At last")
    await change_the_last(person, "At last", "!")
    await read_the_thread(person, "The roses are out")
    await find(person, "roses")


async def sign_in(person: Person, password: str) -> None:
    page, keyboard = person.page, person.page.keyboard
    await page.goto("/accounts/sign-in/")
    await expect(page.get_by_label("E-mail address")).to_be_focused()
    await sees_focus(page)
    await keyboard.type("alice@example.org")
    await tab_to(person, "Password")
    await keyboard.type(password)
    await keyboard.press("Enter")
    await person.is_connected()


async def react(person: Person, text: str) -> None:
    page, keyboard = person.page, person.page.keyboard
    await walk_up_to(person, text)
    await tab_to(person, "React")
    await keyboard.press("Enter")
    await expect(page.get_by_role("searchbox", name="Search emojis")).to_be_focused()
    await sees_focus(page)
    await keyboard.type("heart")
    await expect(page.get_by_role("group", name="Found")).to_be_visible()
    await keyboard.press("ArrowDown")
    await sees_focus(page)
    await keyboard.press("Enter")
    await expect(person.message(text).get_by_role("group", name="Reactions")).to_be_visible()
    await sees_focus(page)


async def answer(person: Person, text: str, said: str) -> None:
    await person.composer.focus()
    await walk_up_to(person, text)
    await tab_to(person, "Reply")
    await person.page.keyboard.press("Enter")
    await expect(person.composer).to_be_focused()
    await person.page.keyboard.type(said)
    await person.page.keyboard.press("Enter")
    await expect(person.message(said).get_by_role("button", name="In reply to Bob")).to_be_visible()
    await person.sees(said)


async def change_the_last(person: Person, said: str, more: str) -> None:
    keyboard = person.page.keyboard
    await keyboard.press("ArrowUp")
    await expect(person.editor).to_be_focused()
    await sees_focus(person.page)
    await keyboard.press("End")
    await keyboard.type(more)
    await keyboard.press("Enter")
    await person.sees(said + more)
    await expect(person.composer).to_be_focused()


async def read_the_thread(person: Person, text: str) -> None:
    keyboard = person.page.keyboard
    await walk_up_to(person, text)
    await keyboard.press("Shift+F10")
    await expect(person.menu).to_be_visible()
    await keyboard.type("o")
    await keyboard.press("Enter")
    await expect(person.thread.get_by_role("textbox")).to_be_focused()
    await sees_focus(person.page)
    await keyboard.press("Escape")
    await expect(person.thread).to_be_hidden()
    await sees_focus(person.page)


async def find(person: Person, words: str) -> None:
    keyboard = person.page.keyboard
    await keyboard.press("Control+Shift+F")
    await expect(person.page.get_by_role("searchbox", name="Search messages")).to_be_focused()
    await keyboard.type(words)
    await expect(person.dialog.get_by_role("link").first).to_be_visible()
    await keyboard.press("ArrowDown")
    await sees_focus(person.page)
    await keyboard.press("Enter")
    await expect(person.message(words).first).to_be_focused()
    await sees_focus(person.page)


async def walk_up_to(person: Person, text: str) -> None:
    """Go back by Tab to the messages, and by arrows to one of them."""
    row = person.page.get_by_role("article").and_(person.page.locator(":focus"))
    for _ in range(MOST_STOPS):
        await person.page.keyboard.press("Shift+Tab")
        await sees_focus(person.page)
        if await row.count():
            break
    for _ in range(MOST_STOPS):
        if await row.filter(has_text=text).count():
            return
        await person.page.keyboard.press("ArrowUp")
        await sees_focus(person.page)
    pytest.fail(f"No way by arrows to {text}")


async def test_what_goes_away_leaves_the_focus_somewhere(
    visit: Visit, alice: User, bob: User, garden: Conversation
) -> None:
    person = await (await visit(alice)).enter(garden)
    page, keyboard = person.page, person.page.keyboard
    await person.say("a slip")
    await person.sees("a slip")
    await person.message("a slip").focus()
    await ask_to_delete(person)
    slip = await desk.ask(Message.objects.get, content="a slip")
    await desk.ask(actions.toggle_reaction, bob, slip.pk, "👍")
    drawn_anew = page.get_by_role("article", include_hidden=True).filter(has_text="a slip").filter(has_text="👍")
    await expect(drawn_anew).to_have_count(1)
    await keyboard.press("Escape")
    await expect(person.message("a slip")).to_be_focused()
    await sees_focus(page)
    await ask_to_delete(person)
    await tab_to(person, "Delete")
    await keyboard.press("Enter")
    await person.sees("This message was deleted.")
    await expect(person.message("This message was deleted.")).to_be_focused()
    await sees_focus(page)
    await person.composer.focus()
    await tab_to(person, "Alice: menu")
    await keyboard.press("Enter")
    await tab_to(person, "Keyboard shortcuts")
    await keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await keyboard.press("Escape")
    await sees_focus(page)
    await tab_to(person, "Room settings and members")
    await keyboard.press("Enter")
    await tab_to(person, "Leave this room")
    await keyboard.press("Enter")
    await tab_to(person, "Leave")
    await keyboard.press("Enter")
    await expect(person.in_list("Garden")).to_have_count(0)
    await expect(person.in_list("Kitchen")).to_be_focused()
    await sees_focus(page)


async def test_talk_leaves_the_focus_where_it_is_among_the_people(
    visit: Visit, alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    person = await (await visit(alice)).enter(room)
    await person.button("Room settings and members").click()
    write = person.dialog.get_by_role("button", name="Write: Bob")
    await write.focus()
    at_bobs = await (await visit(bob)).enter(room)
    await expect(person.dialog.get_by_text("(here now)")).to_have_count(2)
    await at_bobs.say("soup")
    await expect(person.page.get_by_role("article", include_hidden=True).filter(has_text="soup")).to_have_count(1)
    await expect(write).to_be_focused()
    await person.dialog.get_by_role("button", name="Make moderator: Bob").press("Enter")
    await expect(person.dialog.get_by_role("button", name="Make member: Bob")).to_be_focused()
    await person.dialog.get_by_role("button", name="Take out: Bob").press("Enter")
    sure = person.page.get_by_role("dialog", name="Take out Bob?")
    await expect(sure).to_be_visible()
    _, token = await desk.ask(actions.invite, alice, room.pk)
    await desk.ask(actions.accept_invite, charlie, token)
    await expect(person.page.get_by_text("3 people")).to_have_count(1)
    await sure.get_by_role("button", name="Take out").press("Enter")
    await expect(write).to_have_count(0)
    await expect(person.dialog.get_by_role("button", name="Write: Charlie")).to_be_visible()
    await sees_focus(person.page)


async def ask_to_delete(person: Person) -> None:
    """Ask for it in the menu of the message that has the focus."""
    keyboard = person.page.keyboard
    await keyboard.press("Shift+F10")
    await expect(person.menu).to_be_visible()
    await sees_focus(person.page)
    await keyboard.press("End")
    await keyboard.press("Enter")
    await expect(person.dialog).to_be_visible()
    await sees_focus(person.page)
