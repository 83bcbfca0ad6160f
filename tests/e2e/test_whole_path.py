"""The whole path, as two people live it: they talk, the agent notices, and nothing is lost on the way."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from agents.models import Feedback
from chat import actions, desk
from chat.models import Conversation, Message
from tests.e2e.conftest import Both, Visit
from tests.e2e.person import Person
from tests.e2e.server import Server
from tests.worker import Worker, fill_catalogue, working

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

HINT = "football got cancelled, so there is absolutely nothing to do tonight"
SECONDS = 1_000


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    fill_catalogue()
    with working() as started:
        yield started


def card(person: Person) -> Locator:
    return person.messages.filter(has=person.page.get_by_text("Because of"))


def works(person: Person) -> Locator:
    return card(person).get_by_role("listitem")


async def two_in_a_room(visit: Visit, alice: User, bob: User, room: Conversation) -> tuple[Person, Person]:
    await desk.ask(actions.change_conversation, alice, room.pk, listening=True)
    return await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)


async def test_somebody_is_bored_and_a_card_appears_unasked(
    visit: Visit, worker: Worker, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await two_in_a_room(visit, alice, bob, room)
    await at_alices.say("hey Bob")
    await at_bobs.say(HINT)
    for person in (at_alices, at_bobs):
        await expect(card(person)).to_be_visible(timeout=60 * SECONDS)
        await expect(card(person)).to_contain_text("nothing to do tonight")
        assert await works(person).count() >= 1


async def test_the_card_leads_to_its_evidence_and_takes_an_answer(
    visit: Visit, worker: Worker, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = await two_in_a_room(visit, alice, bob, room)
    await at_bobs.say(HINT)
    await expect(card(at_alices)).to_be_visible(timeout=60 * SECONDS)
    await card(at_alices).get_by_role("button", name=f"Because Bob said: {HINT}. Go there.").click()
    await expect(at_alices.page.locator(".message--lit")).to_contain_text(HINT)
    save = works(at_alices).first.get_by_role("button", name="Save")
    await save.click()
    await expect(save).to_have_attribute("aria-pressed", "true")
    await expect(works(at_bobs).first).to_contain_text("Alice saved it")
    assert await desk.ask(Feedback.objects.filter(user=alice, verdict="saved").count) == 1


async def test_reloads_dead_networks_and_a_killed_server_lose_and_double_nothing(both: Both, server: Server) -> None:
    at_alices, at_bobs = both
    await at_alices.say("one")
    await at_bobs.sees("one")
    await at_bobs.page.context.set_offline(True)
    await at_bobs.say("two, said without a network")
    await at_bobs.page.context.set_offline(False)
    await at_alices.sees("two, said without a network")
    server.stop(is_killed=True)
    await at_alices.say("three, said to a dead server")
    server.start()
    await at_bobs.is_connected()
    await at_alices.is_connected()
    await at_bobs.sees("three, said to a dead server")
    await at_bobs.reload()
    for person in (at_alices, at_bobs):
        await person.sees_in_order("one", "two, said without a network", "three, said to a dead server")
    assert await desk.ask(Message.objects.count) == 3
