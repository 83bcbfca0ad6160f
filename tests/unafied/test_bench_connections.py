"""What the bench of many sockets counts by itself: frames that come in pieces, and messages that somebody missed."""

import asyncio
import json
import socket
from typing import Any

import psutil
import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench import crowd, slow
from bench.crawler import Crawler, frames
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


@pytest.mark.parametrize(("last", "code"), [(b"\x88\x02" + (4408).to_bytes(2), 4408), (b"", None)])
async def test_a_reader_in_a_hurry_reads_up_to_the_closing_code_or_to_the_end(last: bytes, code: int | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
    ours.setblocking(False)
    crawler = Crawler(ours)
    theirs.sendall(b'\x81\x0f{"type":"ping"}' * 3 + last)
    if not last:
        theirs.close()
    await asyncio.wait_for(crawler.run(), 10)
    assert (crawler.code, len(crawler.texts)) == (code, 3)
    theirs.close()


def test_the_server_says_in_its_metrics_that_it_gave_a_reader_up(monkeypatch: Any) -> None:
    said = 'unafied_sockets_closed_total{{code="4401"}} 1.0\nunafied_sockets_closed_total{{code="4408"}} {}\n'
    found = []
    for count in ("0.0", "1.0"):
        monkeypatch.setattr(slow, "_got", lambda *_, count=count: said.format(count).encode())
        found.append(slow._given_up(Server(1, psutil.Process())))
    assert found == [0, 1]


def test_after_a_reset_history_is_read_back_as_far_as_something_is_missing(monkeypatch: Any) -> None:
    asked = []

    def got(_server: Server, path: str, _headers: object) -> bytes:
        asked.append(path.partition("?")[2])
        last = int(path.partition("before=")[2] or 10) - 1
        results = [{"sequence": number, "revision": number} for number in range(max(1, last - 2), last + 1)]
        return json.dumps({"results": results, "more": last > 3}).encode()

    monkeypatch.setattr(slow, "_got", got)
    server = Server(1, psutil.Process())
    assert slow._history(server, SEAT, 5) == {4, 5, 6, 7, 8, 9}
    assert asked == ["", "before=7"]
    assert slow._history(server, SEAT, 0) == set(range(1, 10))
