"""Servers to measure: the product and bare ones, each a process of its own, and a load to put on them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from settings import SAMPLE_SECRET

ROOT = Path(__file__).parents[1]
CHANNEL_SECRET = "bench"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(database_url: str, line_url: str) -> dict[str, str]:
    """The environment of a process under measurement."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "SIANGSAI_SECRET": SAMPLE_SECRET,
        "SIANGSAI_DEV": "1",
        "LINE_CHANNEL_SECRET": CHANNEL_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_URL": line_url,
        "SIANGSAI_PARTS": "bot,portal",
    }


@contextmanager
def served(application: str, env: dict[str, str], threads: int = 8) -> Iterator[str]:
    """An application under gunicorn; the address of its webhook."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", str(threads)]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", application], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/callback"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def together(env: dict[str, str]) -> Iterator[str]:
    """Web and worker in one process; the address of its webhook."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env={**env, "PORT": str(port)}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/callback"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def working(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker beside it."""
    process = subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=env)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


def fresh_body(events: int = 1) -> tuple[bytes, dict[str, str]]:
    """A signed webhook with events never sent before."""
    now = int(time.time() * 1000)
    batch = [
        {
            "type": "message",
            "message": {"type": "text", "id": str(secrets.randbits(60)), "text": "เมนู", "quoteToken": "q"},
            "webhookEventId": secrets.token_hex(13).upper(),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": now,
            "source": {"type": "user", "userId": "U" + secrets.token_hex(16)},
            "replyToken": secrets.token_hex(16),
            "mode": "active",
        }
        for _ in range(events)
    ]
    body = json.dumps({"events": batch}).encode()  # no destination: whichever account the stand-in has
    digest = hmac.digest(CHANNEL_SECRET.encode(), body, hashlib.sha256)
    return body, {"X-Line-Signature": base64.b64encode(digest).decode()}


@dataclass
class Load:
    """What came of a load: seconds of each answer, and how many were not 200."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.seconds) / self.took

    def percentile(self, percent: int) -> float:
        """Milliseconds below which so many percent were answered."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1] * 1000


def closed_loop(address: str, connections: int, seconds: float, events: int = 1) -> Load:
    """Each connection sends the next request when the last is answered."""
    load, end = Load(), time.monotonic() + seconds
    pool = urllib3.PoolManager(maxsize=connections, retries=False, timeout=30)

    def run() -> None:
        while time.monotonic() < end:
            _send(pool, address, events, time.monotonic(), load)

    load.took = _together(run, connections)
    return load


def open_loop(address: str, a_second: int, seconds: float) -> Load:
    """Requests at fixed moments, whatever the answers do; time counts from the moment intended."""
    load, began = Load(), time.monotonic() + 0.2
    pool = urllib3.PoolManager(maxsize=64, retries=False, timeout=30)
    moments: Iterator[float] = iter(began + number / a_second for number in range(int(a_second * seconds)))
    taking = threading.Lock()

    def run() -> None:
        while True:
            with taking:
                moment = next(moments, None)
            if moment is None:
                return
            time.sleep(max(0.0, moment - time.monotonic()))
            _send(pool, address, 1, moment, load)

    load.took = _together(run, 32)
    return load


def _send(pool: urllib3.PoolManager, address: str, events: int, since: float, load: Load) -> None:
    body, headers = fresh_body(events)
    try:
        status = pool.request("POST", address, body=body, headers=headers).status
    except urllib3.exceptions.HTTPError:
        status = 0
    if status == 200:
        load.seconds.append(time.monotonic() - since)
    else:
        load.failed += 1


def _together(run: Callable[[], None], count: int) -> float:
    began = time.monotonic()
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began
