"""Whether the time of an answer tells a receipt that exists from one that does not (target: within 5 %)."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from flask.testing import FlaskClient

from app import create_app
from casework import intake, receipt
from casework.intake import Report, Reporter
from casework.office import open_office
from keys import ServerKeys
from models import Instance
from models.cases import Kind
from models.database import Database
from services import Services
from settings import SAMPLE_SECRET, read_settings

EACH = 200
CLOSEST = 0.05


def timing(kind: str, url: str) -> None:
    """200 known and 200 unknown receipts in random order, at the cost of a real office; the medians."""
    now = [datetime.now(UTC)]
    settings = read_settings({"DATABASE_URL": url, "SIANGSAI_SECRET": SAMPLE_SECRET, "SIANGSAI_DEV": "1"})
    db, keys = Database(url), ServerKeys(settings.secrets)
    code = _a_case(db, keys, now[0])
    client = create_app(Services(settings, db, keys, lambda: now[0])).test_client()
    _look(client, code)
    turns = [True] * EACH + [False] * EACH
    secrets.SystemRandom().shuffle(turns)
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for known in turns:
        now[0] += timedelta(seconds=3)  # inside the pace of 30 a minute
        seconds[known].append(_look(client, code if known else receipt.new_receipt()))
    db.close()
    one, other = median(seconds[True]), median(seconds[False])
    print(f"{kind}: a known receipt {one * 1000:.1f} ms, an unknown one {other * 1000:.1f} ms, ratio {one / other:.3f}")
    assert abs(one / other - 1) < CLOSEST, "time tells which receipts exist"


def _a_case(db: Database, keys: ServerKeys, now: datetime) -> str:
    with db.write() as session:
        session.get_one(Instance, 1).sample = False  # receipts at their full price
        session.flush()
        office = open_office(session, keys, "http://localhost")
        return intake.file(session, office, Report(Kind.GENERAL, "road", ()), Reporter(), now).receipt


def _look(client: FlaskClient, code: str) -> float:
    """Seconds of one look-up."""
    page = client.get("/follow").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    began = time.perf_counter()
    answer = client.post("/follow", data={"csrf_token": found[1], "receipt": code})
    took = time.perf_counter() - began
    assert answer.status_code in (200, 404)
    return took
