"""The pages around the rooms have nothing that axe finds wrong, wide and on a phone."""

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

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

DEVICES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
CODE = "Try this:\n\n```python\n# a comment\nprint('hello', 42)\n```\n\nand `that`, or [read](https://example.org/) on"
TABLE = "| what | when |\n| --- | --- |\n| soup | tonight |\n\n> said once, he said\n\n- one\n- two"
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
        answers=[(alice, "loved", "movie-paddington"), (bob, "saved", "movie-amelie")],
    )
    say(bob, garden, "The roses, @Alice!")
    return listening


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
