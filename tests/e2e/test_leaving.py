"""Leaving: nothing of what somebody wrote, looked for or chose stays on the device."""

import re

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

LEFT = "me => Object.keys(localStorage).filter(key => key.includes(me))"


async def leaves_traces(person: Person) -> None:
    """Write, look for and choose something."""
    await person.say("Soup tonight?")
    await person.react("Soup tonight?", "heart")
    await person.page.keyboard.press("Control+Shift+F")
    await person.page.get_by_role("searchbox", name="Search messages").fill("soup")
    await person.dialog.get_by_role("link").first.click()
    await person.composer.fill("half a thought")
    await person.has_sent_all()
    assert await person.keeps() == ["draft"]
    assert len(await person.page.evaluate(LEFT, str(person.user and person.user.pk))) == 2


async def has_left_nothing(person: Person) -> None:
    await expect(person.page).to_have_url(re.compile("/accounts/sign-in/"))
    assert await person.keeps() == []
    assert await person.page.evaluate(LEFT, str(person.user and person.user.pk)) == []


async def test_who_signs_out_leaves_nothing_on_the_device(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await leaves_traces(at_alices)
    await at_alices.button("Alice: menu").click()
    await at_alices.button("Sign out").click()
    await has_left_nothing(at_alices)


async def test_who_deletes_their_account_leaves_nothing_on_the_device(
    visit: Visit, alice: User, registered: str, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await leaves_traces(at_alices)
    await at_alices.page.goto("/accounts/settings/delete/")
    await at_alices.page.get_by_label("Password").fill(registered)
    await at_alices.button("Delete my account for ever").click()
    await has_left_nothing(at_alices)


async def test_who_signs_out_with_something_unsent_is_asked_first(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.context.set_offline(True)
    await at_alices.say("not yet")
    await at_alices.page.evaluate("document.getElementById('sign-out').requestSubmit()")
    await expect(at_alices.dialog).to_contain_text("1 message of yours could not be sent so far")
    await at_alices.dialog.get_by_role("button", name="Cancel").click()
    await at_alices.page.context.set_offline(False)
    await at_alices.sees("not yet")


async def test_the_settings_ask_as_well(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.say("a control \x1b character")
    await expect(at_alices.message("a control")).to_contain_text("Not sent.")
    await at_alices.page.goto("/accounts/settings/")
    await at_alices.button("Sign out").click()
    await expect(at_alices.dialog).to_contain_text("1 message of yours could not be sent so far")
    await at_alices.dialog.get_by_role("button", name="Sign out").click()
    await has_left_nothing(at_alices)
