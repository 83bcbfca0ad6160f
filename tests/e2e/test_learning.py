"""Being seen to: newcomers are told who listens, and people look at what the agent made of their answers."""

import uuid

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from agents import demo
from agents.models import CatalogItem, Recommendation
from agents.wanted import Wanted
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
TITLES = {"movie-paddington": "Paddington", "movie-amelie": "Amélie", "book-hobbit": "The Hobbit"}


@pytest.fixture
def suggested(alice: User, bob: User, listening: Conversation) -> Recommendation:
    for name, title in TITLES.items():
        CatalogItem.objects.create(id=name, kind=name.partition("-")[0], title=title, moods=["funny"], description="A.")
    said = actions.post_message(actions.Draft(bob.pk, listening.pk, uuid.uuid4(), "nothing to do tonight")).message
    return demo.recommend(
        [said],
        intent="boredom",
        confidence=0.9,
        reason="A free evening.",
        items=list(TITLES),
        answers=[(alice, "loved", "movie-paddington"), (bob, "saved", "movie-amelie"), (bob, "saved", "book-hobbit")],
    )


async def unfold(person: Person, name: str) -> Locator:
    """Open the room's panel at one of its folds."""
    if not await person.page.get_by_role("dialog", name="Kitchen").is_visible():
        await person.button("Room settings and members").click()
    await person.page.get_by_text(name, exact=True).click()
    return person.page.get_by_role("dialog", name="Kitchen").get_by_role("group").filter(has_text=name)


async def test_who_comes_in_is_told_once_who_listens_since_when_and_how_to_stop_it(
    visit: Visit, alice: User, charlie: User, listening: Conversation
) -> None:
    _, token = await desk.ask(actions.invite, alice, listening.pk)
    at_charlies = await visit(charlie)
    await at_charlies.page.goto(f"/join/{token}/")
    await expect(at_charlies.page.get_by_text("Unafied listens in this room, since")).to_be_visible()
    await at_charlies.button("Join as Charlie").click()
    told = at_charlies.page.get_by_role("complementary", name="Unafied listens here")
    await expect(told.get_by_role("status")).to_contain_text("It has been listening since")
    await expect(told).to_contain_text("You can keep it from your own messages here")
    await expect(at_charlies.composer).to_be_focused()
    not_me = told.get_by_role("button", name="Don't read my messages here")
    for _ in range(10):
        await at_charlies.page.keyboard.press("Shift+Tab")
        if await not_me.evaluate("button => button === document.activeElement"):
            break
    await expect(not_me).to_be_focused()
    await at_charlies.page.keyboard.press("Enter")
    await expect(told).to_be_hidden()
    await expect(at_charlies.composer).to_be_focused()
    on_a_phone = await (await visit(charlie, **PHONE)).enter(listening)
    await expect(on_a_phone.composer).to_be_visible()
    await expect(on_a_phone.page.get_by_role("complementary", name="Unafied listens here")).to_be_hidden()
    await on_a_phone.button("Room settings and members").click()
    await expect(on_a_phone.page.get_by_text("Unafied has been listening here since")).to_be_visible()
    await expect(on_a_phone.page.get_by_role("switch", name="Let it read my messages here")).not_to_be_checked()


async def test_a_room_removes_what_it_does_not_want_believed(
    visit: Visit, alice: User, listening: Conversation, suggested: Recommendation
) -> None:
    at_alices = await (await visit(alice, **PHONE)).enter(listening)
    await at_alices.button("Understood").click()
    fold = await unfold(at_alices, "What it believes you like")
    await expect(fold.get_by_role("listitem").filter(has_text="funny things")).to_contain_text("3 works, 2 people")
    await fold.get_by_role("button", name="Remove: funny things").click()
    put_back = fold.get_by_role("button", name="Put back: funny things")
    await expect(put_back).to_be_focused()
    assert await at_alices.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await at_alices.reload()
    fold = await unfold(at_alices, "What it believes you like")
    await expect(fold.get_by_role("button", name="Remove: funny things")).to_have_count(0)
    await put_back.click()
    await expect(fold.get_by_role("button", name="Remove: funny things")).to_be_focused()


async def test_a_room_sees_what_was_suggested_and_what_it_keeps(
    visit: Visit, bob: User, listening: Conversation, suggested: Recommendation
) -> None:
    at_bobs = await (await visit(bob)).enter(listening)
    fold = await unfold(at_bobs, "What it has suggested here")
    await expect(fold).to_contain_text("A free evening.")
    await expect(fold).to_contain_text("Alice loved it (Paddington)")
    shelf = await unfold(at_bobs, "What you keep here")
    await expect(shelf.get_by_role("listitem")).to_have_count(3)
    await shelf.get_by_role("button", name="Books").click()
    await expect(shelf.get_by_role("listitem")).to_have_text([r"The HobbitBookBob saved itShow itTake mine off"])
    await shelf.get_by_role("button", name="Take mine off: The Hobbit").click()
    await expect(shelf.get_by_role("listitem")).to_have_count(2)
    await fold.get_by_role("button", name="Show what it noticed").click()
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("nothing to do tonight")


async def test_somebody_looks_after_their_shelf(
    visit: Visit, bob: User, charlie: User, listening: Conversation, suggested: Recommendation
) -> None:
    at_bobs = await visit(bob)
    await at_bobs.page.goto("/shelf/")
    works = at_bobs.page.get_by_role("main").get_by_role("listitem")
    await expect(works).to_have_count(2)
    await at_bobs.button("Read it: The Hobbit").click()
    await expect(at_bobs.button("Read it: The Hobbit")).to_have_attribute("aria-pressed", "true")
    await at_bobs.button("More like this: The Hobbit").click()
    await expect(at_bobs.toast).to_contain_text("Unafied looks for more like “The Hobbit”")
    assert await desk.ask(Wanted.objects.filter(recommendation=suggested).count) == 1
    await at_bobs.button("Take off: Amélie").click()
    await expect(works).to_have_count(1)
    await expect(at_bobs.toast).to_contain_text("“Amélie” is off your shelf.")
    await works.get_by_role("link", name="Where it was suggested").click()
    await at_bobs.is_connected()
    await expect(at_bobs.page.locator(".message--lit")).to_contain_text("A free evening.")
    await expect(at_bobs.button("Read").last).to_have_attribute("aria-pressed", "true")
    at_charlies = await visit(charlie)
    await at_charlies.page.goto("/shelf/")
    await expect(at_charlies.page.get_by_text("There is nothing on it yet.")).to_be_visible()
    await expect(at_charlies.page.get_by_role("link", name="To your rooms", exact=True)).to_be_visible()


async def test_not_now_and_not_this_say_what_they_teach(
    visit: Visit, alice: User, listening: Conversation, suggested: Recommendation
) -> None:
    at_alices = await (await visit(alice)).enter(listening)
    card = at_alices.messages.filter(has_text="A free evening.")
    await expect(card).to_contain_text("Wrong moment?")
    await card.get_by_role("button", name="Not now").click()
    await expect(card).to_contain_text("It will wait longer before it speaks up again.")
    work = card.get_by_role("listitem").filter(has_text="Amélie")
    await work.get_by_role("button", name="Not this").click()
    await expect(work).to_contain_text("It won't suggest this one again")
