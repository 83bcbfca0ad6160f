"""Two people talk: everything one does to a message, and what the other sees of it."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Both, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


async def test_what_one_says_the_other_reads(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    at_alices, at_bobs = await visit(alice), await visit(bob)
    await at_alices.enter(room)
    await at_bobs.enter(room)
    await at_alices.say("Soup is **ready**")
    await at_bobs.sees("Soup is ready")
    await at_bobs.say("Coming!")
    await at_alices.sees_in_order("Soup is ready", "Coming!")
    await at_alices.hears("Bob: Coming!")
    await expect(at_bobs.message("Soup is ready").locator("strong")).to_have_text("ready")


async def test_markup_of_others_is_shown_and_not_obeyed(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("<img src=x onerror=alert(1)> & [me](javascript:alert(1))")
    await at_bobs.sees("<img src=x onerror=alert(1)> &")
    await expect(at_bobs.messages.locator("img, a[href^=javascript]")).to_have_count(0)


async def test_a_reply_leads_to_what_it_answers(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Who brings chairs?")
    await at_bobs.do("Who brings chairs?", "Reply")
    await at_bobs.say("I do")
    answer = at_alices.page.get_by_role("article").filter(has_text="I do")
    await answer.get_by_role("button", name="In reply to Alice: Who brings chairs?").click()
    lit = at_alices.page.locator(".message--lit")
    await expect(lit).to_contain_text("Who brings chairs?")


async def test_reactions_are_counted_and_can_be_taken_off(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Film at eight")
    await at_bobs.react("Film at eight", "popcorn")
    chip = at_alices.message("Film at eight").get_by_role("button", name="popcorn, 1: Bob")
    await chip.click()
    twice = at_bobs.message("Film at eight").get_by_role("button", name="popcorn, 2: you and Alice")
    await expect(twice).to_have_attribute("aria-pressed", "true")
    await twice.click()
    mine = at_alices.message("Film at eight").get_by_role("button", name="popcorn, 1: you")
    await expect(mine).to_have_attribute("aria-pressed", "true")


async def test_an_edit_replaces_what_was_said_and_says_so(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Doors at eihgt")
    await at_bobs.sees("Doors at eihgt")
    await at_alices.edit("Doors at eihgt", "Doors at eight")
    await at_bobs.sees("Doors at eight")
    await expect(at_bobs.message("Doors at eight")).to_contain_text("(edited)")
    await at_bobs.does_not_see("eihgt")


async def test_what_is_typed_into_an_edit_survives_what_others_do_to_the_message(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Doors at eihgt")
    await at_bobs.sees("Doors at eihgt")
    await at_alices.do("Doors at eihgt", "Edit")
    await at_alices.editor.fill("Doors at eight")
    await at_bobs.react("Doors at eihgt", "thumbs up")
    await at_bobs.say("done")
    await at_alices.sees("done")
    await expect(at_alices.editor).to_have_value("Doors at eight")
    await at_alices.editor.press("Enter")
    await at_bobs.sees("Doors at eight")
    await expect(at_alices.composer).to_be_focused()


async def test_a_deleted_message_leaves_its_place_and_nothing_else(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("wrong room")
    await at_bobs.sees("wrong room")
    await at_alices.delete("wrong room")
    await at_bobs.sees("This message was deleted.")
    await at_bobs.does_not_see("wrong room")


async def test_only_ones_own_messages_can_be_edited(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Mine")
    await at_bobs.message("Mine").hover()
    toolbar = at_bobs.message("Mine").get_by_role("toolbar")
    await expect(toolbar.get_by_role("button", name="Reply")).to_be_visible()
    fetched = await at_bobs.holds_up("**/message-menu*.js")
    await toolbar.get_by_role("button", name="More").click()
    await at_alices.react("Mine", "heart")
    await expect(at_bobs.message("Mine").get_by_role("group", name="Reactions")).to_be_visible()
    fetched.set()
    await expect(at_bobs.menu.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(at_bobs.menu.get_by_role("menuitem", name="Edit")).to_have_count(0)
    await expect(at_bobs.menu.get_by_role("menuitem", name="Delete")).to_have_count(0)


async def test_typing_is_said_until_the_message_is_there(both: Both) -> None:
    at_alices, at_bobs = both
    typing = at_bobs.page.get_by_text("Alice is typing…")
    await at_alices.composer.press_sequentially("Hm")
    await expect(typing).to_be_visible()
    await at_alices.composer.press("Enter")
    await at_bobs.sees("Hm")
    await expect(typing).to_have_count(0)


async def test_unread_is_counted_until_one_looks(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    at_alices, at_bobs = await (await visit(alice)).enter(room), await (await visit(bob)).go_home()
    for text in ("one", "two", "three"):
        await at_alices.say(text)
    await at_bobs.has_unread("Kitchen", "3")
    await expect(at_bobs.page).to_have_title("• Unafied")
    await at_bobs.pick("Kitchen")
    await expect(at_bobs.page.get_by_role("separator", name="New")).to_be_visible()
    await at_bobs.has_unread("Kitchen", "")
    await expect(at_bobs.page).to_have_title("Kitchen · Unafied")
    await at_bobs.reload()
    await at_bobs.has_unread("Kitchen", "")


async def test_reading_on_one_device_is_known_on_the_other(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    bobs_phone, bobs_desk = await (await visit(bob)).go_home(), await (await visit(bob)).go_home()
    await at_alices.say("Anybody?")
    await bobs_phone.has_unread("Kitchen", "1")
    await bobs_desk.has_unread("Kitchen", "1")
    await bobs_desk.pick("Kitchen")
    await bobs_phone.has_unread("Kitchen", "")


async def test_off_the_record_is_seen_by_everybody(both: Both) -> None:
    at_alices, at_bobs = both
    await expect(at_alices.button("Off the record")).to_be_hidden()
    await at_alices.page.get_by_role("switch", name="Unafied listens in this room").check()
    await at_alices.button("Off the record").click()
    await at_alices.say("Between us")
    await expect(at_bobs.message("Between us")).to_contain_text("off the record")


async def test_presence_is_seen(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await expect(at_alices.page.get_by_text("2 people", exact=True)).to_be_visible()
    at_bobs = await (await visit(bob)).enter(room)
    await expect(at_alices.page.get_by_text("2 people · 2 here now")).to_be_visible()
    await at_bobs.leave()
    await expect(at_alices.page.get_by_text("2 people", exact=True)).to_be_visible()
