"""What a container's health check says."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.unafied.processes import free_port
from unafied import probe


class Answers(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        assert self.path == "/healthz"
        self.send_response(self.status)
        self.end_headers()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        monkeypatch.setenv("PORT", str(server.server_port))
        threading.Thread(target=server.handle_request, daemon=True).start()
        yield server


@pytest.mark.parametrize(("status", "verdict"), [(200, 0), (400, 0), (500, 1), (503, 1)])
def test_a_web_that_answers_is_alive(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int, verdict: int
) -> None:
    monkeypatch.setattr(Answers, "status", status)
    assert probe.main() == verdict


def test_a_web_that_is_not_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    assert probe.main() == 1


def test_a_silent_web_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("PORT", str(silent.getsockname()[1]))
        assert probe.main() == 1
