"""Notifications on the desktop: off until somebody wants them on this device, and only of what calls them."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

# A browser without a screen shows none: what it is asked to show is written down.
RECORDER = """
globalThis.asked = 0;
globalThis.shown = [];
globalThis.Notification = class extends EventTarget {
  static get permission() { return localStorage.getItem("allowed") ?? "default"; }
  static async requestPermission() { asked += 1; localStorage.setItem("allowed", "granted"); return "granted"; }
  constructor(title, { body }) { super(); shown.push(`${title}: ${body}`); }
  close() {}
};
"""


async def test_one_is_notified_of_what_calls_one_once_one_wants_it(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await visit(alice), await (await visit(bob)).enter(room)
    await at_alices.page.add_init_script(RECORDER)
    await at_alices.enter(room)
    await at_alices.look_away()
    await at_bobs.say("@Alice, before")
    await at_alices.sees("before")
    assert await at_alices.page.evaluate("[asked, shown.length]") == [0, 0]

    await at_alices.page.goto("/accounts/settings/")
    switch = at_alices.page.get_by_role("switch", name="Notify me on this device")
    await expect(switch).not_to_be_checked()
    await switch.check()
    assert await at_alices.page.evaluate("asked") == 1

    await at_alices.enter(room)
    await at_bobs.say("@Alice, while you look")
    await at_alices.sees("while you look")
    await at_alices.look_away()
    await at_bobs.say("chatter")
    await at_bobs.say("@alice: soup")
    await at_alices.sees("soup")
    assert await at_alices.page.evaluate("shown") == ["Bob in Kitchen: @alice: soup"]
