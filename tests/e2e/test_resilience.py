"""Bad networks, reloads, long texts: nothing that somebody wrote is lost, and nothing is there twice."""

import json
import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import MESSAGE_LIMIT, Conversation
from tests.e2e.conftest import Both, Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

# What a browser keeps from pages that did not come by TLS.
WITHOUT_TLS = """for (const [owner, name] of [
    [Crypto, "randomUUID"], [Navigator, "clipboard"], [Navigator, "locks"], [Navigator, "serviceWorker"],
]) Object.defineProperty(owner.prototype, name, { value: undefined });"""


async def test_what_is_written_offline_waits_visibly_and_is_sent_once(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.page.context.set_offline(True)
    await at_alices.say("first")
    await at_alices.say("second")
    await expect(at_alices.message("first")).to_contain_text("Sending…")
    await expect(at_alices.banner).to_contain_text("You are offline")
    await at_alices.page.context.set_offline(False)
    await at_bobs.sees_in_order("first", "second")
    await at_alices.sees_in_order("first", "second")
    await expect(at_alices.banner).to_be_hidden()


async def test_what_waits_to_be_sent_survives_a_reload(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.page.context.set_offline(True)
    await at_alices.say("kept")
    await expect(at_alices.message("kept")).to_contain_text("Sending…")
    await at_bobs.does_not_see("kept")
    await at_alices.page.context.set_offline(False)
    await at_alices.reload()
    await at_bobs.sees("kept")
    await at_alices.sees("kept")


async def test_what_waits_in_two_tabs_is_sent_once_and_in_its_order(
    both: Both, alice: User, room: Conversation
) -> None:
    at_alices, at_bobs = both
    in_another_tab = await Person(await at_alices.page.context.new_page(), alice).enter(room)
    await at_alices.page.context.set_offline(True)
    for number in range(6):
        await (at_alices if number % 2 else in_another_tab).say(f"part {number}")
    await expect(in_another_tab.message("part")).to_have_count(6)
    await at_alices.page.context.set_offline(False)
    await at_bobs.sees_in_order(*(f"part {number}" for number in range(6)))
    for mine in (at_alices, in_another_tab):
        await mine.sees("part", times=6)
    await at_alices.has_sent_all()
    assert await at_alices.keeps() == []


async def test_what_an_older_page_left_is_sent_and_moved(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await (await visit(alice)).go_home(), await (await visit(bob)).enter(room)
    entry = {"client_id": str(uuid.uuid4()), "conversation": str(room.pk), "content": "from before"}
    rest = {"reply_to": None, "off_record": False, "created_at": "2026-07-01T12:00:00.000Z", "state": "pending"}
    left = {
        f"unafied.outbox.{alice.pk}.{entry['client_id']}": json.dumps({**entry, **rest, "detail": ""}),
        f"unafied.draft.{alice.pk}.{room.pk}": json.dumps({"content": "half a thought"}),
    }
    await at_alices.page.evaluate("left => Object.assign(localStorage, left)", left)
    await at_alices.enter(room)
    await at_bobs.sees("from before")
    await at_alices.sees("from before")
    await expect(at_alices.composer).to_have_value("half a thought")
    await at_alices.has_sent_all()
    assert await at_alices.keeps() == ["draft"]
    assert not await at_alices.page.evaluate("left => Object.keys(left).some(key => key in localStorage)", left)


async def test_what_was_not_sent_to_a_room_that_one_was_put_out_of_is_shown_until_it_is_discarded(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_bobs = await (await visit(bob)).enter(room)
    await at_bobs.page.context.set_offline(True)
    await at_bobs.say("half a novel")
    await expect(at_bobs.message("half a novel")).to_contain_text("Sending…")
    await desk.ask(actions.remove_member, alice, room.pk, bob.pk)
    await at_bobs.page.context.set_offline(False)
    left = at_bobs.page.get_by_role("dialog", name="Not sent")
    await expect(left).to_contain_text("half a novel")
    await at_bobs.page.reload()
    await expect(left.get_by_role("button", name="Copy: half a novel")).to_be_visible()
    await left.get_by_role("button", name="Discard: half a novel").click()
    await expect(left).to_have_count(0)
    assert await at_bobs.keeps() == []


async def test_a_reload_without_a_network_says_so_and_the_way_back_is_one_click(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await at_alices.page.context.set_offline(True)
    await at_alices.say("kept")
    await expect(at_alices.message("kept")).to_contain_text("Sending…")
    await at_alices.page.reload()
    await expect(at_alices.heading).to_have_text("No connection")
    await at_alices.page.context.set_offline(False)
    await at_alices.page.get_by_role("link", name="Try again").click()
    await at_bobs.sees("kept")
    await at_alices.sees("kept")


async def test_without_tls_one_writes_and_copies_all_the_same(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await visit(alice)
    await at_alices.page.add_init_script(WITHOUT_TLS)
    await at_alices.enter(room)
    await at_alices.say("from within these walls")
    await at_alices.sees("from within these walls")
    await at_alices.button("Room settings and members").click()
    await at_alices.button("Make an invite link").click()
    link = await at_alices.page.get_by_role("textbox", name="Invite link").input_value()
    await at_alices.button("Copy").click()
    await expect(at_alices.toast).to_have_text("Link copied.")
    await at_alices.page.keyboard.press("Escape")
    await at_alices.composer.press("Control+v")
    await expect(at_alices.composer).to_have_value(link)


async def test_who_is_alone_in_a_room_is_led_to_the_invites(visit: Visit, alice: User) -> None:
    garden = await desk.ask(actions.start_group, alice, "Garden")
    at_alices = await (await visit(alice)).enter(garden)
    await expect(at_alices.page.get_by_text("Nobody else is here yet.")).to_be_visible()
    await at_alices.button("Invite somebody").click()
    await expect(at_alices.dialog.get_by_role("button", name="Make an invite link")).to_be_visible()


async def test_what_could_not_be_loaded_can_be_asked_for_again(visit: Visit, alice: User, room: Conversation) -> None:
    await desk.ask(actions.post_message, actions.Draft(alice.pk, room.pk, uuid.uuid4(), "soup"))
    at_alices = await (await visit(alice)).go_home()
    await at_alices.page.route("**/messages/**", lambda route: route.abort())
    await at_alices.pick("Kitchen")
    await expect(at_alices.page.get_by_text("What was said here could not be loaded.")).to_be_visible()
    await at_alices.page.unroute("**/messages/**")
    await at_alices.button("Try again").click()
    await at_alices.sees("soup")


async def test_what_was_said_while_one_was_away_is_there_afterwards(both: Both) -> None:
    at_alices, at_bobs = both
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
