"""A room of thousands of messages: only what is near the reader stands in the page, and nothing jumps under them."""

from typing import Any

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.chat.test_reading import fill
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

MESSAGES = 3_000
MOST_ROWS = 320

# Loads a page at an end of the rows, and tells by how much a row that is seen moved when it came, and the rows then.
GO_ON = """async isUp => {
    const [frame, rows] = [document.getElementById("timeline"), document.getElementById("rows")];
    const edge = () => (isUp ? rows.querySelector(".message") : rows.lastElementChild).dataset.message;
    const before = edge();
    frame.scrollTop = isUp ? 200 : frame.scrollHeight - frame.clientHeight - 200;
    const top = frame.getBoundingClientRect().top;
    // The first row of all is drawn anew when another one comes before it.
    const isSeen = row => row.dataset.key && row.getBoundingClientRect().top > top;
    const { key } = [...rows.children].filter(isSeen)[2].dataset;
    const place = () => rows.querySelector(`[data-key="${key}"]`).getBoundingClientRect().top;
    const at = place();
    const until = performance.now() + 20_000;
    const frames = async count => { while (count--) await new Promise(requestAnimationFrame); };
    while (edge() === before && performance.now() < until) await frames(1);
    // A page is drawn a few rows a frame.
    for (let seen = null; seen !== edge(); await frames(3)) seen = edge();
    return { moved: Math.abs(place() - at), rows: rows.childElementCount, isNew: edge() !== before };
}"""

# Tells how many rows each frame had, and where the one that counts stood after it, from the first that had it.
WATCH = """selector => {
    window.counts_ = [];
    window.places_ = [];
    const look = () => {
        const row = [...document.querySelectorAll(`#rows ${selector}`)].at(-1);
        if (row) places_.push(Math.round(row.getBoundingClientRect().top));
    };
    const count = () => {
        const rows = document.querySelectorAll("#rows > .message").length;
        if (rows) counts_.push(rows);
        setTimeout(look);
        requestAnimationFrame(count);
    };
    count();
}"""


async def test_ten_pages_up_and_back_keep_the_page_small_and_the_place(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(fill, room, alice, MESSAGES)
    at_alices = await (await visit(alice)).enter(room)
    await expect(at_alices.message(str(MESSAGES))).to_be_in_viewport()
    up = [await _goes_on(at_alices, is_up=True) for _ in range(10)]
    assert max(step["rows"] for step in up) <= MOST_ROWS
    assert max(step["moved"] for step in up) < 2
    await expect(at_alices.button("Back to the latest")).to_be_visible()
    down = [await _goes_on(at_alices, is_up=False) for _ in range(5)]
    assert max(step["rows"] for step in down) <= MOST_ROWS
    assert max(step["moved"] for step in down) < 2
    await at_alices.button("Back to the latest").click()
    await expect(at_alices.message(str(MESSAGES))).to_be_in_viewport()
    await at_alices.say("here again")
    await at_alices.sees("here again")


@pytest.mark.parametrize(("unread", "row"), [(0, ".message"), (30, ".new-line")])
async def test_a_room_is_drawn_from_where_one_reads_and_what_is_seen_stays(
    visit: Visit, alice: User, bob: User, room: Conversation, unread: int, row: str
) -> None:
    await desk.ask(fill, room, alice, 60)
    await desk.ask(leave_unread, bob, room, unread)
    at_bobs = await visit(bob)
    await at_bobs.page.add_init_script(f"({WATCH})({row!r})")
    await at_bobs.enter(room)
    await expect(at_bobs.messages).to_have_count(50)
    counts, places = await at_bobs.page.evaluate("[counts_, places_]")
    assert counts[0] < 50
    assert set(places) == {places[0]}


async def test_who_walks_by_keyboard_keeps_going_when_rows_are_cut(
    visit: Visit, alice: User, room: Conversation
) -> None:
    await desk.ask(fill, room, alice, 900)
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.messages.last.focus()
    for _ in range(8):
        await at_alices.page.keyboard.press("Home")
        await _goes_on(at_alices, is_up=True)
    assert await at_alices.page.evaluate("document.activeElement.matches('#rows > .message')")
    await at_alices.page.keyboard.press("End")
    await expect(at_alices.messages.last).to_be_focused()
    await expect(at_alices.messages.last).to_contain_text("900")


def leave_unread(user: User, room: Conversation, count: int) -> None:
    room.refresh_from_db()
    actions.mark_read(user, room.pk, room.revision - count)


async def _goes_on(person: Person, *, is_up: bool) -> dict[str, Any]:
    step: dict[str, Any] = await person.page.evaluate(GO_ON, is_up)
    assert step["isNew"], "no page came"
    return step
