"""Every page and everything that opens on one has nothing that axe finds wrong, wide and on a phone."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.async_api import expect

from accounts.models import User
from agents import demo
from agents.models import CatalogItem
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.axe import Inspection
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

DEVICES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
CODE = "Try this:\n\n```python\n# a comment\nprint('hello', 42)\n```\n\nand `that`, or [read](https://example.org/) on"
TABLE = "| what | when |\n| --- | --- |\n| soup | tonight |\n\n> said once, he said\n\n- one\n- two"
FAULTY = """() => {
    const faint = Object.assign(document.createElement("p"), { textContent: "Who can read this?" });
    const picture = Object.assign(new Image(), { src: "/static/icons/favicon.svg" });
    Object.assign(faint.style, { color: "rgb(120 120 120)", background: "rgb(125 125 125)" });
    document.querySelector("main").append(faint, picture);
}"""
WORKS = {"movie-paddington": "Paddington", "movie-amelie": "Amélie", "book-hobbit": "The Hobbit"}


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DEVICES[str(request.param)]


def say(user: User, room: Conversation, content: str, **more: Any) -> Any:
    return actions.post_message(actions.Draft(user.pk, room.pk, uuid.uuid4(), content, **more)).message


@pytest.fixture
def furnished(alice: User, bob: User, listening: Conversation) -> Conversation:
    """Put one of everything into the kitchen, and a garden beside it."""
    garden = actions.start_group(alice, "Garden", members=[bob.pk])
    hello = say(bob, listening, "Soup tonight, @Alice?")
    say(alice, listening, CODE, reply_to=hello.pk)
    say(bob, listening, TABLE, off_record=True)
    actions.toggle_reaction(bob, hello.pk, "👍")
    actions.toggle_reaction(alice, hello.pk, "🎉")
    actions.edit_message(alice, say(alice, listening, "befor").pk, "before")
    actions.delete_message(alice, say(alice, listening, "a slip").pk)
    for name, title in WORKS.items():
        CatalogItem.objects.create(id=name, kind=name.partition("-")[0], title=title, moods=["funny"], description="A.")
    demo.recommend(
        [say(bob, listening, "nothing to do tonight")],
        intent="boredom",
        confidence=0.9,
        reason="A free evening.",
        items=list(WORKS),
        answers=[(alice, "loved", "movie-paddington"), (bob, "saved", "movie-amelie"), (bob, "saved", "book-hobbit")],
    )
    say(bob, garden, "The roses, @Alice!")
    return listening


async def test_what_is_wrong_with_a_page_is_found_in_light_and_in_dark(visit: Visit) -> None:
    person, inspection = await visit(), Inspection()
    await person.page.goto("/accounts/sign-in/")
    await person.page.evaluate(FAULTY)
    await inspection.look(person.page, "faulty")
    found = " ".join(each.split(" at ")[0] for each in inspection.found)
    assert {"faulty: image-alt", "faulty: color-contrast", "faulty, dark: color-contrast"} <= set(
        re.findall(r"faulty[^:]*: \S+", found)
    )


async def test_the_pages_before_one_is_signed_in(
    visit: Visit, device: dict[str, Any], alice: User, room: Conversation
) -> None:
    _, token = await desk.ask(actions.invite, alice, room.pk)
    reset = f"{urlsafe_base64_encode(force_bytes(alice.pk))}/{default_token_generator.make_token(alice)}"
    addresses = {
        "sign in": "/accounts/sign-in/",
        "sign up": "/accounts/sign-up/",
        "forgot the password": "/accounts/password-reset/",
        "mail is sent": "/accounts/password-reset/done/",
        "new password": f"/accounts/password-reset/{reset}/",
        "stale link": "/accounts/password-reset/x/set-password/",
        "password is new": "/accounts/password-reset/complete/",
        "invited": f"/join/{token}/",
        "closed invite": "/join/nothing/",
        "no such page": "/nowhere/",
    }
    person, inspection = await visit(**device), Inspection()
    for state, address in addresses.items():
        await person.page.goto(address)
        await inspection.look(person.page, state)
    await person.page.goto("/accounts/sign-in/")
    await person.page.get_by_label("E-mail address").fill("alice@example.org")
    await person.page.get_by_label("Password").fill("wrong")
    await person.button("Sign in").click()
    await expect(person.page.get_by_role("alert")).to_be_visible()
    await inspection.look(person.page, "sign in, refused")
    await person.page.goto("/accounts/sign-up/")
    await person.page.evaluate("document.querySelector('form').noValidate = true")
    await person.button("Sign up").click()
    await inspection.look(person.page, "sign up, refused")
    assert not inspection.found


async def test_the_pages_of_an_account(
    visit: Visit, device: dict[str, Any], bob: User, charlie: User, furnished: Conversation
) -> None:
    inspection, at_charlies = Inspection(), await visit(charlie, **device)
    await at_charlies.go_home()
    await inspection.look(at_charlies.page, "in no room")
    for state, address in {
        "settings": "/accounts/settings/",
        "another password": "/accounts/settings/password/",
        "deleting the account": "/accounts/settings/delete/",
        "no such page": "/nowhere/",
    }.items():
        await at_charlies.page.goto(address)
        await inspection.look(at_charlies.page, state)
    await at_charlies.page.goto("/shelf/")
    await expect(at_charlies.page.get_by_text("There is nothing on it yet.")).to_be_visible()
    await inspection.look(at_charlies.page, "empty shelf")
    at_bobs = await visit(bob, **device)
    await at_bobs.page.goto("/shelf/")
    await expect(at_bobs.page.get_by_role("heading", name="Amélie")).to_be_visible()
    await inspection.look(at_bobs.page, "shelf")
    assert not inspection.found


@pytest.mark.timeout(300)
async def test_a_room_and_what_opens_in_it(
    visit: Visit, device: dict[str, Any], alice: User, furnished: Conversation
) -> None:
    inspection, at_alices = Inspection(), await (await visit(alice, **device)).enter(furnished)
    page = at_alices.page
    await expect(at_alices.messages.filter(has_text="A free evening.")).to_be_visible()
    await expect(page.get_by_role("complementary", name="Unafied listens here")).to_be_visible()
    await inspection.look(page, "told who listens")
    await at_alices.button("Understood").click()
    await at_alices.message("before").get_by_role("paragraph").first.click()
    await expect(page.get_by_role("toolbar")).to_be_visible()
    await inspection.look(page, "room")
    await at_alices.composer.fill("@")
    await expect(page.get_by_role("option").first).to_be_visible()
    await inspection.look(page, "completion")
    await at_alices.composer.fill("x" * 20_000)
    await inspection.look(page, "too long")
    await at_alices.composer.fill("")
    await look_at_a_message(at_alices, inspection)
    await look_into_the_panel(at_alices, inspection)
    await look_for_something(at_alices, inspection)
    await look_at_the_emojis(at_alices, inspection)
    await look_at_the_list(at_alices, inspection)
    assert not inspection.found


async def look_at_a_message(person: Person, inspection: Inspection) -> None:
    page = person.page
    await person.do("before", "Edit")
    await expect(person.editor).to_be_focused()
    await inspection.look(page, "editing")
    await person.button("Cancel").click()
    await person.message("before").hover()
    await person.message("before").get_by_role("button", name="More").click()
    await expect(person.menu).to_be_visible()
    await inspection.look(page, "menu of a message")
    await page.keyboard.press("Escape")
    await person.do("before", "Pin")
    await person.button("Pinned messages: 1").click()
    await expect(person.dialog).to_contain_text("Pinned by you")
    await inspection.look(page, "pins")
    await page.keyboard.press("Escape")
    await person.do("before", "History")
    await expect(person.dialog).to_contain_text("befor")
    await inspection.look(page, "history")
    await page.keyboard.press("Escape")
    await person.do("before", "Delete")
    await inspection.look(page, "sure to delete")
    await page.keyboard.press("Escape")
    await person.do("Try this", "Open the thread")
    await expect(person.in_thread).to_have_count(2)
    await inspection.look(page, "thread")
    await page.keyboard.press("Escape")


async def look_into_the_panel(person: Person, inspection: Inspection) -> None:
    await person.button("Room settings and members").click()
    await person.button("Make an invite link").click()
    await expect(person.page.get_by_role("textbox", name="Invite link")).to_be_visible()
    await inspection.look(person.page, "panel")
    for fold in ("What it has suggested here", "What it believes you like", "What you keep here"):
        await person.page.get_by_text(fold, exact=True).click()
    await expect(person.button("Remove: funny things")).to_be_visible()
    await expect(person.dialog.get_by_text("Alice loved it").first).to_be_visible()
    await inspection.look(person.page, "panel, unfolded")
    await person.page.keyboard.press("Escape")


async def look_for_something(person: Person, inspection: Inspection) -> None:
    page = person.page
    await page.keyboard.press("Control+Shift+F")
    field = page.get_by_role("searchbox", name="Search messages")
    await expect(field).to_be_focused()
    await inspection.look(page, "search, begun")
    await field.fill("soup")
    await expect(person.dialog.get_by_role("link").first).to_be_visible()
    await inspection.look(page, "search, found")
    await field.fill("from:alice before:someday zebra")
    await expect(person.dialog.get_by_text("Nothing found for")).to_be_visible()
    await inspection.look(page, "search, nothing")
    await page.keyboard.press("Control+K")
    await page.get_by_role("combobox").fill("gar")
    await expect(page.get_by_role("option", name="Garden")).to_be_visible()
    await inspection.look(page, "switcher")
    await page.keyboard.press("Control+/")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await inspection.look(page, "shortcuts")
    await page.keyboard.press("Escape")


async def look_at_the_emojis(person: Person, inspection: Inspection) -> None:
    # After all else in the room: they stay in the page, and judging two thousand more elements takes twice the time.
    await person.button("Emoji").click()
    await expect(person.page.get_by_role("group", name="Often used")).to_be_visible()
    await inspection.look(person.page, "emoji picker")
    await person.page.keyboard.press("Escape")


async def look_at_the_list(person: Person, inspection: Inspection) -> None:
    page = person.page
    await person.go_home()
    await expect(person.in_list("Garden")).to_be_visible()
    await inspection.look(page, "rooms")
    await page.get_by_role("button", name="Alice: menu").click()
    await inspection.look(page, "menu")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="New room").click()
    await page.get_by_role("switch", name="Let Unafied listen").check()
    await inspection.look(page, "new room")
