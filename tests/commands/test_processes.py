"""``flask serve`` over a real socket: forwarded headers, large forms in memory, and threads left for LINE."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from casework import receipt, staff_keys
from casework.turns import Turns
from commands.processes import new_server
from services import Services
from tests.fixtures import CHANNEL_SECRET
from tests.site import PASSWORD, Site

Wsgi = Callable[..., Any]
LOOK_UPS = 20


@contextmanager
def served(site: Site, wsgi: Wsgi | None = None, **settings: object) -> Iterator[int]:
    """The port of a server over these pages."""
    changed = site.services.settings.model_copy(update={"port": 0, **settings})
    services = Services(changed, site.db, site.services.keys, site.clock.now)
    server = new_server(changed, wsgi or create_app(services), "127.0.0.1")

    def run() -> None:
        with suppress(OSError):  # closing its socket is how the loop is told to end
            server.run()

    running = threading.Thread(target=run)
    running.start()
    yield int(server.effective_port)
    server.task_dispatcher.shutdown()
    server.close()
    running.join(timeout=10)
    for channel in list(server.active_channels.values()):
        channel.handle_close()  # a client may have hung up after the loop's last look


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
    """Status, body and cookie of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode()
    cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
    connection.close()
    return answer.status, text, cookie


def echo(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    body = environ["wsgi.input"]
    while body.read(1024 * 1024):
        pass
    return [environ.get("HTTP_X_FORWARDED_PROTO", "none").encode()]


@pytest.mark.parametrize(("proxies", "seen"), [(0, "none"), (1, "https")])
def test_forwarded_headers_reach_the_pages_behind_a_trusted_proxy_alone(site: Site, proxies: int, seen: str) -> None:
    with served(site, echo, trusted_proxies=proxies) as port:
        assert ask(port, "GET", "/", X_Forwarded_Proto="https")[1] == seen


def test_a_large_form_is_never_spooled_to_a_file(site: Site, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path / "not there")
    request.addfinalizer(lambda: setattr(tempfile, "tempdir", before))
    with served(site, echo) as port:
        assert ask(port, "POST", "/", bytes(30 * 1024 * 1024))[0] == 200


def flood(port: int, path: str, typed: str) -> list[int]:
    """LOOK_UPS posts of a form at once; their statuses."""
    _, page, cookie = ask(port, "GET", path)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    body = f"csrf_token={found[1]}&{typed}".encode()
    form = {"Cookie": cookie, "Content_Type": "application/x-www-form-urlencoded"}

    with ThreadPoolExecutor(LOOK_UPS) as pool:
        return list(pool.map(lambda _: ask(port, "POST", path, body, **form)[0], range(LOOK_UPS)))


@pytest.mark.parametrize(
    ("turns", "path", "typed"),
    [
        (receipt.LOOK_UPS, "/follow", f"receipt={receipt.new_receipt()}"),
        (staff_keys.PASSWORDS, "/admin/sign-in", f"username=nobody&password={'x' * 12}&code=1"),
    ],
    ids=["receipts", "passwords"],
)
def test_a_flood_of_slow_look_ups_is_refused_and_line_is_still_answered(
    site: Site, turns: Turns, path: str, typed: str
) -> None:
    with served(site) as port, ExitStack() as held, ThreadPoolExecutor(1) as flooding:
        held.enter_context(turns.one())
        held.enter_context(turns.one())
        statuses = flooding.submit(flood, port, path, typed)
        assert ask(port, "POST", "/callback", b"{}")[0] == 401
        signed = {"X_Line_Signature": _sign(b'{"events":[]}')}
        assert ask(port, "POST", "/callback", b'{"events":[]}', **signed)[0] == 200
        assert statuses.result(timeout=30) == [429] * LOOK_UPS


def test_known_and_unknown_accounts_are_refused_alike_while_many_try(site: Site) -> None:
    site.hire("somsri", (), ())
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(staff_keys.PASSWORDS.one())
        answers = [site.sign_in(site.browser(), name, password=PASSWORD, code="1") for name in ("somsri", "nobody")]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0].text == answers[1].text


def _sign(body: bytes) -> str:
    return base64.b64encode(hmac.digest(CHANNEL_SECRET.encode(), body, hashlib.sha256)).decode()
