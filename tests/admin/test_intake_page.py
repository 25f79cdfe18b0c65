"""A report written down for somebody: channel, day, one register, a receipt to hand over, and the duty's key."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import mailbox
from models import Case, LedgerEntry
from models.cases import Channel, Kind
from models.staff import Role
from reports.statistics import complaint_figures
from tests.site import Site, token

ROAD = {"category": "road", "what": "ถนนเป็นหลุม", "where": "", "channel": "walk_in", "received_on": "2026-11-20"}
BRIBE = {"category": "bribe", "accused": "unknown", "who": "", "what": "มีการเรียกเงิน", "when": "", "evidence": ""}


@pytest.fixture
def counter(site: Site) -> FlaskClient:
    """Somebody at the counter whose duty is general complaints."""
    site.hire("anna", (Role.HANDLER,), ("general",))
    return site.signed_in("anna")


def enter(client: FlaskClient, kind: str = "general", **typed: str) -> TestResponse:
    """Fill in the form of a kind."""
    page = client.get(f"/admin/intake?kind={kind}").text
    slip = re.search(r'name="slip" value="([0-9a-f]+)"', page)
    assert slip
    return client.post(
        "/admin/intake", data={"csrf_token": token(page), "slip": slip[1], "kind": kind, **ROAD, **typed}
    )


def cases(site: Site) -> list[Case]:
    with site.db.read() as session:
        return list(session.scalars(select(Case)))


def test_a_report_at_the_counter_gets_a_receipt_and_a_place_in_the_register(site: Site, counter: FlaskClient) -> None:
    answer = enter(counter)
    assert answer.status_code == 200
    code = re.search(r"\d{3}( \d{3}){5}", answer.text)
    assert code
    (case,) = cases(site)
    assert (case.channel, case.kind, case.received_on.isoformat()) == (Channel.WALK_IN, Kind.GENERAL, "2026-11-20")
    assert case.answer_due_on.isoformat() == "2026-11-27"
    assert "27 พ.ย. 2569" in answer.text
    assert case.reference not in answer.text
    assert "ถนนเป็นหลุม" not in answer.text
    with site.db.read() as session:
        box = mailbox.by_receipt(session, site.office, code[0].replace(" ", ""))
    assert box is not None
    assert "ถนนเป็นหลุม" in counter.get(f"/admin/cases/{case.reference}").text


def test_the_entry_names_who_wrote_it_down(site: Site, counter: FlaskClient) -> None:
    enter(counter)
    with site.db.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "case.filed")).one()
    assert entry.actor.startswith("staff:")
    assert entry.day.isoformat() == "2026-11-24"


def test_whoever_is_not_on_the_duty_cannot_open_what_they_wrote_down(site: Site, counter: FlaskClient) -> None:
    assert enter(counter, "corruption", **BRIBE).status_code == 200
    (case,) = cases(site)
    assert counter.get(f"/admin/cases/{case.reference}").status_code == 404
    assert case.reference not in counter.get("/admin/cases?state=all").text


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-11-24", 200), ("2026-11-25", 400), ("2025-10-01", 200), ("2025-09-30", 400), ("", 400), ("x", 400)],
)
def test_the_day_is_neither_in_the_future_nor_before_last_fiscal_year(
    site: Site, counter: FlaskClient, day: str, status: int
) -> None:
    answer = enter(counter, received_on=day, where="หน้าตลาด")
    assert answer.status_code == status
    if status == 400:
        assert 'id="received_on-error"' in answer.text
        assert "หน้าตลาด" in answer.text
        assert cases(site) == []


@pytest.mark.parametrize(("channel", "status"), [("letter", 200), ("online", 400), ("", 400), ("fax", 400)])
def test_a_channel_of_paper_is_chosen(site: Site, counter: FlaskClient, channel: str, status: int) -> None:
    assert enter(counter, channel=channel).status_code == status


def test_missing_answers_are_named_beside_their_questions(counter: FlaskClient) -> None:
    answer = enter(counter, category="", what="")
    assert answer.status_code == 400
    for key in ("category", "what"):
        assert f'id="{key}-error"' in answer.text


def test_the_same_form_sent_twice_is_one_case(site: Site, counter: FlaskClient) -> None:
    page = counter.get("/admin/intake?kind=general").text
    slip = re.search(r'name="slip" value="([0-9a-f]+)"', page)
    assert slip
    data = {"csrf_token": token(page), "slip": slip[1], "kind": "general", **ROAD}
    answers = [counter.post("/admin/intake", data=data).text for _ in range(2)]
    codes = [re.findall(r"\d{3} \d{3} \d{3} \d{3} \d{3} \d{3}", answer) for answer in answers]
    assert len(cases(site)) == 1
    assert len(codes[0]) == 1
    assert codes[0] == codes[1]
    site.clock.advance(600)
    assert counter.post("/admin/intake", data=data).status_code == 409


@pytest.mark.parametrize("kind", ["nonsense", "x"])
def test_an_unknown_kind_or_a_forged_slip_is_a_clear_error(counter: FlaskClient, kind: str) -> None:
    assert counter.get(f"/admin/intake?kind={kind}").status_code == 400
    page = counter.get("/admin/intake?kind=general").text
    data = {"csrf_token": token(page), "slip": "ff", "kind": "general", **ROAD}
    assert counter.post("/admin/intake", data=data).status_code == 400


def test_cases_are_counted_by_channel(site: Site, counter: FlaskClient) -> None:
    for channel in ("walk_in", "box", "box"):
        enter(counter, channel=channel)
    site.file()
    with site.db.read() as session:
        tables = complaint_figures(session, 2570).tables
    rows = {row[0]: row[1:] for table in tables if table.key == "channels" for row in table.rows}
    assert rows["ด้วยตนเอง"] == (1, 0, 1)
    assert rows["ตู้รับเรื่องร้องเรียน"] == (2, 0, 2)
    assert rows["ออนไลน์"] == (1, 0, 1)
    assert rows["รวม"] == (4, 0, 4)
