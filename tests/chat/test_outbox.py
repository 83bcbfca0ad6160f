"""What waits for one socket: in order, bounded, and nobody else's business."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from chat import actions, desk, hub, outbox
from chat.consumers import ChatConsumer
from chat.models import Conversation
from chat.outbox import MOST_CHARACTERS, MOST_TEXTS, Outbox
from tests.chat.client import PATIENCE, connected
from tests.chat.peers import BrokenPeer, StuckPeer, opened_by
from tests.chat.test_posting import draft


class Peer:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self._is_told = asyncio.Event()

    async def send(self, message: dict[str, object]) -> None:
        self.got.append(message.get("text", message.get("code")))
        self._is_told.set()

    async def has_got(self, count: int) -> None:
        """Wait until it has got this many texts."""
        while len(self.got) < count:
            self._is_told.clear()
            await self._is_told.wait()


async def written(box: Outbox, peer: Peer) -> list[Any]:
    """Let a closed outbox be written to its end."""
    await asyncio.wait_for(box.write(peer.send), PATIENCE)
    return peer.got


async def test_texts_are_written_in_order_and_then_the_closing_code() -> None:
    box = Outbox()
    for number in range(5):
        box.put(str(number))
    box.close(4401)
    assert await written(box, Peer()) == ["0", "1", "2", "3", "4", 4401]


async def test_what_comes_while_writing_is_written_too() -> None:
    box, peer = Outbox(), Peer()
    writing = asyncio.create_task(box.write(peer.send))
    for number in range(3):
        box.put(str(number))
        await asyncio.sleep(0)
    box.close(4401)
    await asyncio.wait_for(writing, PATIENCE)
    assert peer.got == ["0", "1", "2", 4401]


async def test_a_full_outbox_is_fine() -> None:
    box = Outbox()
    for _ in range(MOST_TEXTS):
        box.put("x")
    assert not box.is_closing


@pytest.mark.parametrize("texts", [["x"] * (MOST_TEXTS + 1), ["x" * MOST_CHARACTERS, "y"]])
async def test_over_the_bound_everything_is_dropped_and_the_code_is_4408(texts: list[str]) -> None:
    box = Outbox()
    for text in texts:
        box.put(text)
    assert box.is_closing
    assert await written(box, Peer()) == [4408]


async def test_what_was_written_no_longer_counts() -> None:
    box, peer = Outbox(), Peer()
    writing = asyncio.create_task(box.write(peer.send))
    for number in range(1, 2 * MOST_TEXTS):
        box.put("x" * (MOST_CHARACTERS // 4))
        await peer.has_got(number)
    assert not box.is_closing
    box.close(4401)
    await writing


async def test_the_first_closing_code_stays_and_nothing_is_taken_after_it() -> None:
    box = Outbox()
    box.close(4401)
    box.close(4408)
    box.put("late")
    assert await written(box, Peer()) == [4401]


@given(st.lists(st.integers(0, 300_000), max_size=40))
def test_what_waits_never_exceeds_the_bound(sizes: list[int]) -> None:
    box = Outbox()
    for size in sizes:
        box.put("x" * size)
        assert sum(map(len, box._texts)) <= MOST_CHARACTERS
    assert box.is_closing == (sum(sizes) > MOST_CHARACTERS)


# On a socket ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
async def test_a_slow_reader_is_closed_and_costs_the_others_nothing(
    alice: User, bob: User, room: Conversation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outbox, "MOST_TEXTS", 5)
    async with connected(alice) as hers, opened_by(bob, StuckPeer()) as stuck:
        for number in range(10):
            await hers.post(room.pk, str(number))
            assert (await hers.hear("message.posted"))["message"]["content"] == str(number)
        stuck.may_read.set()
        assert await stuck.closing_code() == 4408


@pytest.mark.django_db(transaction=True)
async def test_a_peer_that_breaks_off_is_forgotten(alice: User, bob: User, room: Conversation) -> None:
    async with opened_by(bob, BrokenPeer()) as broken:
        await desk.ask(actions.post_message, draft(alice, room))
        await asyncio.wait_for(broken.is_broken.wait(), PATIENCE)
        assert hub.running().is_here(bob.pk)
    assert not hub.running().is_here(bob.pk)
    assert hub.running().socket_count == 0


def test_a_consumer_has_no_channel_of_its_own() -> None:
    assert ChatConsumer.channel_layer_alias == "none"
