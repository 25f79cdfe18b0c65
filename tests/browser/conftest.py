"""The whole demo in processes of its own, and a Chromium that looks at it as a person would."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.conftest import missing

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`flask demo` on a free port; its address. It must end by itself, cleanly, when told to."""
    port, folder = free_port(), tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/demo.db"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://localhost:{port}"
    for _ in range(300):
        if answers(f"{address}/readyz"):
            break
        time.sleep(0.1)
    yield address
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert code == 0, (folder / "log").read_text()


def answers(address: str) -> bool:
    """Whether somebody answers there with 200."""
    try:
        return bool(urllib3.request("GET", address, timeout=2, retries=False).status == 200)
    except urllib3.exceptions.HTTPError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        missing("Chromium (Debian's package chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def complains(message: Any) -> bool:
    """Whether a line of the console is an error; a form sent back with its errors (400) is none."""
    return message.type == "error" and "status of 400" not in message.text


@pytest.fixture
def look(browser: object) -> Iterator[Callable[..., object]]:
    """Opens pages of a size; fails afterwards if any page complained of errors or of its own policy."""
    complaints: list[str] = []
    contexts = []

    def open_page(size: dict[str, int] = DESKTOP, **more: object) -> object:
        context = browser.new_context(viewport=size, locale="th-TH", **more)  # type: ignore[attr-defined]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: complaints.append(f"{one.text} {one.location}") if complains(one) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(30_000)  # beside other tests on two cores
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def picture() -> Callable[[object, str], None]:
    """Keeps a picture of a page for the README, when asked for (SIANGSAI_PICTURES=1)."""

    def keep(page: object, name: str) -> None:
        if os.environ.get("SIANGSAI_PICTURES") == "1":
            PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png")  # type: ignore[attr-defined]

    return keep


def leave(page: Any, button: Any) -> None:
    """Press what leads to another page (a selector or a locator), and wait until all of that page is there.

    A click alone waits until the other page begins: what looks at it then may still see the one that ends.
    """
    with page.expect_navigation():
        (page.locator(button) if isinstance(button, str) else button).click()


AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: object) -> list[str]:
    """What axe finds wrong with a page (WCAG A and AA, best practice)."""
    page.wait_for_load_state("load")  # type: ignore[attr-defined]
    page.evaluate(AXE)  # type: ignore[attr-defined]
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes[0].html)")  # type: ignore[attr-defined]
    return list(found)
