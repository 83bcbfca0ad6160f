"""What a server process starts before its first request and stops after its last."""

from typing import Any

from chat import attendance, hub, poster


async def lifespan(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer the ASGI lifespan protocol. A server without it (daphne) starts the same things on first use."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            poster.running()
            attendance.running()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await attendance.running().close()
            await hub.running().close()
            await send({"type": "lifespan.shutdown.complete"})
            return
