"""Somebody is in a dark place: they, and nobody else, are told where people are who listen."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person
from tests.worker import Worker, working

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

DARK = "i don't want to live anymore"


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    with working() as started:
        yield started


def notice(person: Person) -> Locator:
    return person.page.get_by_role("status").filter(has_text="findahelpline.com")


async def test_only_who_said_it_is_told_and_can_put_it_away(
    visit: Visit, worker: Worker, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(actions.change_conversation, alice, room.pk, listening=True)
    at_alices, at_bobs = await (await visit(alice)).enter(room), await (await visit(bob)).enter(room)
    await at_bobs.say(DARK)
    await expect(notice(at_bobs)).to_be_visible(timeout=60_000)
    await expect(notice(at_bobs)).to_contain_text("Only you see this.")
    await expect(notice(at_bobs).locator("[lang=en]")).to_contain_text("emergency number")
    await expect(notice(at_bobs).get_by_role("link")).to_have_count(0)
    await at_alices.sees(DARK)
    # What the server has told both since, Alice has too: nothing more is on its way to her.
    await at_bobs.say("sorry")
    await at_alices.sees("sorry")
    await expect(notice(at_alices)).to_have_count(0)
    await expect(at_alices.messages).to_have_count(2)
    await notice(at_bobs).get_by_role("button", name="Dismiss").press("Enter")
    await expect(notice(at_bobs)).to_have_count(0)
    await at_bobs.reload()
    await expect(notice(at_bobs)).to_have_count(0)
    await expect(at_bobs.messages).to_have_count(2)


async def test_the_clock_of_the_first_browser_is_kept_and_quiet_hours_are_chosen_by_it(
    visit: Visit, alice: User, room: Conversation
) -> None:
    at_alices = await visit(alice, timezone_id="America/New_York")
    async with at_alices.page.expect_response("**/api/v1/me/") as told:
        await at_alices.enter(room)
    assert (await told.value).status == 200
    await at_alices.page.goto("/accounts/settings/")
    await expect(at_alices.page.get_by_label("Time zone")).to_have_value("America/New_York")
    await at_alices.page.get_by_label("Quiet from").fill("22:00")
    await at_alices.button("Save").click()
    await expect(at_alices.page.get_by_text("Quiet hours need a beginning and an end.")).to_be_visible()
    await at_alices.page.get_by_label("Quiet until").fill("07:30")
    await at_alices.button("Save").click()
    await expect(at_alices.page.get_by_label("Quiet until")).to_have_value("07:30")
    await desk.ask(alice.refresh_from_db)
    assert (str(alice.quiet_from), str(alice.quiet_until), alice.time_zone) == (
        "22:00:00",
        "07:30:00",
        "America/New_York",
    )
