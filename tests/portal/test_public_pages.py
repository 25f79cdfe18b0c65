"""The pages outside LINE: following a case by its receipt, and whether the service lives."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from casework import receipt
from casework.seal import Piece, add_item
from ledger.seal import seal_all
from models import Case, InboxEvent, Instance
from models.cases import ItemKind
from tests.site import Site, post, token


@pytest.fixture
def code(site: Site) -> str:
    """The receipt of a case with a letter."""
    _, filed = site.file()
    with site.db.write() as session:
        letter = Piece(ItemKind.MESSAGE_TO_REPORTER, "ขอทราบสถานที่ <i>", for_reporter=True)
        add_item(session, site.office, session.get_one(Case, filed.case_id), letter, site.clock.now())
    return filed.receipt


def ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_a_receipt_opens_status_and_letters_but_not_the_report(site: Site, code: str) -> None:
    page = post(site.browser(), "/follow", "/follow", {"receipt": receipt.show(code)})
    assert page.status_code == 200
    assert "รับเรื่องแล้ว" in page.text
    assert "ขอทราบสถานที่ &lt;i&gt;" in page.text
    assert "ถนนเป็นหลุม" not in page.text
    assert code not in page.text


@pytest.mark.parametrize("typed", ["", "1", "ก" * 5000, "0" * 18, "' OR 1=1", "12345678901234567x"])
def test_a_mistyped_receipt_is_told_kindly(site: Site, typed: str) -> None:
    page = post(site.browser(), "/follow", "/follow", {"receipt": typed})
    assert page.status_code == 400
    assert "ตรวจตัวเลข 18 หลัก" in page.text


def test_an_unknown_receipt_finds_nothing(site: Site, code: str) -> None:
    page = post(site.browser(), "/follow", "/follow", {"receipt": receipt.new_receipt()})
    assert page.status_code == 404
    assert "ไม่พบเรื่องของรหัสนี้" in page.text


def test_a_receipt_in_an_address_is_never_taken(site: Site, code: str) -> None:
    page = site.browser().get(f"/follow?receipt={code}")
    assert "ขอทราบสถานที่" not in page.text


def test_an_answer_from_the_web_reaches_the_case(site: Site, code: str) -> None:
    client = site.browser()
    opened = post(client, "/follow", "/follow", {"receipt": code})
    data = {"csrf_token": token(opened.text), "ticket": ticket(opened.text), "text": "หน้าตลาด"}
    answered = client.post("/follow/answer", data=data)
    assert answered.status_code == 200
    assert "หน้าตลาด" in answered.text


@pytest.mark.parametrize(("text", "words"), [("", "โปรดพิมพ์"), ("ก" * 5001, "ยาวเกินไป"), ("RECEIPT", "เอารหัสออก")])
def test_a_wrong_answer_is_refused_and_kept_in_the_form(site: Site, code: str, text: str, words: str) -> None:
    client = site.browser()
    opened = post(client, "/follow", "/follow", {"receipt": code})
    said = f"รหัส {receipt.show(code)}" if text == "RECEIPT" else text
    data = {"csrf_token": token(opened.text), "ticket": ticket(opened.text), "text": said}
    answered = client.post("/follow/answer", data=data)
    assert answered.status_code == 400
    assert words in answered.text


@pytest.mark.parametrize(("seconds", "status"), [(899, 200), (900, 400)])
def test_an_opened_mailbox_closes_after_fifteen_minutes(site: Site, code: str, seconds: int, status: int) -> None:
    client = site.browser()
    opened = post(client, "/follow", "/follow", {"receipt": code})
    site.clock.advance(seconds)
    data = {"csrf_token": token(opened.text), "ticket": ticket(opened.text), "text": "หน้าตลาด"}
    assert client.post("/follow/answer", data=data).status_code == status


@pytest.mark.parametrize("forged", ["", "00", "zz", "ff" * 600])
def test_a_forged_ticket_opens_nothing(site: Site, code: str, forged: str) -> None:
    client = site.browser()
    opened = post(client, "/follow", "/follow", {"receipt": code})
    data = {"csrf_token": token(opened.text), "ticket": forged, "text": "หน้าตลาด"}
    assert client.post("/follow/answer", data=data).status_code == 400


def test_a_form_over_a_megabyte_is_refused(site: Site, code: str) -> None:
    client = site.browser()
    data = {"csrf_token": token(client.get("/follow").text), "receipt": "1" * (1024 * 1024 + 1)}
    assert client.post("/follow", data=data).status_code == 413


def test_no_page_asks_another_site_for_anything(site: Site) -> None:
    for path in ("/", "/privacy", "/follow"):
        page = site.browser().get(path).text
        assert len(page.encode()) < 100_000
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', page)


def test_an_unforeseen_failure_shows_and_logs_no_words(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise RuntimeError("คำลับในข้อผิดพลาด")

    client = site.browser()
    client.application.view_functions["portal.home"] = fail
    page = client.get("/")
    assert page.status_code == 500
    assert "คำลับ" not in page.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_readiness_names_an_event_that_waits_too_long(site: Site) -> None:
    assert site.browser().get("/readyz").json == {"ready": True, "wrong": []}
    came = site.clock.now()
    with site.db.write() as session:
        session.add(InboxEvent(event_key=b"x", received_on=came.date(), received_at=came, next_at=came))
    site.clock.advance(61)
    answer = site.browser().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "wrong": ["waiting"]})
    with site.db.read() as session:
        assert session.scalars(select(InboxEvent)).one().attempts == 0


def test_an_unsafe_account_is_named_and_the_pages_stay_in_service(site: Site) -> None:
    with site.db.write() as session:
        session.get_one(Instance, 1).chat_unsafe_since = site.clock.now().date()
    answer = site.browser().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "wrong": ["chat_mode"]})


def test_the_process_lives_without_its_database(site: Site) -> None:
    site.db.close()
    assert site.browser().get("/healthz").text == "ok\n"


def test_readyz_names_the_ledger_when_an_entry_waits_over_a_minute(site: Site) -> None:
    site.file()
    client = site.browser()
    assert client.get("/readyz").status_code == 200
    site.clock.advance(60)
    assert client.get("/readyz").status_code == 200
    site.clock.advance(1)
    assert client.get("/readyz").json == {"ready": False, "wrong": ["ledger"]}
    seal_all(site.db)
    assert client.get("/readyz").status_code == 200
