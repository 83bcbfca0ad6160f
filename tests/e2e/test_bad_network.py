"""A phone on a train: slow, with connections that break now and then, before or after what was sent arrived."""

import asyncio

import pytest
from playwright.async_api import expect

from accounts.models import User
from chat.models import Conversation
from tests.e2e.conftest import Visit
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(300)]

SLOW_3G = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 750 * 1000 / 8,
    "uploadThroughput": 750 * 1000 / 8,
}
MESSAGES = 20

# One of twenty frames breaks the socket: every other time before it has left, else before its answer is heard. The
# protocol of Chromium's tools delays requests, and no sockets: what goes out here waits as long.
LOSSY = """(() => {
    let state = %d;
    const dice = () => (state = (state * 1103515245 + 12345) %% 2147483648) / 2147483648;
    window.breaks = 0;
    window.WebSocket = class extends WebSocket {
        constructor(...address) {
            super(...address);
            this.addEventListener("message", event => this.isBroken && event.stopImmediatePropagation());
        }
        send(frame) {
            const fate = dice();
            if (fate >= 0.025) setTimeout(() => super.send(frame), 300);
            if (fate >= 0.05) return;
            this.isBroken = true;
            window.breaks += 1;
            setTimeout(() => this.close(), 600);
        }
    };
})()"""


async def test_on_a_slow_network_that_breaks_all_arrives_once_and_in_order(
    visit: Visit, alice: User, bob: User, room: Conversation
) -> None:
    at_alices, at_bobs = [await _on_a_train(await visit(user), seed) for user, seed in ((alice, 3), (bob, 8))]
    for person in (at_alices, at_bobs):
        await person.enter(room)
    mine = [[f"{name} {number:02}" for number in range(MESSAGES)] for name in ("Alice says", "Bob says")]
    await asyncio.gather(_says_all(at_alices, mine[0]), _says_all(at_bobs, mine[1]))
    read = [await _reads_all(person, 2 * MESSAGES) for person in (at_alices, at_bobs)]
    assert read[0] == read[1]
    for texts in mine:
        assert [text for text in read[0] if text in texts] == texts
    breaks = [await person.page.evaluate("breaks") for person in (at_alices, at_bobs)]
    assert min(breaks) > 0, f"the network was too good: {breaks}"
    for person in (at_alices, at_bobs):
        await person.has_sent_all()


async def _on_a_train(person: Person, seed: int) -> Person:
    tools = await person.page.context.new_cdp_session(person.page)
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", SLOW_3G)
    await person.page.add_init_script(LOSSY % seed)
    return person


async def _says_all(person: Person, texts: list[str]) -> None:
    for text in texts:
        await person.say(text)


async def _reads_all(person: Person, count: int) -> list[str]:
    delivered = person.messages.locator(":scope:not(.message--pending):not(.message--failed)")
    await expect(delivered).to_have_count(count, timeout=120_000)
    await expect(person.messages).to_have_count(count)
    return await person.messages.locator(".prose").all_inner_texts()
