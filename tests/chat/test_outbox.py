"""What waits for one socket: in order, bounded, and nobody else's business."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from accounts.models import User
from chat import actions, desk, hub, outbox
from chat.models import Conversation
from chat.outbox import MOST_BYTES, MOST_CHARACTERS, MOST_TEXTS, Queued, frames_of, outbox_for
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


@contextmanager
def opened(peer: Peer) -> Iterator[Queued]:
    """Have an outbox for `peer` inside the block."""
    box = Queued(peer.send)
    try:
        yield box
    finally:
        box._writer.cancel()


async def written(box: Queued, peer: Peer) -> list[Any]:
    """Let a closed outbox be written to its end."""
    await asyncio.wait_for(box._writer, PATIENCE)
    return peer.got


async def test_texts_are_written_in_order_and_then_the_closing_code() -> None:
    with opened(peer := Peer()) as box:
        for number in range(5):
            box.put(str(number))
        box.close(4401)
        assert await written(box, peer) == ["0", "1", "2", "3", "4", 4401]


async def test_what_comes_while_writing_is_written_too() -> None:
    with opened(peer := Peer()) as box:
        for number in range(3):
            box.put(str(number))
            await asyncio.sleep(0)
        box.close(4401)
        assert await written(box, peer) == ["0", "1", "2", 4401]


async def test_a_full_outbox_is_fine() -> None:
    with opened(Peer()) as box:
        for _ in range(MOST_TEXTS):
            box.put("x")
        assert not box.is_closing


@pytest.mark.parametrize("texts", [["x"] * (MOST_TEXTS + 1), ["x" * MOST_CHARACTERS, "y"]])
async def test_over_the_bound_everything_is_dropped_and_the_code_is_4408(texts: list[str]) -> None:
    with opened(peer := Peer()) as box:
        for text in texts:
            box.put(text)
        assert box.is_closing
        assert await written(box, peer) == [4408]


async def test_what_was_written_no_longer_counts() -> None:
    with opened(peer := Peer()) as box:
        for number in range(1, 2 * MOST_TEXTS):
            box.put("x" * (MOST_CHARACTERS // 4))
            await peer.has_got(number)
        assert not box.is_closing


async def test_the_first_closing_code_stays_and_nothing_is_taken_after_it() -> None:
    with opened(peer := Peer()) as box:
        box.close(4401)
        box.close(4408)
        box.put("late")
        assert await written(box, peer) == [4401]


@given(st.lists(st.integers(0, 300_000), max_size=40))
def test_what_waits_never_exceeds_the_bound(sizes: list[int]) -> None:
    async def fill() -> None:
        with opened(Peer()) as box:
            for size in sizes:
                box.put("x" * size)
                assert sum(len(text) for text in box._texts) <= MOST_CHARACTERS
            assert box.is_closing == (sum(sizes) > MOST_CHARACTERS)

    asyncio.run(fill())


# Where the server takes ready frames -----------------------------------------------------------------------------


class Way:
    """A server's second way out, behind which some bytes wait."""

    def __init__(self, waiting: int = 0) -> None:
        self.waiting = waiting
        self.got: list[bytes | int] = []

    def write(self, frames: bytes) -> int:
        self.got.append(frames)
        return self.waiting

    @property
    def scope(self) -> dict[str, Any]:
        return {"extensions": {outbox.READY_FRAMES: {"write": self.write, "end": self.got.append}}}


def test_ready_frames_are_written_at_once_and_nothing_after_the_closing_code() -> None:
    way = Way()
    box = outbox_for(way.scope, Peer().send)
    box.put("a")
    box.close(4401)
    box.close(4408)
    box.put("late")
    assert way.got == [frames_of("a"), 4401]


@pytest.mark.parametrize(("waiting", "is_given_up"), [(MOST_BYTES, False), (MOST_BYTES + 1, True)])
def test_a_reader_that_is_too_far_behind_is_given_up(waiting: int, is_given_up: bool) -> None:
    way = Way(waiting)
    box = outbox_for(way.scope, Peer().send)
    box.put("a")
    assert box.is_closing is is_given_up
    assert way.got == [frames_of("a"), *([4408] if is_given_up else [])]


@given(st.text() | st.integers(120, 130).map("x".__mul__) | st.sampled_from([65_535, 65_536, 70_000]).map("é".__mul__))
def test_a_ready_frame_is_what_a_library_would_write(text: str) -> None:
    frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    assert frames_of(text) == frame
    assert frames_of(text, "and more") == frame + frames_of("and more")


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
