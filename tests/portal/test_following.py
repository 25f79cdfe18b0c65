"""Following on the page: what may be asked, and that a receipt cannot be guessed, timed, flooded or leaked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from casework import receipt, retention
from casework.triage import Move, move
from models import Case, CaseItem, LedgerEntry, Pace, RatingCount
from models.cases import Status
from tests.portal.report_form import sealed
from tests.site import Site, post, token

PORTAL_FORMS = (
    "/report",
    "/report/check",
    "/report/change",
    "/report/send",
    "/follow",
    "/follow/answer",
    "/follow/wish",
)


def opened(client: FlaskClient, code: str) -> TestResponse:
    """The mailbox of a receipt."""
    return post(client, "/follow", "/follow", {"receipt": code})


def wish(client: FlaskClient, page: TestResponse, name: str, **more: str) -> TestResponse:
    """Ask for something on an opened mailbox."""
    data = {"csrf_token": token(page.text), "ticket": sealed(page.text), "wish": name, **more}
    return client.post("/follow/wish", data=data)


def step(site: Site, case: Case, to: Status, told: str = "") -> None:
    """A step of the staff."""
    with site.db.write() as session:
        now = session.get_one(Case, case.id)
        outcome = "solved" if to is Status.FINISHED else ""
        move(session, site.office, now, Move(to, "staff:anna", now.version, "ภายใน", outcome, told), site.clock.now())


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(site.db.engine, "before_cursor_execute", note)
    yield said
    event.remove(site.db.engine, "before_cursor_execute", note)


def test_a_finished_case_says_how_it_ended_until_when_to_object_and_what_staff_told(site: Site) -> None:
    case, filed = site.file()
    step(site, case, Status.ACCEPTED)
    assert "กำลังดำเนินการ" in opened(site.browser(), filed.receipt).text
    step(site, case, Status.FINISHED, "ซ่อมถนนเสร็จแล้วเมื่อวานนี้")
    page = opened(site.browser(), filed.receipt).text
    for words in ("เสร็จสิ้น", "ดำเนินการแล้วเสร็จ", "24 ธ.ค. 2569", "ซ่อมถนนเสร็จแล้วเมื่อวานนี้"):
        assert words in page
    assert "ภายใน</div>" not in page
    assert "เหตุผลภายใน" not in page


def test_a_result_is_objected_to_on_the_page(site: Site) -> None:
    case, filed = site.file()
    step(site, case, Status.ACCEPTED)
    step(site, case, Status.FINISHED)
    client = site.browser()
    page = opened(client, filed.receipt)
    empty = wish(client, page, "object", reason="")
    assert empty.status_code == 400
    done = wish(client, page, "object", reason="ยังไม่ได้ซ่อม")
    assert done.status_code == 200
    assert "กำลังดำเนินการ" in done.text
    assert wish(client, page, "object", reason="อีกครั้ง").status_code == 409


@pytest.mark.parametrize(("name", "words"), [("withdraw", "ถอนเรื่องแล้ว"), ("erase", "ส่งคำขอลบข้อมูลถึงเจ้าหน้าที่แล้ว")])
def test_what_matters_has_to_be_confirmed(site: Site, name: str, words: str) -> None:
    _, filed = site.file()
    client = site.browser()
    page = opened(client, filed.receipt)
    hasty = wish(client, page, name, reason="เปลี่ยนใจ <b>")
    assert hasty.status_code == 400
    assert "เปลี่ยนใจ &lt;b&gt;" in hasty.text
    with site.db.read() as session:
        assert session.scalars(select(Case.status)).one() == Status.RECEIVED
        assert len(session.scalars(select(CaseItem)).all()) == 1
    sure = wish(client, page, name, reason="", sure="yes")
    assert sure.status_code == 200
    assert words in sure.text


def test_a_finished_case_is_rated_once_on_the_page(site: Site) -> None:
    case, filed = site.file()
    client = site.browser()
    assert 'value="rate"' not in opened(client, filed.receipt).text
    step(site, case, Status.REFERRED)
    page = opened(client, filed.receipt)
    assert wish(client, page, "rate", score="9").status_code == 400
    assert wish(client, page, "rate", score="4").status_code == 200
    assert wish(client, page, "rate", score="4").status_code == 409
    assert 'value="rate"' not in opened(client, filed.receipt).text
    with site.db.read() as session:
        assert sum(session.scalars(select(RatingCount.count))) == 1


@pytest.mark.parametrize("name", ["", "start_notices", "nonsense"])
def test_a_wish_that_is_not_on_the_page_is_refused(site: Site, name: str) -> None:
    _, filed = site.file()
    client = site.browser()
    assert wish(client, opened(client, filed.receipt), name).status_code == 400


def test_a_receipt_may_be_typed_in_thai_digits_with_spaces_and_dashes(site: Site) -> None:
    _, filed = site.file()
    typed = receipt.show(filed.receipt).replace(" ", " - ").translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert opened(site.browser(), typed).status_code == 200


@pytest.mark.parametrize("zero", ["０", "٠", "۰", "०", "𝟎", "O"])
def test_digits_of_other_scripts_are_refused_without_slow_work(site: Site, zero: str) -> None:
    _, filed = site.file()
    code = filed.receipt
    look_alike = "".join(chr(ord(zero) + int(digit)) for digit in code)
    assert opened(site.browser(), look_alike).status_code == 400
    with site.db.read() as session:
        assert session.scalars(select(Pace)).all() == []


def test_wrong_check_digits_cost_no_slow_work(site: Site) -> None:
    _, filed = site.file()
    wrong = f"{(int(filed.receipt) + 1) % 10**18:018d}"
    assert opened(site.browser(), wrong).status_code == 400
    with site.db.read() as session:
        assert session.scalars(select(Pace)).all() == []


def test_about_one_random_code_in_a_hundred_reaches_the_slow_work() -> None:
    codes = [f"{number * 7919 % 10**18:018d}" for number in range(10**5)]
    through = sum(int(code) % 97 == 1 for code in codes)
    assert 900 < through < 1200


def test_an_unknown_receipt_asks_the_database_the_same_things(site: Site) -> None:
    _, filed = site.file()
    client = site.browser()
    opened(client, filed.receipt)
    with statements(site) as known:
        opened(client, filed.receipt)
    with statements(site) as unknown:
        opened(client, receipt.new_receipt())
    assert known == unknown


def test_the_receipt_of_an_erased_case_is_an_unknown_one(site: Site) -> None:
    case, filed = site.file()
    unknown = opened(site.browser(), receipt.new_receipt())
    with site.db.write() as session:
        retention.shred(session, site.office.keys, session.get_one(Case, case.id), site.clock.now())
    erased = opened(site.browser(), filed.receipt)
    assert erased.status_code == unknown.status_code == 404
    without = [page.text.replace(token(page.text), "") for page in (erased, unknown)]
    assert without[0] == without[1]


def test_the_thirty_first_look_up_of_a_minute_waits_whoever_asks(site: Site) -> None:
    _, filed = site.file()
    for _ in range(30):
        assert opened(site.browser(), receipt.new_receipt()).status_code == 404
    for code in (filed.receipt, receipt.new_receipt()):
        answer = opened(site.browser(), code)
        assert answer.status_code == 429
        assert "รอ 1 นาที" in answer.text
    assert opened(site.browser(), "1").status_code == 400
    site.clock.advance(60)
    assert opened(site.browser(), filed.receipt).status_code == 200


@pytest.mark.parametrize("path", PORTAL_FORMS)
@pytest.mark.parametrize("foreign", [True, False])
def test_a_form_without_or_with_a_foreign_token_is_refused(site: Site, path: str, foreign: bool) -> None:
    client, other = site.browser(), site.browser()
    client.get("/follow")
    data = {"csrf_token": token(other.get("/follow").text)} if foreign else {}
    answer = client.post(path, data=data)
    assert answer.status_code == 400
    assert "แบบฟอร์มหมดเวลา" in answer.text


def test_every_form_of_the_portal_is_walked_here_and_no_address_names_a_case(site: Site) -> None:
    rules = [rule for rule in site.browser().application.url_map.iter_rules() if rule.endpoint.startswith("portal.")]
    assert {rule.rule for rule in rules if "POST" in (rule.methods or ())} == set(PORTAL_FORMS)
    assert [rule.rule for rule in rules if rule.endpoint.startswith("portal.follow") and rule.arguments] == []


def test_a_reference_opens_nothing(site: Site) -> None:
    case, _ = site.file()
    assert opened(site.browser(), case.reference).status_code == 400
    assert site.browser().get(f"/follow/{case.reference}").status_code == 404


@pytest.mark.parametrize("path", ["/follow/answer", "/follow/wish", "/report/check"])
def test_a_megabyte_is_refused_everywhere(site: Site, path: str) -> None:
    client = site.browser()
    data = {"csrf_token": token(client.get("/follow").text), "text": "ก" * 400_000}
    assert client.post(path, data=data).status_code == 413


def test_no_receipt_reaches_an_address_a_log_or_the_browsers_store(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, filed = site.file()
    page = opened(site.browser(), filed.receipt)
    assert filed.receipt not in page.text + caplog.text
    assert receipt.show(filed.receipt) not in page.text
    assert "Location" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_every_look_is_an_entry_and_an_unknown_one_names_no_case(site: Site) -> None:
    _, filed = site.file()
    opened(site.browser(), filed.receipt)
    opened(site.browser(), receipt.new_receipt())
    with site.db.read() as session:
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "case.followed")).all()
    assert [(entry.topic, entry.case_tag) for entry in entries] == [("web", ""), ("unknown", "")]
