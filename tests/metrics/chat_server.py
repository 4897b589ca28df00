"""A real HTTP server on this machine that speaks chat/completions as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer(ThreadingHTTPServer):
    """Answers request i (from 0) by `behave(handler, request, i)`; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, behave: Callable[[Handler, dict[str, Any], int], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave = behave
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.most_at_once = 0
        self.open: set[int] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: ChatServer

    def do_POST(self) -> None:
        """Read the request, note it, and behave."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            index = len(server.asked)
            server.asked.append(body)
            server.headers.append(dict(self.headers))
            server.paths.append(self.path)
            server.open.add(index)
            server.most_at_once = max(server.most_at_once, len(server.open))
        self.index = index
        try:
            server.behave(self, body, index)
        finally:
            self._close()

    def _close(self) -> None:
        with self.server.lock:
            self.server.open.discard(self.index)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._close()  # a client may ask again before this thread runs on
        self.wfile.write(body)

    def say(self, content: str, finish: str = "stop") -> None:
        """A chat completion with this content."""
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
        self.send(json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode())

    def drip(self, pause_s: float, times: int) -> None:
        """An answer a byte at a time."""
        self.send_response(200)
        self.send_header("Content-Length", str(times))
        self.end_headers()
        for _ in range(times):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(pause_s)

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@contextmanager
def chat_server(behave: Callable[[Handler, dict[str, Any], int], None]) -> Iterator[ChatServer]:
    """The server, running; it is closed at the end."""
    with ChatServer(behave) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
