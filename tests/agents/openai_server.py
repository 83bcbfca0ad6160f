"""An OpenAI-compatible service on loopback, that can also fail in every way such services fail."""

import base64
import json
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WIDTH = 1536


@dataclass
class Service:
    """What the service is to answer next, and what it was asked."""

    url: str = ""
    faults: list[str] = field(default_factory=list)
    """Taken one a request, first first: "429", "500", "401", "timeout", "garbage", "truncated", "short"."""
    answers: list[Any] = field(default_factory=list)
    """What the chat model says, one a request: a dict is its structured output, ("tool", name, arguments) a call."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    is_broken: str = ""
    """A fault that every request meets."""

    def fault(self) -> str:
        return self.is_broken or (self.faults.pop(0) if self.faults else "")


@contextmanager
def serving() -> Iterator[Service]:
    """Run the service for as long as the block lasts."""
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"service": service}))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.service.requests.append({"path": self.path, **body})
        fault = self.service.fault()
        if fault.isdigit():
            self._send(int(fault), {"error": {"message": "no", "type": "error", "code": None, "param": None}})
        elif fault == "timeout":
            time.sleep(3)
        elif fault in {"garbage", "truncated"}:
            self._send_bytes(200, b'{"object": "list", "data": [' if fault == "truncated" else b"<html>no</html>")
        elif self.path.endswith("/embeddings"):
            self._send(200, _embeddings(body, is_short=fault == "short"))
        else:
            self._send(200, _completion(body, self.service.answers.pop(0)))

    def _send(self, status: int, body: dict[str, Any]) -> None:
        self._send_bytes(status, json.dumps(body).encode())

    def _send_bytes(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
        pass


def vector_of(text: str) -> list[float]:
    """Return a vector that says little but is always the same: counts of letters."""
    counts = [0.001] * WIDTH
    for letter in text.casefold():
        counts[ord(letter) % WIDTH] += 1.0
    return counts


def _embeddings(body: dict[str, Any], *, is_short: bool) -> dict[str, Any]:
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    vectors = [vector_of(text) for text in texts][: 1 if is_short else None]
    encoded: list[Any] = vectors
    if body.get("encoding_format") == "base64":
        encoded = [base64.b64encode(struct.pack(f"<{WIDTH}f", *vector)).decode() for vector in vectors]
    return {
        "object": "list",
        "model": body["model"],
        "data": [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(encoded)],
        "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }


def _completion(body: dict[str, Any], answer: Any) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if isinstance(answer, tuple):
        _, name, arguments = answer
        call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        message["tool_calls"] = [call]
    else:
        message["content"] = answer if isinstance(answer, str) else json.dumps(answer)
    return {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
