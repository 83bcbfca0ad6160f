"""Finding: the switcher, the search and the list of shortcuts, by keyboard and on a phone."""

import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def talk(user: User, room: Conversation, *contents: str) -> None:
    actions.post_messages([actions.Draft(user.pk, room.pk, uuid.uuid4(), content) for content in contents])


def long_talk(alice: User, bob: User, room: Conversation) -> None:
    """Fill the kitchen; one sentence in it is far back, another stands in the garden."""
    garden = actions.start_group(alice, "Café Garden", members=[bob.pk])
    talk(alice, room, "Somebody mends the boiler on Thursday")
    talk(alice, room, *[f"message {number:03}" for number in range(300)])
    talk(bob, garden, "the boilers of the greenhouse")
    actions.mark_read(bob, room.pk, 10_000)


async def test_what_was_said_long_ago_is_found_and_led_to_by_keyboard(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(long_talk, alice, bob, room)
    at_bobs = await (await visit(bob)).enter(room)
    keyboard = at_bobs.page.keyboard
    await keyboard.press("Control+Shift+F")
    field = at_bobs.page.get_by_role("searchbox", name="Search messages")
    await expect(field).to_be_focused()
    await keyboard.type("boil")
    await expect(at_bobs.dialog.get_by_role("status").filter(has_text="messages")).to_have_text("2 messages")
    await expect(at_bobs.dialog.get_by_role("heading", level=3)).to_have_text(["Café Garden", "Kitchen"])
    await expect(at_bobs.dialog.locator("mark")).to_have_text(["boilers", "boiler"])
    await keyboard.type(" fr")
    await at_bobs.button("Add from: somebody").click()
    await at_bobs.button("Add from:Alice").click()
    await expect(at_bobs.dialog.get_by_role("status").filter(has_text="1 message")).to_have_text("1 message")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("Somebody mends the boiler")
    await expect(at_bobs.message("mends the boiler")).to_be_in_viewport()
    await at_bobs.sees("message 001")
    await at_bobs.does_not_see("message 299")
    await at_bobs.button("Back to the latest").click()
    await expect(at_bobs.message("message 299")).to_be_in_viewport()
    await at_bobs.button("Search messages").click()
    await expect(field).to_have_value("boil from:Alice ")


async def test_a_search_on_a_phone_leads_into_another_room(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(long_talk, alice, bob, room)
    at_bobs = await (await visit(bob, **PHONE)).go_home()
    await at_bobs.button("Search or go to").tap()
    await at_bobs.page.get_by_role("combobox").fill("mends boil")
    await at_bobs.page.get_by_role("option", name="Search messages for “mends boil”").tap()
    await expect(at_bobs.dialog.get_by_text("Nothing found for “mends boil”")).to_have_count(0)
    await at_bobs.dialog.get_by_role("link", name="Somebody mends the boiler").tap()
    await expect(at_bobs.message("mends the boiler")).to_be_in_viewport()
    assert await at_bobs.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await at_bobs.button("Search messages").tap()
    await expect(at_bobs.page.get_by_role("searchbox", name="Search messages")).to_have_value("mends boil")


async def test_a_search_says_what_it_did_not_find_or_understand(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.button("Search messages").click()
    field = at_alices.page.get_by_role("searchbox", name="Search messages")
    await field.fill("<b>zebra</b> before:someday")
    await expect(at_alices.dialog.get_by_text("Nothing found for “<b>zebra</b> before:someday”")).to_be_visible()
    await expect(at_alices.dialog.get_by_text("before: takes a day")).to_be_visible()
    await at_alices.page.context.set_offline(True)
    await field.fill("zebras")
    await expect(at_alices.dialog.get_by_role("alert")).to_contain_text("can't be reached")
    await at_alices.page.context.set_offline(False)
    await at_alices.button("Try again").click()
    await expect(at_alices.dialog.get_by_text("Nothing found for “zebras”")).to_be_visible()


async def test_one_goes_to_rooms_and_people_by_a_few_letters(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(long_talk, alice, bob, room)
    at_bobs = await (await visit(bob)).enter(room)
    keyboard = at_bobs.page.keyboard
    await at_bobs.composer.fill("half a thought")
    await keyboard.press("Control+K")
    chosen = at_bobs.page.get_by_role("option", selected=True)
    await expect(chosen).to_contain_text("Café Garden")
    await keyboard.press("Control+K")
    await expect(at_bobs.composer).to_be_focused()
    await keyboard.press("Control+K")
    await keyboard.type("cafe g")
    await expect(chosen).to_contain_text("Café Garden")
    await keyboard.press("Enter")
    await expect(at_bobs.heading).to_have_text("Café Garden")
    await keyboard.press("Control+K")
    await keyboard.type("alice")
    await expect(chosen).to_contain_text("write to")
    await keyboard.press("Enter")
    await expect(at_bobs.heading).to_have_text("Alice")
    await keyboard.press("Control+K")
    await keyboard.type("new ro")
    await keyboard.press("Enter")
    await expect(at_bobs.page.get_by_role("textbox", name="Its name")).to_be_focused()
    await keyboard.press("Escape")
    await at_bobs.pick("Kitchen")
    await expect(at_bobs.composer).to_have_value("half a thought")


async def test_the_shortcuts_are_listed_and_those_of_one_key_can_be_turned_off(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    keyboard = at_alices.page.keyboard
    await keyboard.type("is that so?/")
    await expect(at_alices.composer).to_have_value("is that so?/")
    await at_alices.heading.click()
    await at_alices.composer.blur()
    await keyboard.press("?")
    listed = at_alices.page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(listed.get_by_text("Go to a room or a person")).to_be_visible()
    await listed.get_by_role("switch", name="Keys without Ctrl or Cmd").uncheck()
    await keyboard.press("Escape")
    await keyboard.press("/")
    await expect(at_alices.page.get_by_role("dialog")).to_have_count(0)
    await keyboard.press("Control+/")
    await expect(listed).to_be_visible()
