"""What a server process starts and stops."""

import asyncio
from typing import Any

from asgiref.testing import ApplicationCommunicator

from chat import attendance, hub, poster
from unafied.asgi import application


async def test_a_process_starts_its_hub_and_poster_and_stops_what_it_started() -> None:
    server = ApplicationCommunicator(application, {"type": "lifespan"})
    await server.send_input({"type": "lifespan.startup"})
    assert await server.receive_output() == {"type": "lifespan.startup.complete"}
    switchboard, following = hub.running(), attendance.running()
    assert switchboard.loop is poster.running().loop is asyncio.get_running_loop()
    await server.send_input({"type": "lifespan.shutdown"})
    assert await server.receive_output() == {"type": "lifespan.shutdown.complete"}
    await server.wait()
    assert all(task.done() for task in switchboard._tasks)
    assert not following._tasks


async def test_a_server_without_lifespan_starts_them_on_first_use() -> None:
    assert hub.running() is hub.running()
    assert poster.running() is poster.running()
    assert attendance.running() is attendance.running()
    assert _names() >= {"hub _publish", "hub _receive", "hub _reconcile"}


def _names() -> set[Any]:
    return {task.get_name() for task in asyncio.all_tasks()}
