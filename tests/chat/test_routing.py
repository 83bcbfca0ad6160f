"""Where sockets are."""

import pytest

from unafied.asgi import application


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/more/", "/elsewhere/"])
async def test_there_are_no_sockets_elsewhere(path: str) -> None:
    with pytest.raises(ValueError, match="no sockets"):
        await application({"type": "websocket", "path": path, "headers": []}, None, None)
