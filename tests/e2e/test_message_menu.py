"""What can be done with a message, by pointer, keyboard and finger: its menu, pins, earlier versions, who reacted."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.chat.test_posting import draft
from tests.e2e.conftest import Both, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


async def test_the_menu_is_walked_by_keyboard_and_leads_back_to_the_message(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.say("Who brings chairs?")
    row = at_alices.message("Who brings chairs?")
    await at_alices.sees("Who brings chairs?")
    await row.focus()
    await row.press("Shift+F10")
    await expect(at_alices.menu.get_by_role("menuitem").first).to_be_focused()
    await at_alices.page.keyboard.press("End")
    await expect(at_alices.menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    await at_alices.page.keyboard.press("ArrowDown")
    await at_alices.page.keyboard.press("p")
    await expect(at_alices.menu.get_by_role("menuitem", name="Pin")).to_be_focused()
    await at_alices.page.keyboard.press("Escape")
    await expect(at_alices.menu).to_have_count(0)
    await expect(row).to_be_focused()


async def test_what_is_done_with_a_message_taller_than_the_screen_stays_in_sight(
    visit: Visit, alice: User, room: Conversation
) -> None:
    await desk.ask(actions.post_message, draft(alice, room, "\n\n".join(f"line {number}" for number in range(90))))
    at_alices = await (await visit(alice)).enter(room)
    row = at_alices.message("line 89")
    await expect(row.get_by_text("line 89")).to_be_in_viewport()
    before = await row.bounding_box()
    await row.get_by_text("line 89").hover()
    await expect(row.get_by_role("button", name="React")).to_be_in_viewport(ratio=1)
    assert await row.bounding_box() == before, "it takes no room"
    await row.get_by_role("button", name="Reply").click()
    await expect(at_alices.composer).to_be_focused()


async def test_a_link_to_a_message_is_copied_and_leads_somebody_else_there(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await (await visit(alice, permissions=["clipboard-read", "clipboard-write"])).enter(room), None
    await at_alices.say("Read this again")
    await at_alices.do("Read this again", "Copy link")
    await expect(at_alices.toast).to_have_text("Link copied.")
    link = await at_alices.page.evaluate("navigator.clipboard.readText()")
    at_bobs = await visit(bob)
    await at_bobs.page.goto(link)
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("Read this again")
    await at_alices.do("Read this again", "Copy text")
    await expect(at_alices.toast).to_have_text("Text copied.")
    assert await at_alices.page.evaluate("navigator.clipboard.readText()") == "Read this again"


async def test_a_finger_that_stays_on_a_message_opens_its_menu(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_bobs = await (await visit(bob, **PHONE)).enter(room)
    await desk.ask(actions.post_message, draft(alice, room, "Film at eight"))
    await at_bobs.hold(at_bobs.message("Film at eight"))
    await expect(at_bobs.menu).to_be_visible()
    await at_bobs.menu.get_by_role("menuitem", name="Reply").tap()
    await expect(at_bobs.page.locator("#composing-reply-text")).to_contain_text("Film at eight")


async def test_what_one_pins_everybody_finds_again(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    await desk.ask(actions.post_message, draft(alice, room, "The door code is 1234"))
    talk = [draft(bob, room, f"line {number}") for number in range(150)]
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.sees("The door code is 1234")
    await desk.ask(actions.post_messages, talk)
    at_bobs = await (await visit(bob)).enter(room)
    await expect(at_bobs.button("Pinned messages")).to_be_hidden()
    await at_alices.do("The door code is 1234", "Pin")
    await expect(at_alices.message("The door code")).to_contain_text("Pinned by you")
    await at_bobs.button("Pinned messages: 1").click()
    await expect(at_bobs.dialog).to_contain_text("Pinned by Alice")
    await at_bobs.dialog.get_by_role("button", name="The door code is 1234").click()
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("The door code is 1234")
    await expect(at_bobs.message("The door code")).to_be_in_viewport()
    await at_alices.button("Pinned messages: 1").click()
    sheet = at_alices.page.get_by_role("dialog", name="Pinned messages")
    box = await sheet.bounding_box()
    assert box
    await at_alices.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)
    await sheet.get_by_role("button", name="Unpin what Alice said").press("Enter")
    await expect(sheet).to_contain_text("Nothing is pinned here.")
    await expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    await expect(at_bobs.button("Pinned messages")).to_be_hidden()


async def test_whoever_reads_an_edited_message_sees_what_it_said_before(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Doors at *seven*")
    await at_alices.edit("Doors at seven", "Doors at eight")
    await at_bobs.message("Doors at eight").get_by_role("button", name="(edited)").click()
    await expect(at_bobs.dialog.get_by_role("listitem")).to_have_count(2)
    await expect(at_bobs.dialog.locator("em")).to_have_text("seven")
    await at_alices.delete("Doors at eight")
    await expect(at_bobs.page.get_by_role("dialog")).to_have_count(0)


async def test_who_reacted_is_told_to_pointer_keyboard_and_finger(
    visit: Visit, alice: User, bob: User, charlie: User, room: Conversation
) -> None:
    said = (await desk.ask(actions.post_message, draft(alice, room, "Film at eight"))).message
    token = (await desk.ask(actions.invite, alice, room.pk))[1]
    await desk.ask(actions.accept_invite, charlie, token)
    for person in (alice, charlie, bob):
        await desk.ask(actions.toggle_reaction, person, said.pk, "👍")
    at_bobs = await (await visit(bob)).enter(room)
    chip = at_bobs.message("Film at eight").get_by_role("button", name="thumbs up, 3: you, Alice and 1 other")
    await chip.hover()
    await expect(at_bobs.tip).to_have_text("You, Alice and 1 other reacted with thumbs up")
    await at_bobs.composer.hover()
    await expect(at_bobs.tip).to_be_hidden()
    await at_bobs.message("Film at eight").focus()
    await at_bobs.page.keyboard.press("Tab")
    await expect(chip).to_be_focused()
    await expect(at_bobs.tip).to_be_visible()
    await at_bobs.page.keyboard.press("Enter")
    without = at_bobs.message("Film at eight").get_by_role("button", name="thumbs up, 2: Alice and Charlie")
    await expect(without).to_be_focused()
    await expect(without).to_have_attribute("aria-pressed", "false")


async def test_a_finger_on_a_reaction_names_people_and_does_not_react(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    said = (await desk.ask(actions.post_message, draft(alice, room, "Film at eight"))).message
    await desk.ask(actions.toggle_reaction, alice, said.pk, "👍")
    at_bobs = await (await visit(bob, **PHONE)).enter(room)
    chip = at_bobs.message("Film at eight").get_by_role("button", name="thumbs up, 1: Alice")
    await at_bobs.hold(chip)
    await expect(at_bobs.tip).to_have_text("Alice reacted with thumbs up")
    await expect(chip).to_have_attribute("aria-pressed", "false")
    await chip.press("Enter")
    mine = at_bobs.message("Film at eight").get_by_role("button", name="thumbs up, 2: you and Alice")
    await expect(mine).to_be_visible()
    await mine.tap()
    await expect(chip).to_be_visible()


async def test_on_a_phone_the_toolbar_stands_above_what_was_tapped(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    for said in (
        "Film at eight",
        "And then another one that is as long as a phone is wide, and a little more than that",
    ):
        await desk.ask(actions.post_message, draft(alice, room, said))
    at_bobs = await (await visit(bob, **PHONE)).enter(room)
    for said in ("Film at eight", "And then another one"):
        text = at_bobs.message(said).locator(".prose")
        await text.tap()
        toolbar = at_bobs.message(said).get_by_role("toolbar")
        await expect(toolbar).to_be_visible()
        above, below = await toolbar.bounding_box(), await text.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"] + 1
