"""uvicorn's HTTP with patience: of thousands who connect at once, a few are heard in each round of the event loop."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from unafied.doors import doors_of


class Newcomers(HttpToolsProtocol):
    """What `http=` of uvicorn's configuration names; only what a connection says first may have to wait."""

    def __init__(self, config: Any, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.doors = doors_of(server_state)
        self.early: bytes | None = b""

    def data_received(self, data: bytes) -> None:
        """Read a request, the first one when it is its turn."""
        if self.early is None:
            super().data_received(data)
            return
        is_first, self.early = not self.early, self.early + data
        if is_first:
            self.doors.requests.do(self.begin)

    def begin(self) -> None:
        """Read what came first."""
        early, self.early = self.early or b"", None
        if not self.transport.is_closing():
            super().data_received(early)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection on, and let go of what refers to this protocol, which is done."""
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # as uvicorn does at the end
