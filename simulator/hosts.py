"""The two hosts as HTTP servers on loopback: what is common to every call, and what can go wrong with one."""

from __future__ import annotations

import json
import re
import secrets
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulator.api import API, BODY_LIMIT, Endpoint, Request, Response, refuse
from simulator.data import DATA
from simulator.platform import Call, Platform

Table = tuple[tuple[str, str, str, Endpoint], ...]


class Host:
    """One of LINE's hosts on an ephemeral port."""

    def __init__(self, platform: Platform, name: str, table: Table) -> None:
        """``table``: the endpoints it has; a path of the other host is 404 here."""
        handler = type("Handler", (_Handler,), {"platform": platform, "host_name": name, "table": table})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=f"line {name}")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering; lines still open are closed."""
        self._server.shutdown()
        self._thread.join()
        self._server.close_lines()
        self._server.server_close()


def open_hosts(platform: Platform) -> tuple[Host, Host]:
    """The api host and the data host."""
    return Host(platform, "api", API), Host(platform, "data", DATA)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        self._lines: set[socket.socket] = set()
        self.closing = threading.Event()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def close_lines(self) -> None:
        """End what is still connected, so that no thread waits for a client's next request."""
        self.closing.set()
        for line in list(self._lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._lines.discard(line)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and body leave together: in two parts the kernel waits 40 ms for the other side between them."""

    platform: Platform
    host_name: str
    table: Table
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *_args: object) -> None:
        """Nothing is printed."""

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(min(length, BODY_LIMIT + 1))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path.partition("?")[0], headers, body)
        name, endpoint, match = self._find(request)
        fault = self.platform.faults.take(name)
        if fault.delay:
            self._pause(fault.delay)
        skipped = (fault.status or fault.drop) and not fault.accept
        response = refuse(fault.status or 500, fault.message) if skipped else self._carry_out(request, endpoint, match)
        if fault.accept and fault.status:
            response = refuse(fault.status, "Internal error")
        self._note(request, name, 0 if fault.drop else response.status)
        if fault.drop:
            self.close_connection = True
            return
        self._send(response)

    def _find(self, request: Request) -> tuple[str, Endpoint | None, Any]:
        for method, path, name, endpoint in self.table:
            match = re.fullmatch(path, request.path)
            if match and re.fullmatch(method, request.method):
                return name, endpoint, match
        return "unknown", None, None

    def _carry_out(self, request: Request, endpoint: Endpoint | None, match: Any) -> Response:
        platform = self.platform
        if request.headers.get("authorization") != f"Bearer {platform.access_token}":
            return refuse(401, "Authentication failed. Confirm that the access token in the header is valid.")
        if endpoint is None:
            return refuse(404, "Not found")
        if len(request.body) > BODY_LIMIT:
            return refuse(413, "Request entity too large")
        is_json = request.headers.get("content-type", "").startswith(("application/json", "image/"))
        if request.method == "POST" and request.body and not is_json:
            return refuse(415, "Unsupported media type")
        with platform.lock:
            if platform.too_fast(self._find(request)[0]):
                return refuse(429, "The API rate limit has been exceeded. Try again later.")
            return endpoint(platform, request, match)

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.closing.wait(min(0.05, seconds)):
            continue

    def _note(self, request: Request, name: str, status: int) -> None:
        body, at = request.json(), self.platform.clock.now()
        call = Call(self.host_name, request.method, request.path, name, body, status, at)
        with self.platform.lock:
            self.platform.calls.append(call)

    def _send(self, response: Response) -> None:
        raw = response.body if isinstance(response.body, bytes) else json.dumps(response.body).encode()
        self.send_response(response.status)
        headers = {"X-Line-Request-Id": secrets.token_hex(16), "Content-Type": response.media_type}
        for name, value in {**headers, **response.headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
