"""Writing: emojis and names chosen and completed, mark-up by keyboard, a moment to take it back, drafts that stay."""

import re

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Both, Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


def options(of: Person) -> Locator:
    return of.page.get_by_role("listbox", name="Suggestions").get_by_role("option")


async def chosen(of: Person) -> str:
    """The line that the field points at."""
    line = await of.composer.get_attribute("aria-activedescendant")
    return await of.page.locator(f"#{line}").inner_text()


async def test_a_shortcode_is_completed_by_keyboard(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.composer.press_sequentially("Well :thumbs")
    await expect(options(at_alices)).to_have_count(2)
    assert ":+1:" in await chosen(at_alices)
    await at_alices.composer.press("ArrowDown")
    assert ":-1:" in await chosen(at_alices)
    await at_alices.composer.press("ArrowUp")
    await at_alices.composer.press("Enter")
    await expect(options(at_alices)).to_have_count(0)
    await expect(at_alices.composer).to_have_value("Well 👍 ")
    await at_alices.composer.press_sequentially("and :popcorn:")
    await expect(at_alices.composer).to_have_value("Well 👍 and 🍿")
    await at_alices.composer.press("Enter")
    await at_bobs.sees("Well 👍 and 🍿")


async def test_escape_leaves_what_was_typed(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.composer.press_sequentially(":tad")
    await expect(options(at_alices).first).to_be_visible()
    await at_alices.composer.press("Escape")
    await expect(options(at_alices)).to_have_count(0)
    await at_alices.composer.press_sequentially("p")
    await at_alices.composer.press("Enter")
    await at_alices.sees(":tadp")


async def test_a_name_is_completed_by_a_tap(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    phone = await (await visit(alice, viewport={"width": 390, "height": 844}, has_touch=True)).enter(room)
    at_bobs = await (await visit(bob)).enter(room)
    await phone.composer.press_sequentially("Ask @")
    await expect(options(phone)).to_contain_text(["Bob", "Unafied", "all"])
    await phone.composer.press_sequentially("bo")
    await options(phone).filter(has_text="Bob").tap()
    await expect(phone.composer).to_have_value("Ask @Bob ")
    await expect(phone.composer).to_be_focused()
    await phone.composer.press_sequentially("now")
    await phone.button("Send").tap()
    await at_bobs.sees("Ask @Bob now")


async def test_an_emoji_is_found_and_put_where_the_caret_is(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.composer.fill("ab")
    await at_alices.composer.press("ArrowLeft")
    await at_alices.button("Emoji").click()
    picker = at_alices.page.get_by_role("dialog", name="Choose an emoji")
    await expect(picker.get_by_role("searchbox")).to_be_focused()
    await expect(picker.get_by_role("group", name="Food & Drink")).to_be_attached()
    await at_alices.page.keyboard.type("baguette")
    await expect(picker.get_by_role("button")).to_have_count(1)
    await at_alices.page.keyboard.press("Enter")
    await expect(picker).to_be_hidden()
    await expect(at_alices.composer).to_have_value("a🥖b")
    await at_alices.button("Emoji").click()
    await expect(picker.get_by_role("button").first).to_have_attribute("data-emoji", "🥖")


async def test_arrows_walk_in_the_emojis(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    loaded = await at_alices.holds_up("**/emojis*.json")
    await at_alices.button("Emoji").click()
    picker = at_alices.page.get_by_role("dialog", name="Choose an emoji")
    pressed = await picker.get_by_role("button", name="thumbs up").element_handle()
    loaded.set()
    await expect(picker.get_by_text("Smileys & Emotion")).to_be_attached()
    assert await pressed.evaluate("button => button.isConnected"), "it may be pressed just when the others come"
    press, focused = at_alices.page.keyboard.press, picker.locator("button:focus")
    for key, name in (("ArrowDown", "thumbs up"), ("ArrowRight", "heart"), ("ArrowLeft", "thumbs up")):
        await press(key)
        await expect(focused).to_have_accessible_name(name)
    await press("ArrowDown")
    below = await focused.bounding_box()
    await press("ArrowUp")
    await expect(focused).to_have_accessible_name("thumbs up")
    above = await focused.bounding_box()
    assert above
    assert below
    assert below["y"] > above["y"]
    assert abs(below["x"] - above["x"]) < 2
    await press("ArrowUp")
    await expect(picker.get_by_role("searchbox")).to_be_focused()
    await press("Escape")
    await press("Escape")
    await expect(picker).to_be_hidden()


async def test_a_reaction_can_be_any_emoji(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Soup")
    await at_bobs.do("Soup", "React")
    await expect(at_bobs.page.get_by_role("dialog", name="Choose a reaction")).to_be_visible()
    await at_bobs.page.keyboard.type("pot of food")
    await expect(at_bobs.page.locator(".picker button")).to_have_count(1)
    await at_bobs.page.keyboard.press("Enter")
    await expect(at_alices.message("Soup").get_by_role("button", name="🍲, 1: Bob")).to_be_visible()


async def test_marks_are_put_by_keyboard_and_taken_off_again(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.composer.fill("soup")
    for key, value in (("b", "**soup**"), ("i", "***soup***"), ("i", "**soup**"), ("b", "soup"), ("e", "`soup`")):
        if value in {"**soup**", "`soup`"} and await at_alices.composer.input_value() == "soup":
            await at_alices.composer.press("Control+a")
        await at_alices.composer.press(f"Control+{key}")
        await expect(at_alices.composer).to_have_value(value)
    await at_alices.composer.press("Control+z")
    await expect(at_alices.composer).to_have_value("soup")


async def test_an_address_pasted_over_words_makes_a_link(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await at_alices.page.evaluate("navigator.clipboard.writeText('https://a.example/menu')")
    await at_alices.composer.fill("menu")
    await at_alices.composer.press("Control+a")
    await at_alices.composer.press("Control+v")
    await expect(at_alices.composer).to_have_value("[menu](https://a.example/menu)")


async def test_what_was_sent_can_be_taken_back_for_a_moment(both: Both) -> None:
    at_alices, at_bobs = both
    await at_bobs.say("Who brings chairs?")
    await at_alices.do("Who brings chairs?", "Reply")
    await at_alices.say("I dont")
    await at_alices.button("Undo").focus()
    await at_bobs.sees("I dont")
    await at_alices.button("Undo").press("Enter")
    await expect(at_alices.composer).to_have_value("I dont")
    await expect(at_alices.page.get_by_text("Reply to Bob: Who brings chairs?")).to_be_visible()
    await at_bobs.sees("This message was deleted.")
    await at_bobs.does_not_see("I dont")
    await at_alices.say("I do")
    await at_alices.composer.press("Control+z")
    await expect(at_alices.composer).to_be_focused()
    await expect(at_alices.composer).to_have_value("I do")
    await expect(at_alices.button("Undo")).to_be_hidden()


async def test_the_moment_passes(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.say("Soup")
    await expect(at_alices.button("Undo")).to_be_visible()
    await expect(at_alices.button("Undo")).to_be_hidden()
    await at_alices.composer.press("Control+z")
    await at_alices.sees("Soup")
    await expect(at_alices.composer).to_have_value("")


async def test_what_never_left_the_device_leaves_no_trace(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.page.context.set_offline(True)
    await at_alices.say("first")
    await at_alices.say("second")
    await at_alices.button("Undo").click()
    await expect(at_alices.composer).to_have_value("second")
    await expect(at_alices.message("second")).to_have_count(0)
    await at_alices.page.context.set_offline(False)
    await at_bobs.sees("first")
    await at_bobs.does_not_see("This message was deleted.")


async def test_drafts_and_edits_outlive_a_reload_but_not_signing_out(both: Both) -> None:
    at_alices, at_bobs = both
    await at_bobs.say("Who brings chairs?")
    await at_alices.say("I bring chars")
    await at_alices.do("Who brings chairs?", "Reply")
    await at_alices.composer.fill("two lines\nof a draft")
    await at_alices.do("I bring chars", "Edit")
    await at_alices.editor.fill("I bring chairs")
    await at_alices.reload()
    await expect(at_alices.composer).to_have_value("two lines\nof a draft")
    await expect(at_alices.page.get_by_text("Reply to Bob: Who brings chairs?")).to_be_visible()
    await expect(at_alices.editor).to_have_value("I bring chairs")
    await at_alices.page.evaluate("document.getElementById('sign-out').requestSubmit()")
    await expect(at_alices.page).to_have_url(re.compile("/accounts/sign-in/"))
    assert await at_alices.keeps() == []


async def test_a_long_paste_stays_and_says_by_how_much(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    note = at_alices.page.locator("#composer-note")
    await at_alices.composer.fill("x" * 7_400)
    await expect(note).to_have_text("")
    await at_alices.composer.fill("🎉" * 7_900)
    await expect(note).to_have_text("100 left")
    await at_alices.composer.fill("x" * 8_001)
    await expect(note).to_have_text("Too long by 1: shorten it to send it.")
    await expect(at_alices.button("Send")).to_be_disabled()
    await at_alices.composer.press("Enter")
    assert len(await at_alices.composer.input_value()) == 8_001


async def test_an_edit_has_room_for_its_lines_and_tells_its_length(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.say("one")
    await at_alices.do("one", "Edit")
    await at_alices.editor.press("End")
    await at_alices.editor.press("Shift+Enter")
    await at_alices.editor.press_sequentially("two :tada:")
    await expect(at_alices.editor).to_have_value("one\ntwo 🎉")
    await at_alices.editor.press("Enter")
    await expect(at_alices.messages.last.locator(".prose")).to_have_text("one\ntwo 🎉", use_inner_text=True)
    await at_alices.do("two", "Edit")
    assert await at_alices.editor.evaluate("field => field.scrollHeight <= field.clientHeight")
    await at_alices.editor.fill("x" * 8_010)
    await at_alices.editor.press("Enter")
    await expect(at_alices.page.get_by_role("alert").filter(has_text="Too long by 10")).to_be_visible()
