"""What a screen reader is given: the tree of a room, and what is said aloud as it comes."""

import re
import uuid

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk
from chat.models import Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

ROOM = """
- link "Skip to the content"
- navigation "Rooms":
  - link "Unafied"
  - button "New room"
  - button "Search or go to"
  - list:
    - listitem:
      - link /Kitchen/
  - 'button "Alice: menu"'
- main "Kitchen":
  - heading "Kitchen" [level=1]
  - paragraph: /2 people/
  - switch "Unafied listens in this room"
  - button "Search messages"
  - button "Room settings and members"
  - log "Messages":
    - article /Bob, \\d+:\\d+/:
      - paragraph: Soup tonight?
      - group "Reactions":
        - 'button "thumbs up, 1: Bob"'
        - button "React"
    - article /Alice, \\d+:\\d+/:
      - 'button "In reply to Bob: Soup tonight?"'
      - paragraph: "Yes"
  - form "Write a message":
    - textbox "Message"
    - button "Emoji"
    - button "Send" [disabled]
"""

# Keeps every sentence that the live region is given.
LISTEN = """() => {
    window.said = [];
    const region = document.querySelector("#announcer");
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
}"""

# How many messages of the flood were said, all together: in summaries, or one that came in a breath of its own.
COUNTED = """() => said.filter((words) => words.includes("new message") || words.startsWith("Bob: message"))
    .reduce((sum, words) => sum + (parseInt(words) || 1), 0)"""


def talk(alice: User, bob: User, room: Conversation) -> None:
    asked = actions.post_message(actions.Draft(bob.pk, room.pk, uuid.uuid4(), "Soup tonight?")).message
    actions.toggle_reaction(bob, asked.pk, "👍")
    actions.post_message(actions.Draft(alice.pk, room.pk, uuid.uuid4(), "Yes", reply_to=asked.pk))


async def test_a_room_is_read_as_a_list_of_rooms_a_log_and_a_form(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    await desk.ask(talk, alice, bob, room)
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.sees("Yes")
    await expect(at_alices.page.locator("body")).to_match_aria_snapshot(ROOM)


async def test_one_message_is_said_whole_and_a_flood_in_one_sentence(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.evaluate(LISTEN)
    await desk.ask(actions.post_message, actions.Draft(bob.pk, room.pk, uuid.uuid4(), "Anybody here?"))
    await at_alices.hears("Bob: Anybody here?")
    flood = [actions.Draft(bob.pk, room.pk, uuid.uuid4(), f"message {number:02}") for number in range(50)]
    await desk.ask(actions.post_messages, flood)
    await at_alices.sees("message 49")
    await expect(at_alices.page.locator("#announcer")).to_contain_text("new messages from Bob")
    await at_alices.page.wait_for_function(f"({COUNTED})() >= 50")
    assert await at_alices.page.evaluate(COUNTED) == 50
    summaries = [sentence for sentence in await at_alices.page.evaluate("said") if "new messages" in sentence]
    assert len(summaries) <= 5, "only a page that falls behind needs more than one or two breaths"


async def test_what_is_said_oneself_is_not_said_back(visit: Visit, alice: User, bob: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await at_alices.page.evaluate(LISTEN)
    await at_alices.say("Anybody here?")
    await at_alices.sees("Anybody here?")
    await desk.ask(actions.post_message, actions.Draft(bob.pk, room.pk, uuid.uuid4(), "I am"))
    await at_alices.hears("Bob: I am")
    assert await at_alices.page.evaluate("said") == ["Bob: I am"]


async def test_headings_lead_through_a_room(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice)).enter(room)
    await expect(at_alices.page.get_by_role("heading")).to_have_text(["Kitchen"])
    await at_alices.button("Room settings and members").click()
    headings = at_alices.dialog.get_by_role("heading")
    await expect(headings.first).to_have_text("Kitchen")
    levels = await headings.evaluate_all("all => all.map(each => each.tagName)")
    assert re.fullmatch("H2(H3)+", "".join(levels))


async def test_what_is_said_while_a_dialog_is_open_is_said_in_it(visit: Visit, alice: User, room: Conversation) -> None:
    at_alices = await (await visit(alice, permissions=["clipboard-read", "clipboard-write"])).enter(room)
    await at_alices.button("Room settings and members").click()
    await at_alices.button("Make an invite link").click()
    await at_alices.dialog.get_by_role("button", name="Copy").click()
    await expect(at_alices.dialog.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    await at_alices.page.keyboard.press("Escape")
    await expect(at_alices.page.locator("body > #toasts")).to_have_count(1)
    await expect(at_alices.page.locator("body > #announcer")).to_have_count(1)
