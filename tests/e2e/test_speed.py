"""What counts when much is said at once is how often the page is drawn, which no busy machine changes."""

import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

COUNT = """() => {
    window.counts = { drawn: 0, frames: 0 };
    new MutationObserver(() => counts.drawn += 1).observe(document.getElementById("rows"), { childList: true });
    const frame = () => { counts.frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
}"""


async def test_who_writes_while_many_talk_loses_no_letter_and_the_page_is_drawn_once_a_frame(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.evaluate(COUNT)
    for burst in range(4):
        drafts = [actions.Draft(bob.pk, room.pk, uuid.uuid4(), f"word {burst} {number}") for number in range(50)]
        await desk.ask(actions.post_messages, drafts)
        await at_alices.composer.press_sequentially(f"while {burst} ")
    await expect(at_alices.message("word")).to_have_count(200)
    await expect(at_alices.message("word").last).to_be_in_viewport()
    await expect(at_alices.composer).to_have_value("while 0 while 1 while 2 while 3 ")
    counts = await at_alices.page.evaluate("counts")
    assert 0 < counts["drawn"] <= counts["frames"], counts
    assert counts["drawn"] < 100, counts
