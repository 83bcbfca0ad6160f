"""Rooms: made, joined, listened to or not, left; history, and everything by keyboard alone."""

import re
import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Both, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


async def test_somebody_makes_a_room_and_invites_somebody(visit: Visit, alice: User, bob: User) -> None:
    at_alices = await (await visit(alice)).go_home()
    await expect(at_alices.heading).to_have_text("Welcome, Alice")
    await at_alices.page.get_by_role("main").get_by_role("button", name="Make a room").click()
    await at_alices.page.get_by_role("textbox", name="Its name").fill("Film night")
    await at_alices.button("Make the room").click()
    await expect(at_alices.heading).to_have_text("Film night")
    await expect(at_alices.page.get_by_text("Not listening", exact=True)).to_be_visible()
    await at_alices.button("Room settings and members").click()
    await at_alices.button("Make an invite link").click()
    link = at_alices.page.get_by_role("textbox", name="Invite link")
    await expect(link).to_have_value(re.compile("/join/.+/$"))
    at_bobs = await visit(bob)
    await at_bobs.page.goto("/join/" + (await link.input_value()).split("/join/")[1])
    await at_bobs.button("Join as Bob").click()
    await expect(at_bobs.heading).to_have_text("Film night")
    await at_bobs.say("Here I am")
    await at_alices.page.keyboard.press("Escape")
    await at_alices.sees("Here I am")


async def test_everybody_sees_whether_the_room_is_listened_to(both: Both) -> None:
    at_alices, at_bobs = both
    await expect(at_bobs.page.get_by_text("Not listening", exact=True)).to_be_visible()
    await at_alices.page.get_by_role("switch", name="Unafied listens in this room").check()
    await expect(at_bobs.page.get_by_text("Listening", exact=True)).to_be_visible()
    told = at_bobs.page.get_by_role("complementary", name="Unafied listens here")
    await expect(told).to_contain_text("the owner can stop it for everybody")
    await expect(at_bobs.page.get_by_role("switch", name="Unafied listens in this room")).to_be_hidden()
    await told.get_by_role("button", name="Don't read my messages here").click()
    await expect(told).to_be_hidden()
    await at_bobs.reload()
    await expect(at_bobs.page.get_by_text("Listening", exact=True)).to_be_visible()
    await expect(told).to_be_hidden()
    await at_bobs.button("Room settings and members").click()
    await expect(at_bobs.page.get_by_role("switch", name="Let it read my messages here")).not_to_be_checked()


async def test_who_leaves_is_out_at_once(both: Both) -> None:
    at_alices, at_bobs = both
    await at_bobs.button("Room settings and members").click()
    await at_bobs.button("Leave this room").click()
    await at_bobs.page.get_by_role("dialog", name="Leave “Kitchen”?").get_by_role("button", name="Leave").click()
    await expect(at_bobs.in_list("Kitchen")).to_have_count(0)
    await expect(at_alices.page.get_by_text("1 person", exact=True)).to_be_visible()


async def test_history_comes_while_one_scrolls_up_and_the_place_stays(
    visit: Visit, alice: User, room: Conversation
) -> None:
    drafts = [actions.Draft(alice.pk, room.pk, uuid.uuid4(), f"message {number:03}") for number in range(120)]
    await desk.ask(actions.post_messages, drafts)
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.sees("message 119")
    await at_alices.does_not_see("message 000")
    for above, shown in ((50, 70), (0, 20)):
        place = at_alices.message(f"message {shown:03}")
        await place.evaluate("row => row.scrollIntoView()")
        await expect(at_alices.message(f"message {above:03}")).to_have_count(1)
        await expect(place).to_be_in_viewport()
    await at_alices.button("Latest").click()
    await expect(at_alices.message("message 119")).to_be_in_viewport()


async def test_writing_and_mending_need_no_mouse(both: Both) -> None:
    at_alices, at_bobs = both
    keyboard = at_alices.page.keyboard
    await expect(at_alices.composer).to_be_focused()
    await keyboard.type("by hand")
    await keyboard.press("Shift+Enter")
    await keyboard.type("on two lines")
    await keyboard.press("Enter")
    await at_bobs.sees("on two lines")
    await keyboard.press("ArrowUp")
    await expect(at_alices.editor).to_be_focused()
    await keyboard.press("Control+A")
    await keyboard.type("by keyboard")
    await keyboard.press("Enter")
    await at_bobs.sees("by keyboard")
    await expect(at_alices.composer).to_be_focused()


async def test_the_browsers_back_leads_to_the_room_before(visit: Visit, alice: User, room: Conversation) -> None:
    await desk.ask(actions.start_group, alice, "Garden")
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.pick("Garden")
    await at_alices.page.go_back()
    await expect(at_alices.heading).to_have_text("Kitchen")


async def test_a_small_phone_shows_one_thing_at_a_time(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice, **PHONE)).go_home()
    await expect(at_alices.composer).to_be_hidden()
    await at_alices.in_list("Kitchen").tap()
    await expect(at_alices.composer).to_be_visible()
    await expect(at_alices.in_list("Kitchen")).to_be_hidden()
    assert await at_alices.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await at_alices.page.get_by_role("link", name="All rooms").tap()
    await expect(at_alices.in_list("Kitchen")).to_be_visible()
