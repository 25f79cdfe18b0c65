"""A worker learns the manual by itself, and every edit of it, asked or not."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest

from casework.office import Office
from jobs.worker import Worker
from keys import ServerKeys
from knowledge import gate, manual_store
from knowledge.entries import Entry
from knowledge.manual_store import Town
from models.database import Database
from models.days import bangkok_day
from tests.fixtures import settings_for
from tests.knowledge.entries import like

PATIENCE = 60
BOAT = like(id="boat", name="การขอยืมเรือท้องแบน", aliases=("ยืมเรือ", "เรือท้องแบน"), hints=())


def publish(db: Database, office: Office, now: datetime, entry: Entry) -> None:
    with db.write() as session:
        town = Town(gate.agency_type(office.municipality), bangkok_day(now))
        manual_store.take_in(session, [entry], "system", town)


def found(worker: Worker, text: str) -> str:
    """The entry a question is understood as; empty before anything is learned."""
    return worker.understanding.understand(text).entry if worker.understanding else ""


def wait_for(worker: Worker, text: str, entry: str) -> None:
    until = time.monotonic() + PATIENCE
    while found(worker, text) != entry:
        assert time.monotonic() < until, "never learned"
        time.sleep(0.2)


@pytest.mark.slow
def test_an_edit_is_learned_without_a_question_and_while_questions_are_answered(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    publish(db, office, now, like(id="bin", name="การขอรับถังขยะ", aliases=("ขอถังขยะ",), hints=()))
    worker, stop = Worker(db, keys, settings_for(""), lambda: now), threading.Event()
    running = threading.Thread(target=worker.run, args=(stop,))
    running.start()
    try:
        wait_for(worker, "ขอถังขยะ", "bin")
        publish(db, office, now, BOAT)
        before = worker.understanding
        wait_for(worker, "ขอยืมเรือท้องแบน", "boat")
        assert (worker.understanding, found(worker, "ขอถังขยะ")) == (before, "bin")
    finally:
        stop.set()
        running.join()
