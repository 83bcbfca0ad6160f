"""Threads: counted where they began, open beside the room or over it, live, and standing in the room as well."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.chat.test_posting import draft
from tests.e2e.conftest import Both, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


async def test_two_people_answer_in_a_thread_and_see_each_other_s_replies_at_once(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("Who brings chairs?")
    await at_bobs.do("Who brings chairs?", "Open the thread")
    await expect(at_bobs.thread).to_contain_text("Nobody has replied yet.")
    await at_bobs.reply_in_thread("I bring four")
    await at_alices.sees("I bring four")
    await at_alices.message("Who brings chairs?").get_by_role("button", name="1 reply").click()
    await expect(at_alices.in_thread).to_contain_text(["Who brings chairs?", "I bring four"])
    await at_alices.in_thread.filter(has_text="I bring four").hover()
    await at_alices.in_thread.filter(has_text="I bring four").get_by_role("button", name="Reply").click()
    await at_alices.reply_in_thread("Folding ones?")
    await expect(at_bobs.in_thread).to_contain_text(["Who brings chairs?", "I bring four", "Folding ones?"])
    await expect(at_bobs.in_thread.last.get_by_role("button", name="In reply to Bob: I bring four")).to_be_visible()
    await expect(at_bobs.message("Who brings chairs?").get_by_role("button", name="2 replies")).to_be_visible()
    await at_bobs.sees("Folding ones?")
    await at_alices.delete("Folding ones?")
    await expect(at_bobs.in_thread.last).to_contain_text("This message was deleted.")
    await expect(at_bobs.message("Who brings chairs?").get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_thread_is_closed_by_escape_and_focus_returns_to_where_it_began(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    question = (await desk.ask(actions.post_message, draft(alice, room, "Who brings chairs?"))).message
    await desk.ask(actions.post_message, draft(bob, room, "I do", reply_to=question.pk))
    at_alices = await (await visit(alice)).enter(room)
    replies = at_alices.message("Who brings chairs?").get_by_role("button", name="1 reply")
    await replies.focus()
    await replies.press("Enter")
    await expect(at_alices.thread.get_by_role("textbox")).to_be_focused()
    await at_alices.thread.get_by_role("textbox").fill("and a table")
    await at_alices.page.keyboard.press("Control+K")
    await expect(at_alices.page.get_by_role("combobox")).to_be_focused()
    await at_alices.page.keyboard.press("Escape")
    await expect(at_alices.page.get_by_role("combobox")).to_have_count(0)
    await expect(at_alices.thread.get_by_role("textbox")).to_have_value("and a table")
    await at_alices.page.keyboard.press("Escape")
    await expect(at_alices.thread).to_have_count(0)
    await expect(replies).to_be_focused()
    await at_alices.reload()
    await replies.click()
    await expect(at_alices.thread.get_by_role("textbox")).to_have_value("and a table")


async def test_escape_closes_the_thread_and_leaves_the_room_where_one_was(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    question = (await desk.ask(actions.post_message, draft(alice, room, "Who brings chairs?"))).message
    await desk.ask(actions.post_message, draft(bob, room, "I do", reply_to=question.pk))
    await desk.ask(actions.post_messages, [draft(alice, room, f"line {number}") for number in range(40)])
    at_alices = await (await visit(alice)).enter(room)
    replies = at_alices.message("Who brings chairs?").get_by_role("button", name="1 reply")
    await replies.click()
    await expect(at_alices.thread.get_by_role("textbox")).to_be_focused()
    await at_alices.page.keyboard.press("Escape")
    await expect(at_alices.thread).to_have_count(0)
    await expect(replies).to_be_focused()
    await expect(replies).to_be_in_viewport()


async def test_on_a_phone_the_thread_covers_the_room_and_leads_back_into_it(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    question = (await desk.ask(actions.post_message, draft(alice, room, "Who brings chairs?"))).message
    await desk.ask(actions.post_messages, [draft(alice, room, f"line {number}") for number in range(200)])
    await desk.ask(actions.post_message, draft(bob, room, "I do", reply_to=question.pk))
    at_bobs = await (await visit(bob, **PHONE)).enter(room)
    await at_bobs.hold(at_bobs.message("I do"))
    await at_bobs.menu.get_by_role("menuitem", name="Open the thread").tap()
    await expect(at_bobs.in_thread).to_contain_text(["Who brings chairs?", "I do"])
    await expect(at_bobs.page.get_by_role("main", include_hidden=True)).to_have_attribute("inert", "")
    await at_bobs.thread.get_by_role("button", name="Emoji").tap()
    await at_bobs.page.get_by_role("dialog", name="Choose an emoji").get_by_role("button", name="heart").first.tap()
    await expect(at_bobs.thread.get_by_role("textbox")).to_have_value("❤️")
    await at_bobs.hold(at_bobs.in_thread.first)
    await at_bobs.menu.get_by_role("menuitem", name="Show in the room").tap()
    await expect(at_bobs.thread).to_have_count(0)
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("Who brings chairs?")


async def test_a_long_thread_is_there_from_its_beginning(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    question = (await desk.ask(actions.post_message, draft(alice, room, "Count with me"))).message
    replies = [draft(bob, room, f"number {number:03}", reply_to=question.pk) for number in range(250)]
    await desk.ask(actions.post_messages, replies)
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.do("number 249", "Open the thread")
    await expect(at_alices.in_thread).to_have_count(251)
    await expect(at_alices.in_thread.last).to_be_in_viewport()
    await expect(at_alices.in_thread.nth(1)).to_contain_text("number 000")
