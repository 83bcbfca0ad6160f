"""More like this: two people, a card far behind its ground, and an agent that is there, finds nothing, or is off."""

import uuid

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from agents import demo
from agents.finding_more import find_more
from agents.models import CatalogItem, Recommendation
from agents.wanted import Wanted
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
GROUND = "nothing to do tonight"
LIKE = "More like Paddington. Go there."
FAR = 400
"""Messages between the ground and its card: more than a page keeps."""


@pytest.fixture
def suggested(alice: User, bob: User, listening: Conversation) -> Recommendation:
    for title in ("Paddington", "Shaun", "Chicken Run", "Shining"):
        CatalogItem.objects.create(id=f"movie-{title}", kind="movie", title=title, genres=["comedy"], creator=title)
    said = actions.post_message(actions.Draft(bob.pk, listening.pk, uuid.uuid4(), GROUND)).message
    lines = (actions.Draft(bob.pk, listening.pk, uuid.uuid4(), f"line {number}") for number in range(FAR))
    actions.post_messages(list(lines))
    for person in (alice, bob):
        actions.change_membership(person, listening.pk, listening_told=True)
        actions.mark_read(person, listening.pk, FAR + 20)
    return demo.recommend(
        [said], intent="boredom", confidence=0.9, reason="A free evening.", items=["movie-Paddington", "movie-Shining"]
    )


async def look_for_more() -> None:
    """Do the worker's part of what was asked last."""
    wanted = await desk.ask(Wanted.objects.latest, "created_at")
    await find_more(wanted.pk)


def work(card: Locator, title: str) -> Locator:
    return card.get_by_role("listitem").filter(has_text=title)


def answer(person: Person) -> Locator:
    return person.messages.filter(has=person.button(LIKE))


def lit(person: Person) -> Locator:
    return person.page.locator(".message--lit")


async def go_to_the_ground_and_back(person: Person, card: Locator) -> None:
    """What a card rests on is far behind, and lights up all the same, also for who wants no motion."""
    await card.get_by_role("button", name=f"Because Bob said: {GROUND}. Go there.").click()
    await expect(lit(person)).to_contain_text(GROUND)
    await expect(lit(person)).to_be_in_viewport()
    await person.button("Back to the latest").click()


async def save_and_take_back(person: Person, card: Locator) -> None:
    """By keyboard, and said aloud."""
    await work(card, "Paddington").get_by_role("button", name="Save").press("Enter")
    await person.hears("Save, Paddington. On your shelf.")
    await work(card, "Paddington").get_by_role("button", name="Save").press("Enter")
    await person.hears("Taken back: Save, Paddington.")


async def test_two_people_want_more_like_what_was_suggested(
    visit: Visit, alice: User, bob: User, listening: Conversation, suggested: Recommendation
) -> None:
    at_alices = await (await visit(alice)).enter(listening)
    at_bobs = await (await visit(bob, reduced_motion="reduce", **PHONE)).enter(listening)
    hers, his = at_alices.message("Wrong moment?"), at_bobs.message("Wrong moment?")
    await go_to_the_ground_and_back(at_bobs, his)
    await save_and_take_back(at_alices, hers)
    # By keyboard, and said aloud.
    more = work(hers, "Paddington").get_by_role("button", name="More like this")
    await more.press("Enter")
    await at_alices.hears("Paddington: Looking for more like it…")
    await expect(more).to_have_attribute("aria-disabled", "true")
    await expect(more).to_be_focused()
    # On a phone the answers stand in one row.
    answers = await work(his, "Shining").get_by_role("group").get_by_role("button").all()
    assert len({box["y"] for each in answers if (box := await each.bounding_box())}) == 1
    # Another wish has to wait, and is told so.
    await work(his, "Shining").get_by_role("button", name="More like this").click()
    await expect(work(his, "Shining")).to_contain_text("It is still looking for something like “Paddington”.")
    await look_for_more()
    for person in (at_alices, at_bobs):
        await expect(answer(person)).to_contain_text("Chicken Run")
        await expect(answer(person)).not_to_contain_text("Because of")
        await expect(person.messages.last.get_by_role("button", name=LIKE)).to_be_visible()
    await expect(at_alices.page.locator("#announcer")).to_contain_text("Unafied suggests:")
    await expect(more).not_to_have_attribute("aria-disabled", "true")
    await answer(at_bobs).get_by_role("button", name=LIKE).click()
    await expect(lit(at_bobs)).to_contain_text("A free evening.")
    # Nothing else is left, which only who asked is told.
    await work(his, "Shining").get_by_role("button", name="More like this").click()
    await expect(work(his, "Shining")).to_contain_text("Looking for more like it…")
    await look_for_more()
    await expect(work(his, "Shining")).to_contain_text("There is nothing more like “Shining”")
    await expect(hers).not_to_contain_text("There is nothing more like")
    # Switched off, it says so; also to who calls it.
    await at_alices.page.get_by_role("switch", name="Unafied listens in this room").click()
    await expect(his).to_contain_text("What this rested on was taken back.")
    await work(his, "Paddington").get_by_role("button", name="More like this").click()
    await expect(work(his, "Paddington")).to_contain_text("Unafied does not listen in this room")
    await at_alices.say("@unafied a film for tonight?")
    await expect(at_alices.message("a film for tonight?")).to_contain_text("Unafied was not listening here")
