"""Web and worker are killed fifty times while thirty people report: nothing is lost, nobody is answered twice."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import unseal
from casework.office import Office, open_office
from casework.seal import new_pair
from casework.staff_seal import sign
from jobs.worker import SENDERS
from keys import ServerKeys
from ledger import export
from ledger.seal import seal_all
from ledger.verify import verify
from models import Case, CaseItem, CaseKey, InboxEvent, Staff
from models.database import Database
from models.queues import InboxState
from models.staff import Duty
from settings import SAMPLE_SECRET, Settings
from simulator import Person, Simulator
from tests.fixtures import settings_for

ROOT = Path(__file__).parents[2]
PEOPLE, KILLS = 30, 50
STEPS = ("ร้องเรียนทั่วไป", "2", "STORY", "ต่ออีกนิด", "เสร็จแล้ว", "ซอยวัด", "ย้อนกลับ", "ข้าม", "1", "ส่งเรื่อง")
ROUND_SECONDS = 75
IN_THE_START = 0.3
"""The share of kills that do not wait until their victim works: if all came so early, nobody would ever work."""


class Process:
    """A process that is started again however it ends, until the test is over.

    ``signs``: something that counts up when it works.
    """

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, signs: Callable[[], int]) -> None:
        self._command, self._environment, self._log, self._signs = command, environment, log, signs
        self._running: subprocess.Popen[bytes] | None = None
        self.start()

    def works(self) -> bool:
        """It has shown a sign since its last start."""
        return self._signs() > self._before

    def start(self) -> None:
        self._before = self._signs()
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End the whole group at once, with nothing said before."""
        assert self._running is not None
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> int:
    """1 when the web process answers anything at all."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        asking.request("GET", "/callback")
        return int(asking.getresponse().status > 0)
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        asking.close()


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "SIANGSAI_SECRET": SAMPLE_SECRET,
        "SIANGSAI_DEV": "1",
        "LINE_CHANNEL_SECRET": "a channel secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_URL": settings.line_api_url,
        "SIANGSAI_PARTS": "bot",
    }


@pytest.fixture
def line() -> Iterator[tuple[Simulator, int]]:
    """A LINE that delivers again while it hears no 200."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/callback"
    with Simulator(channel_secret="a channel secret", access_token="token", bot=callback) as simulator:
        simulator.webhooks.redeliveries = 400
        yield simulator, port


def handler_of(db: Database) -> bytes:
    private, public = new_pair()
    blank = {"password_salt": b"", "password_cost": "", "verifier": b"", "private_by_password": b"", "totp_sealed": b""}
    with db.write() as session:
        one = Staff(username="h", display_name="h", roles=[], duties=[Duty.GENERAL], public_key=public, **blank)
        session.add(sign(ServerKeys(settings_for("").secrets), one))
    return private


def say_round(line: Simulator, persons: list[Person], step: str, chance: random.Random) -> list[str]:
    """Everybody says one thing: in batches of any size, out of order, one in three twice; the reply tokens."""
    events = [person.event_text(f"เรื่องของ {person.state.name}" if step == "STORY" else step) for person in persons]
    tokens = [event["replyToken"] for event in events]
    events += [event for event in events if chance.random() < 0.34]
    chance.shuffle(events)
    while events:
        size = chance.randint(1, 5)
        batch, events = events[:size], events[size:]
        assert line.webhooks.deliver(batch) == 200
    return tokens


def wait_for_answers(line: Simulator, tokens: list[str]) -> None:
    end = time.monotonic() + ROUND_SECONDS
    while not all(line.platform.tokens[token].used for token in tokens):
        assert time.monotonic() < end, "somebody was not answered"
        time.sleep(0.05)


def stories(db: Database, office: Office, private: bytes) -> list[str]:
    found = []
    with db.read() as session:
        for case in session.scalars(select(Case)):
            slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
            key = unseal.content_key(private, slots, office, case)
            item = session.scalars(select(CaseItem).where(CaseItem.case_id == case.id)).one()
            assert key is not None
            report = unseal.read_report(office, case, item, key)
            found.append(next(answer.shown for answer in report.answers if answer.key == "what"))
    return found


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_answer_nobody_twice(
    db: Database, line: tuple[Simulator, int], tmp_path: Path
) -> None:
    simulator, port = line
    settings = settings_for(simulator.api_url, db.engine.url.render_as_string(hide_password=False))
    private, chance = handler_of(db), random.Random(20261124)
    environment = environment_of(settings)
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--worker-class", "gthread", "--threads", "8"]
    serving = [*gunicorn, "--bind", f"127.0.0.1:{port}", "app:create_app()"]
    web = Process(serving, environment, tmp_path / "web", lambda: answers(port))

    def looks() -> int:
        return sum(call.endpoint == "bot_info" for call in simulator.calls)  # a worker looks before it reads

    worker = Process([sys.executable, "-m", "flask", "worker"], environment, tmp_path / "worker", looks)
    killed, over = [0], threading.Event()

    def kill_at_random() -> None:
        while killed[0] < KILLS and not over.wait(chance.uniform(0, 1.5)):
            victim = chance.choice([web, worker])
            if chance.random() > IN_THE_START and not victim.works():
                continue
            victim.kill()
            victim.start()
            killed[0] += 1

    killer = threading.Thread(target=kill_at_random)
    killer.start()
    try:
        persons = [simulator.person(f"คนที่ {number}") for number in range(PEOPLE)]
        for step in STEPS:
            tokens = say_round(simulator, persons, step, chance)
            wait_for_answers(simulator, tokens)
        killer.join(timeout=120)
    finally:
        over.set()
        killer.join()
        web.kill()
        worker.kill()
    assert killed[0] == KILLS
    account(db, simulator, private)


def account(db: Database, simulator: Simulator, private: bytes) -> None:
    """What was sent, stored, worked off and answered, held against each other."""
    keys = ServerKeys(settings_for("").secrets)
    with db.read() as session:
        office = open_office(session, keys, "http://localhost:8000")
        states = session.scalars(select(InboxEvent.state)).all()
    assert states == [InboxState.DONE] * (PEOPLE * len(STEPS))
    assert simulator.platform.replies == PEOPLE * len(STEPS)
    expected = sorted(f"เรื่องของ คนที่ {number}\nต่ออีกนิด" for number in range(PEOPLE))
    assert sorted(stories(db, office, private)) == expected
    receipts = [m for p in simulator.persons.values() for m in p.chat if m.kind == "flex"]
    assert len(receipts) == PEOPLE
    # A worker killed between LINE's yes and writing it down asks once more with the same token: LINE refuses it.
    assert {(call.endpoint, call.status) for call in simulator.refusals} <= {("reply", 400)}
    assert len(simulator.refusals) <= KILLS * SENDERS
    assert [token for token in simulator.platform.tokens.values() if not token.used] == []
    assert simulator.misuses == []
    seal_all(db)
    assert verify(export.lines(db, keys, "test/ledger")).by_type["case.filed"] == PEOPLE
