"""Knowing what is new: on every device of one person the same, and never stuck."""

import re
import uuid

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]


async def said(user: User, room: Conversation, *texts: str) -> None:
    """Have these said meanwhile."""
    drafts = [actions.Draft(user.pk, room.pk, uuid.uuid4(), text) for text in texts]
    await desk.ask(actions.post_messages, drafts)


def new_line(person: Person) -> Locator:
    return person.page.get_by_role("separator", name="New")


async def icon_shows(person: Person, sign: str) -> None:
    """See this in the page's icon; "" for the plain one."""
    icon = person.page.locator('link[rel="icon"]')
    await expect(icon).to_have_attribute("href", re.compile(sign or r"favicon"))


async def test_who_is_named_sees_it_from_everywhere(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    garden = await desk.ask(actions.start_group, alice, "Garden")
    at_alices, at_bobs = await (await visit(alice)).enter(garden), await (await visit(bob)).enter(room)
    await at_bobs.say("hello")
    await at_alices.has_unread("Kitchen", "1")
    await at_alices.has_mentions("Kitchen", "")
    await expect(at_alices.page).to_have_title("• Garden · Unafied")
    await at_bobs.say("soup, @alice and `@Alice`")
    await at_alices.has_mentions("Kitchen", "1")
    await expect(at_alices.page).to_have_title("(1) Garden · Unafied")
    await icon_shows(at_alices, "%3E1%3C")
    await expect(at_alices.in_list("Kitchen").locator(".room-link__signs")).to_contain_text("1 mention, 2 unread")
    await at_alices.pick("Kitchen")
    name = at_alices.message("soup").locator(".mention")
    await expect(name).to_have_text("@alice")
    await expect(name).to_have_class(re.compile("mention--me"))
    await expect(at_bobs.message("soup").locator(".mention")).not_to_have_class(re.compile("mention--me"))
    await expect(at_alices.page).to_have_title("Kitchen · Unafied")
    await icon_shows(at_alices, "")
    await at_alices.has_mentions("Kitchen", "")


async def test_the_line_stays_where_it_was_until_escape(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await said(alice, room, "one", "two")
    at_bobs = await (await visit(bob)).enter(room)
    await expect(new_line(at_bobs)).to_be_visible()
    await at_bobs.has_unread("Kitchen", "")
    await said(alice, room, "three")
    await at_bobs.sees("three")
    rows = at_bobs.page.locator("#rows > :is(.message, .new-line)")
    await expect(rows).to_have_text([re.compile(text) for text in ("New", "one", "two", "three")])
    await at_bobs.page.keyboard.press("Escape")
    await expect(new_line(at_bobs)).to_have_count(0)


async def test_a_long_way_back_one_is_led_to_what_is_new(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await said(alice, room, *(f"old {number:02}" for number in range(30)))
    await desk.ask(actions.mark_read, bob, room.pk, 10**9)
    await said(alice, room, *(f"new {number:02}" for number in range(80)))
    at_bobs = await (await visit(bob)).enter(room)
    await expect(at_bobs.message("new 79")).to_be_in_viewport()
    await at_bobs.has_unread("Kitchen", "")
    await at_bobs.button("80 new messages").click()
    await expect(new_line(at_bobs)).to_be_in_viewport()
    await expect(at_bobs.message("new 00")).to_be_in_viewport()
    await expect(at_bobs.button("80 new messages")).to_be_hidden()
    await at_bobs.button("latest").click()
    await expect(at_bobs.message("new 79")).to_be_in_viewport()
    await expect(at_bobs.button("80 new messages")).to_be_hidden()


async def test_unread_from_here_holds_on_all_devices_until_one_comes_again(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    garden = await desk.ask(actions.start_group, alice, "Garden", members=[bob.pk])
    await said(alice, room, "one", "two", "three")
    at_desk, on_phone = await (await visit(bob)).enter(room), await (await visit(bob)).enter(garden)
    await on_phone.has_unread("Kitchen", "")
    await at_desk.do("two", "Mark unread from here")
    await on_phone.has_unread("Kitchen", "2")
    await at_desk.has_unread("Kitchen", "2")
    await said(alice, room, "four")
    await at_desk.sees("four")
    await on_phone.has_unread("Kitchen", "3")
    rows = at_desk.page.locator("#rows > :is(.message, .new-line)")
    await expect(rows).to_have_text([re.compile(text) for text in ("one", "New", "two", "three", "four")])
    await at_desk.pick("Garden")
    await at_desk.has_unread("Kitchen", "3")
    await at_desk.pick("Kitchen")
    await on_phone.has_unread("Kitchen", "")


async def test_everything_is_read_at_once_everywhere(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    garden = await desk.ask(actions.start_group, alice, "Garden", members=[bob.pk])
    at_desk, on_phone = await (await visit(bob)).go_home(), await (await visit(bob)).go_home()
    await expect(at_desk.button("Mark everything as read")).to_be_hidden()
    await said(alice, room, "@Bob")
    await said(alice, garden, "roses", "tulips")
    await on_phone.has_mentions("Kitchen", "1")
    await on_phone.has_unread("Garden", "2")
    await at_desk.button("Mark everything as read").click()
    for device in (at_desk, on_phone):
        await device.has_unread("Kitchen", "")
        await device.has_mentions("Kitchen", "")
        await device.has_unread("Garden", "")
        await expect(device.page).to_have_title("Unafied")
    await at_desk.reload()
    await at_desk.has_unread("Garden", "")


async def test_who_looks_away_has_read_nothing(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    at_bobs = await (await visit(bob)).enter(room)
    await said(alice, room, "before")
    await at_bobs.sees("before")
    await at_bobs.has_unread("Kitchen", "")
    await at_bobs.look_away()
    await said(alice, room, "meanwhile")
    await at_bobs.sees("meanwhile")
    await at_bobs.has_unread("Kitchen", "1")
    await expect(at_bobs.page).to_have_title("• Kitchen · Unafied")
    await at_bobs.look_back()
    await at_bobs.has_unread("Kitchen", "")
    await expect(new_line(at_bobs)).to_be_visible()


async def test_one_is_told_only_of_what_one_wants_to_hear_of(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_bobs = await (await visit(bob)).enter(room)
    await at_bobs.button("Room settings and members").click()
    may_answer = await at_bobs.holds_up(f"**/api/v1/conversations/{room.pk}/")
    when_named = at_bobs.page.get_by_role("radio", name="When I am named")
    await when_named.check()
    await said(alice, room, "drawn meanwhile")
    drawn = at_bobs.page.get_by_role("article", include_hidden=True).filter(has_text="drawn meanwhile")
    await expect(drawn).to_have_count(1)
    assert await when_named.is_checked(), "what is chosen is not undone until the server has answered"
    async with at_bobs.page.expect_response(f"**/api/v1/conversations/{room.pk}/"):
        may_answer.set()
    await at_bobs.page.keyboard.press("Escape")
    await at_bobs.go_home()
    await said(alice, room, "chatter")
    await expect(at_bobs.in_list("Kitchen")).to_contain_text("chatter")
    await expect(at_bobs.page).to_have_title("Unafied")
    await at_bobs.has_unread("Kitchen", "")
    await said(alice, room, "@all")
    await at_bobs.has_mentions("Kitchen", "1")
    await expect(at_bobs.page).to_have_title("(1) Unafied")


async def test_rooms_keep_their_place_under_the_pointer(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    garden = await desk.ask(actions.start_group, alice, "Garden", members=[bob.pk])
    at_bobs = await (await visit(bob)).go_home()
    titles = at_bobs.page.locator(".room-link__title")
    await said(alice, garden, "first")
    await expect(titles).to_have_text(["Garden", "Kitchen"])
    await at_bobs.in_list("Garden").hover()
    await said(alice, room, "second")
    await at_bobs.has_unread("Kitchen", "1")
    await expect(titles).to_have_text(["Garden", "Kitchen"])
    await at_bobs.page.mouse.move(900, 300)
    await expect(titles).to_have_text(["Kitchen", "Garden"])


async def test_of_two_with_one_name_the_chosen_one_is_called(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    other = await desk.ask(User.objects.create_user, "robert@example.org", None, display_name="Bob")
    _, token = await desk.ask(actions.invite, alice, room.pk)
    await desk.ask(actions.accept_invite, other, token)
    at_bobs, at_others = await (await visit(bob)).go_home(), await (await visit(other)).go_home()
    at_alices = await visit(alice)
    known = await at_alices.holds_up("**/members/")
    await at_alices.enter(room)
    options = at_alices.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await at_alices.composer.press_sequentially(":tad")
    await expect(options.first).to_be_visible()
    await at_alices.composer.fill("")
    await at_alices.composer.press_sequentially("soup, @bo")
    known.set()
    await expect(options).to_have_count(2)
    await options.nth(1).click()
    await at_alices.composer.press("Enter")
    await at_others.has_unread("Kitchen", "1")
    await at_bobs.has_unread("Kitchen", "1")
    called = [await each.in_list("Kitchen").locator(".count").count() for each in (at_bobs, at_others)]
    assert sorted(called) == [0, 1]
