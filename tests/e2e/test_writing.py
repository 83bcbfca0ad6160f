"""An answer grows in the room while it is written, and the message takes its place."""

from functools import partial
from uuid import uuid4

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat import actions, desk, protocol
from chat.models import Conversation
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package")]

REASON = "You have a free evening, and this one is funny."


async def test_the_words_grow_quietly_and_the_message_replaces_them(
    visit: Visit, alice: User, room: Conversation
) -> None:
    answer = uuid4()
    at_alices = await (await visit(alice)).enter(room)
    writing = at_alices.page.locator(".writing")
    for text, seen in (("", "Looking for something…"), ("You have a", "You have a"), (REASON[:-7], REASON[:-7])):
        await desk.ask(partial(actions.show_writing, room.pk, answer=answer, text=text))
        await expect(writing).to_contain_text(seen)
    await expect(writing).to_have_count(1)
    await expect(writing).to_be_in_viewport()
    assert await at_alices.page.locator("#announcer").text_content() == "", "nobody is read half a sentence"
    card = protocol.RecommendationCard(
        id=answer, intent="ask", confidence=1, reason=REASON, evidence=[], items=[], trigger=None
    )
    await desk.ask(partial(actions.post_card, room.pk, content=REASON, card=card, client_id=answer))
    await expect(at_alices.messages.last).to_contain_text(REASON)
    await expect(writing).to_have_count(0)
    await expect(at_alices.page.locator("#announcer")).to_contain_text(REASON)
