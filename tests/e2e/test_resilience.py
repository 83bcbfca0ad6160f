"""Bad networks, reloads, long texts: nothing that somebody wrote is lost, and nothing is there twice."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import MESSAGE_LIMIT, Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


async def test_what_is_written_offline_waits_visibly_and_is_sent_once(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)
    await at_alices.page.context.set_offline(True)
    await at_alices.say("first")
    await at_alices.say("second")
    await expect(at_alices.message("first")).to_contain_text("Sending…")
    await expect(at_alices.banner).to_contain_text("You are offline")
    await at_alices.page.context.set_offline(False)
    await at_bobs.sees_in_order("first", "second")
    await at_alices.sees_in_order("first", "second")
    await expect(at_alices.banner).to_be_hidden()


async def test_what_waits_to_be_sent_survives_a_reload(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)
    await at_alices.page.context.set_offline(True)
    await at_alices.say("kept")
    await expect(at_alices.message("kept")).to_contain_text("Sending…")
    await at_bobs.does_not_see("kept")
    await at_alices.page.context.set_offline(False)
    await at_alices.reload()
    await at_bobs.sees("kept")
    await at_alices.sees("kept")


async def test_what_was_said_while_one_was_away_is_there_afterwards(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)
    await at_alices.say("before")
    await at_bobs.sees("before")
    await at_bobs.page.context.set_offline(True)
    await at_alices.edit("before", "before, mended")
    await at_alices.say("meanwhile")
    await at_bobs.page.context.set_offline(False)
    await at_bobs.sees_in_order("before, mended", "meanwhile")


async def test_a_text_that_is_too_long_stays_in_the_composer(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    text = "x" * (MESSAGE_LIMIT + 3)
    await at_alices.say(text)
    await expect(at_alices.composer).to_have_value(text)
    await expect(at_alices.page.get_by_text("Too long by 3: shorten it to send it.")).to_be_visible()
    await expect(at_alices.button("Send")).to_be_disabled()
    await at_alices.composer.fill(text[3:])
    await at_alices.composer.press("Enter")
    await at_alices.sees(text[3:])


async def test_what_the_server_refuses_is_kept_and_can_be_taken_back(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.say("a control \x1b character")
    row = at_alices.message("a control")
    await expect(row).to_contain_text("Not sent.")
    await row.get_by_role("button", name="Edit").click()
    await expect(at_alices.composer).to_have_value("a control \x1b character")
    await at_alices.say("without it")
    await at_alices.sees_in_order("without it")


async def test_a_draft_is_kept_for_each_room(visit: Visit, alice: User, room: Conversation) -> None:
    await desk.ask(actions.start_group, alice, "Garden")
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.composer.fill("half a thought")
    await at_alices.pick("Garden")
    await expect(at_alices.composer).to_have_value("")
    await expect(at_alices.in_list("Kitchen")).to_contain_text("Draft")
    await at_alices.reload()
    await at_alices.pick("Kitchen")
    await expect(at_alices.composer).to_have_value("half a thought")


async def test_who_is_signed_out_is_led_to_the_sign_in(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.context.clear_cookies()
    await at_alices.page.context.set_offline(True)
    await at_alices.page.context.set_offline(False)
    await at_alices.page.wait_for_url(f"**/accounts/sign-in/?next=%2Frooms%2F{room.pk}%2F")
