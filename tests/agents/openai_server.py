"""An OpenAI-compatible service on loopback, that can also fail in every way such services fail."""

import base64
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override

WIDTH = 1536
HUGE = 10_000_000
_DRIP = 0.1
_LOOKS_FOR_ITS_END = 0.01
_BODIES = {
    "garbage": b"<html>no</html>",
    "truncated": b'{"object": "list", "data": [',
    "nothing": b"",
    "huge": b'{"id": "' + b"x" * HUGE + b'"}',
    "no choices": b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}',
}


@dataclass
class Service:
    """What the service is to answer next, and what it was asked."""

    url: str = ""
    faults: list[str] = field(default_factory=list)
    """Taken one a request, first first: a status such as "429", "429 after 30", one of `_BODIES`, "timeout", "drip",
    "cut" (the connection ends in the middle), "short" (a vector too few)."""
    answers: list[Any] = field(default_factory=list)
    """What the chat model says, one a request: a dict is its structured output, ("tool", name, arguments) a call, a
    function makes either of the request."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    is_broken: str = ""
    """A fault that every request meets."""
    is_closing: threading.Event = field(default_factory=threading.Event)
    """Wakes the handlers that hang."""

    def fault(self) -> str:
        return self.is_broken or (self.faults.pop(0) if self.faults else "")


@contextmanager
def serving() -> Iterator[Service]:
    """Run the service for as long as the block lasts."""
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"service": service}))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, args=[_LOOKS_FOR_ITS_END], daemon=True).start()
    try:
        yield service
    finally:
        service.is_closing.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.service.requests.append({"path": self.path, **body})
        fault = self.service.fault()
        with suppress(ConnectionError):
            if fault and fault not in {"short", "cut", "drip"}:
                self._fail(fault)
            elif self.path.endswith("/embeddings"):
                self._send(200, _embeddings(body, is_short=fault == "short"))
            else:
                self._talk(body, fault)

    def _fail(self, fault: str) -> None:
        status, _, seconds = fault.partition(" after ")
        if status.isdigit():
            error = {"error": {"message": "key sk-secret, prompt", "type": "error", "code": None, "param": None}}
            self._send(int(status), error, {"Retry-After": seconds} if seconds else {})
        elif fault == "timeout":
            self.service.is_closing.wait(60)
        else:
            self._send_bytes(200, _BODIES[fault])

    def _talk(self, body: dict[str, Any], fault: str) -> None:
        answer = self.service.answers.pop(0)
        answer = answer(body) if callable(answer) else answer
        if body.get("stream"):
            self._stream(_chunks(body, answer), fault)
        else:
            content = json.dumps(_completion(body, answer)).encode()
            self._send_bytes(200, content, dripping=fault == "drip", cut=fault == "cut")

    def _stream(self, chunks: list[dict[str, Any]], fault: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for chunk in chunks[: len(chunks) // 2 if fault == "cut" else None]:
            if fault == "drip" and self.service.is_closing.wait(_DRIP * 5):
                return
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()
        if fault != "cut":
            self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), headers)

    def _send_bytes(
        self,
        status: int,
        content: bytes,
        headers: dict[str, str] | None = None,
        *,
        dripping: bool = False,
        cut: bool = False,
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if cut:
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif dripping:
            for byte in content:
                if self.service.is_closing.wait(_DRIP):
                    return
                self.wfile.write(bytes([byte]))
        else:
            self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: Any) -> None:
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


USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def _completion(body: dict[str, Any], answer: Any) -> dict[str, Any]:
    return {
        **_frame(body, "chat.completion"),
        "choices": [{"index": 0, "message": {"role": "assistant", **_said(answer)}, "finish_reason": "stop"}],
        "usage": USAGE,
    }


def _chunks(body: dict[str, Any], answer: Any) -> list[dict[str, Any]]:
    """Return the answer as a stream gives it, a few letters at a time."""
    said = _said(answer)
    content = said.pop("content")
    parts = [content[at : at + 3] for at in range(0, len(content), 3)] if content else []
    for number, call in enumerate(said.get("tool_calls", [])):
        call["index"] = number
    deltas = [{"role": "assistant", "content": "", **said}, *({"content": part} for part in parts)]
    frame = _frame(body, "chat.completion.chunk")
    chunks = [{**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    end = {**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return [*chunks, end, {**frame, "choices": [], "usage": USAGE}]


def _said(answer: Any) -> dict[str, Any]:
    if isinstance(answer, tuple):
        _, name, arguments = answer
        call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        return {"content": None, "tool_calls": [call]}
    return {"content": answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)}


def _frame(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chat-1", "object": kind, "created": 1, "model": body["model"]}
