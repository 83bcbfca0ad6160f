"""Links to messages: they lead to where it stands, however long ago it was said, and say so where it can't be."""

import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from accounts.problems import Refusal
from chat import actions, desk
from chat.models import Conversation, Message
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


async def long_talk(alice: User, room: Conversation, length: int = 400) -> list[Message]:
    drafts = [actions.Draft(alice.pk, room.pk, uuid.uuid4(), f"message {number:03}") for number in range(length)]
    posted = await desk.ask(actions.post_messages, drafts)
    return [each.message for each in posted if not isinstance(each, Refusal)]


def link_to(message: Message) -> str:
    return f"/rooms/{message.conversation_id}/#message-{message.pk}"


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
async def test_a_link_leads_far_back_and_the_way_returns_to_the_latest(
    visit: Visit, alice: User, bob: User, room: Conversation, device: dict[str, object]
) -> None:
    talk = await long_talk(alice, room)
    at_bobs = await visit(bob, **device)
    await at_bobs.page.goto(link_to(talk[100]))
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("message 100")
    await expect(at_bobs.message("message 100")).to_be_in_viewport()
    await at_bobs.sees("message 099")
    await at_bobs.sees("message 101")
    await at_bobs.does_not_see("message 399")
    await desk.ask(actions.post_message, actions.Draft(alice.pk, room.pk, uuid.uuid4(), "just now"))
    await at_bobs.button("99+ new").click()
    await expect(at_bobs.message("just now")).to_be_in_viewport()
    await at_bobs.does_not_see("message 100")


async def test_one_reads_on_from_an_old_message_until_the_latest(visit: Visit, alice: User, room: Conversation) -> None:
    talk = await long_talk(alice, room, 260)
    at_alices = await visit(alice)
    await at_alices.page.goto(link_to(talk[20]))
    await expect(at_alices.message("message 020")).to_be_in_viewport()
    for above in range(60, 260, 25):
        place = at_alices.message(f"message {above:03}")
        await place.evaluate("row => row.scrollIntoView()")
        await expect(place).to_be_in_viewport()
    await at_alices.message("message 259").scroll_into_view_if_needed()
    await at_alices.say("caught up")
    await at_alices.sees("caught up")
    await at_alices.sees("message 021")


async def test_saying_something_leads_back_to_the_latest(visit: Visit, alice: User, room: Conversation) -> None:
    talk = await long_talk(alice, room)
    at_alices = await visit(alice)
    await at_alices.page.goto(link_to(talk[100]))
    await expect(at_alices.button("Back to the latest")).to_be_visible()
    await at_alices.say("here I am")
    await at_alices.sees("here I am")
    await expect(at_alices.message("message 399")).to_be_in_viewport()


async def test_old_messages_one_was_led_to_leave_what_is_unread_unread(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    talk = await long_talk(alice, room)
    at_bobs = await visit(bob)
    await at_bobs.page.goto(link_to(talk[100]))
    await expect(at_bobs.message("message 100")).to_be_in_viewport()
    await expect(at_bobs.button("99+ new")).to_be_visible()
    await at_bobs.go_home()
    await at_bobs.has_unread("Kitchen", "99+")


async def test_a_link_to_what_is_not_there_says_so(
    visit: Visit, alice: User, charlie: User, room: Conversation
) -> None:
    [message] = await long_talk(alice, room, 1)
    at_alices = await visit(alice)
    await at_alices.page.goto(f"/rooms/{room.pk}/#message-{uuid.uuid4()}")
    await expect(at_alices.toast).to_contain_text("is not in this room")
    at_charlies = await visit(charlie)
    await at_charlies.page.goto(link_to(message))
    await expect(at_charlies.page.get_by_text("it is in a room you are not in")).to_be_visible()
    await expect(at_charlies.page.get_by_text("message 000")).to_have_count(0)


async def test_a_link_survives_signing_in(visit: Visit, alice: User, registered: str, room: Conversation) -> None:
    talk = await long_talk(alice, room, 120)
    somebody = await visit()
    await somebody.page.goto(link_to(talk[3]))
    await somebody.page.get_by_label("E-mail").fill("alice@example.org")
    await somebody.page.get_by_label("Password").fill(registered)
    await somebody.page.get_by_role("button", name="Sign in").click()
    await expect(somebody.message("message 003")).to_be_in_viewport()
