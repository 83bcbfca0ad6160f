"""What the bench of many sockets counts by itself: frames that come in pieces, and messages that somebody missed."""

import json

import psutil
import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench import crowd
from bench.crawler import frames
from bench.crowd import Member, TurnedAwayError
from bench.peers import Seat, Server, greeted
from bench.returning import Missed

SEAT = Seat("kitchen", "/ws/")


def page(*contents: str) -> bytes:
    messages = [{"client_id": content, "content": content} for content in contents]
    return json.dumps({"type": "sync.page", "messages": messages}, separators=(",", ":")).encode()


def test_frames_of_every_size_are_read_and_one_that_is_cut_off_is_left_out() -> None:
    texts = [b"short", b"m" * 126, b"l" * 70_000]
    heads = [b"\x81\x05", b"\x81\x7e" + (126).to_bytes(2), b"\x81\x7f" + (70_000).to_bytes(8)]
    close = b"\x88\x02" + (4408).to_bytes(2)
    heard = b"".join(head + text for head, text in zip(heads, texts, strict=True)) + close
    assert list(frames(heard)) == [*((1, text) for text in texts), (8, (4408).to_bytes(2))]
    assert list(frames(heard[:-1])) == [(1, text) for text in texts]
    assert list(frames(heard[:6])) == []


def test_who_comes_back_asks_for_what_was_missed_and_counts_it_until_the_ack() -> None:
    missed = Missed()
    dialogue = missed.asked(SEAT)
    assert next(dialogue) == b"", "first the server says hello"
    assert json.loads(dialogue.send(b'{"type":"hello"}')) == {
        "type": "sync",
        "ref": "s",
        "conversation": "kitchen",
        "after": 0,
    }
    dialogue.send(b'{"type":"presence.changed"}')
    dialogue.send(page("one", "two"))
    assert missed.told == 2
    with pytest.raises(StopIteration):
        dialogue.send(b'{"type":"ack","ref":"s"}')


async def test_who_is_turned_away_says_with_which_code() -> None:
    async def refuse(client: ServerConnection) -> None:
        await client.close(1013)

    async with serve(refuse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        with pytest.raises(TurnedAwayError, match="closed with 1013"):
            await crowd.come_in(Member(SEAT, greeted()), Server(port, psutil.Process()))
