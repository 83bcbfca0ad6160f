"""uvicorn with ready frames: nothing is lost, nothing changes its order, and who reads nothing is let go."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chat.outbox import READY_FRAMES, frames_of
from unafied import doors, frames, newcomers

PATIENCE = 10

App = Callable[[Any, Any, Any], Awaitable[None]]


@asynccontextmanager
async def served(app: App) -> AsyncIterator[str]:
    """Have a real server run `app` inside the block, and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    settled = uvicorn.Config(
        app,
        http=newcomers.Newcomers,
        ws=frames.ReadyFrames,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(settled)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await serving


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Say back what was said, the one way and the other in turn; close when told to."""
    way, number = scope["extensions"][READY_FRAMES], 0
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text") or message["bytes"].decode()
        number += 1
        if text == "close":
            way["end"](4408)
        elif number % 2:
            way["write"](frames_of(text))
        else:
            await send({"type": "websocket.send", "text": text})


async def said_back(client: ClientConnection, count: int) -> list[str]:
    return [str(await asyncio.wait_for(client.recv(), PATIENCE)) for _ in range(count)]


async def read_to_the_end(client: ClientConnection) -> int:
    """Return how many texts came until the connection was lost."""
    count = 0
    with suppress(ConnectionClosed):
        while True:
            await client.recv()
            count += 1
    return count


async def test_both_ways_out_keep_one_order() -> None:
    texts = [f"{number} é" * (number % 7 + 1) for number in range(200)]
    async with served(echo) as address, connect(address) as client:
        for text in texts:
            await client.send(text)
        assert await said_back(client, len(texts)) == texts


async def test_a_burst_texts_in_parts_and_bytes_all_come_in_in_their_order() -> None:
    async with served(echo) as address, connect(address) as client:
        for number in range(3 * frames.MOST_UNTAKEN):
            await client.send(str(number))
        await client.send(["in ", "parts"])
        await client.send(b"bytes")
        await client.send("z" * 100_000)
        told = await said_back(client, 3 * frames.MOST_UNTAKEN + 3)
        assert told == [*map(str, range(3 * frames.MOST_UNTAKEN)), "in parts", "bytes", "z" * 100_000]


async def test_what_was_written_before_the_end_arrives_and_then_the_code() -> None:
    async with served(echo) as address, connect(address) as client:
        await client.send("last words")
        await client.send("close")
        assert await said_back(client, 1) == ["last words"]
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(client.recv(), PATIENCE)
        assert client.close_code == 4408


async def test_a_peer_that_reads_nothing_is_told_of_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "GRACE", 0.05)
    waited, is_over = list[int](), asyncio.Event()

    async def flood(scope: Any, receive: Any, send: Any) -> None:
        way = scope["extensions"][READY_FRAMES]
        await receive()
        await send({"type": "websocket.accept"})
        while not waited or waited[-1] <= 1_000_000:
            waited.append(way["write"](frames_of("x" * 100_000)))
            await asyncio.sleep(0)
        way["end"](4408)
        while (await receive())["type"] != "websocket.disconnect":
            pass
        is_over.set()

    async with served(flood) as address, connect(address, max_queue=1) as client:
        await asyncio.wait_for(is_over.wait(), PATIENCE)
        assert waited[0] == 0
        assert await asyncio.wait_for(read_to_the_end(client), PATIENCE)


async def test_who_is_refused_gets_no_second_way() -> None:
    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.close"})
        assert scope["extensions"][READY_FRAMES]["write"](b"") == 0

    async with served(refuse) as address:
        with pytest.raises(Exception, match="403"):
            await connect(address)


async def test_a_request_that_is_no_handshake_is_answered_and_forgotten() -> None:
    faults: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    async with served(echo) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.strip("/").rpartition(":")[2]))
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        async with connect(address) as client:
            await client.send("hello")
            assert await said_back(client, 1) == ["hello"]
    assert answer.startswith(b"HTTP/1.1 400")
    assert faults == []


async def test_an_open_socket_keeps_no_heads_of_its_handshake() -> None:
    kept: list[frames.ReadyFrames] = []

    async def accept(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        kept.append(scope["extensions"][READY_FRAMES]["write"].__self__)
        await receive()

    async with served(accept) as address, connect(address, additional_headers={"Authorization": "Bearer secret"}):
        while not kept:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    assert (len(kept[0].request.headers), len(kept[0].response.headers)) == (0, 0)


async def test_a_crowd_is_let_in_a_few_at_a_time_until_all_are_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_ENTERING", 2)
    entering, most, door = 0, 0, asyncio.Event()

    async def greet(scope: Any, receive: Any, send: Any) -> None:
        nonlocal entering, most
        entering += 1
        most = max(most, entering)
        await receive()
        await send({"type": "websocket.accept"})
        await door.wait()
        entering -= 1
        scope["extensions"][READY_FRAMES]["write"](frames_of("hello"))
        await receive()

    async with served(greet) as address:
        coming = [asyncio.create_task(connect(address).__aenter__()) for _ in range(7)]
        while entering < 2:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        door.set()
        clients = await asyncio.wait_for(asyncio.gather(*coming), PATIENCE)
        assert [await said_back(client, 1) for client in clients] == [["hello"]] * 7
        assert most == 2
        await asyncio.gather(*(client.close() for client in clients))


async def test_who_goes_away_before_it_is_their_turn_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_ENTERING", 1)
    came, door = asyncio.Event(), asyncio.Event()

    async def greet(scope: Any, receive: Any, send: Any) -> None:
        came.set()
        await receive()
        await send({"type": "websocket.accept"})
        await door.wait()
        scope["extensions"][READY_FRAMES]["write"](frames_of("hello"))
        await receive()

    async with served(greet) as address:
        first = asyncio.create_task(connect(address).__aenter__())
        await asyncio.wait_for(came.wait(), PATIENCE)
        impatient = asyncio.create_task(connect(address).__aenter__())
        await asyncio.sleep(0.05)
        impatient.cancel()
        last = asyncio.create_task(connect(address).__aenter__())
        await asyncio.sleep(0.05)
        door.set()
        clients = await asyncio.wait_for(asyncio.gather(first, last), PATIENCE)
        assert [await said_back(client, 1) for client in clients] == [["hello"]] * 2
        await asyncio.gather(*(client.close() for client in clients))


async def test_a_lost_socket_leaves_nothing_to_be_searched_for() -> None:
    async with served(echo) as address:
        gc.collect()
        gc.disable()
        try:
            async with connect(address) as client:
                await client.send("hello")
                assert await said_back(client, 1) == ["hello"]
                assert len(_there(frames.ReadyFrames)) == 1
                assert not _there(newcomers.Newcomers), "it has handed the connection on"
                client.transport.abort()
            async with asyncio.timeout(PATIENCE):
                while _there(frames.ReadyFrames):  # noqa: ASYNC110 - nobody says so
                    await asyncio.sleep(0.01)
        finally:
            gc.enable()


def _there(kind: type) -> list[object]:
    return [each for each in gc.get_objects() if type(each) is kind]
