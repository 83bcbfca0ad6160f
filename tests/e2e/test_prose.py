"""How what people write is shown: code to read and copy, tables, emojis by name, links that say where they lead."""

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Both, Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

CODE = "```python\ndef soup(salt=1):  # a little\n    return 'soup'\n```"


async def test_code_has_colours_and_can_be_copied(both: Both) -> None:
    at_alices, at_bobs = both
    await at_bobs.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await at_alices.say(CODE)
    row = at_bobs.message("soup")
    await expect(row.get_by_role("group", name="Code, Python")).to_be_visible()
    plain = await row.locator("pre").evaluate("pre => getComputedStyle(pre).color")
    await expect(row.locator("pre .k").first).to_have_text("def")
    await expect(row.locator("pre .k").first).not_to_have_css("color", plain)
    await row.get_by_role("button", name="Copy the code").click()
    await expect(at_bobs.toast).to_have_text("Copied.")
    assert await at_bobs.page.evaluate("navigator.clipboard.readText()") == CODE.split("\n", 1)[1].removesuffix("```")


async def test_what_is_written_by_name_is_seen_as_an_emoji(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("`:tada:` is :tada:")
    await at_bobs.sees(":tada: is 🎉")


async def test_a_link_says_where_it_leads(both: Both) -> None:
    at_alices, at_bobs = both
    await at_alices.say("[https://bank.example](https://evil.example/login)")
    await at_bobs.sees("https://bank.example (evil.example)")


async def test_a_wide_table_scrolls_in_its_place_on_a_phone(visit: Visit, alice: User, room: Conversation) -> None:
    phone = await (await visit(alice, viewport={"width": 390, "height": 844})).enter(room)
    await phone.composer.fill("| one | " + "wide " * 60 + "|\n|---|---|\n" + "| 1 | 2 |\n" * 3)
    await phone.button("Send").click()
    table = phone.messages.last.get_by_role("group", name="Table")
    await expect(table).to_be_visible()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") == 390
