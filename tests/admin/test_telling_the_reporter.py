"""What staff write waits for the reporter, and a notice without words is queued for whoever asked for one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework import intake
from casework.intake import Report, Reporter
from casework.requests import Wish
from models import Case, Instance, LedgerEntry, OutboxMessage
from models.cases import Kind, Status
from models.queues import OutboxState
from models.staff import Role
from simulator import Person
from tests.fixtures import Bot, settings_for
from tests.portal.test_following import opened, wish
from tests.site import Site, build, post


@pytest.fixture
def handled(site: Site) -> Site:
    """Two handlers of general complaints."""
    for name in ("anna", "bert"):
        site.hire(name, (Role.HANDLER,), ("general",))
    return site


def file(site: Site, *, notify: bool) -> Case:
    with site.db.write() as session:
        report = Report(Kind.GENERAL, "road", ())
        filed = intake.file(session, site.office, report, Reporter("U" + "8" * 32, notify=notify), site.clock.now())
        return session.get_one(Case, filed.case_id)


def queued(site: Site) -> int:
    with site.db.read() as session:
        return len(session.scalars(select(OutboxMessage)).all())


@pytest.mark.parametrize(("notify", "notices"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("way", ["answer", "status"])
def test_words_to_the_reporter_queue_a_notice_for_whoever_asked(
    handled: Site, notify: bool, notices: int, way: str
) -> None:
    case = file(handled, notify=notify)
    typed = {
        "answer": {"text": "ขอทราบสถานที่"},
        "status": {"to": "referred", "version": "1", "reason": "ไม่ใช่อำนาจเรา", "to_reporter": "ส่งต่อให้แขวงทางหลวงแล้ว"},
    }[way]
    page = f"/admin/cases/{case.reference}"
    assert post(handled.signed_in("anna"), page, f"{page}/{way}", typed).status_code == 303
    assert queued(handled) == notices


def test_a_note_or_a_bare_status_queues_nothing(handled: Site) -> None:
    case = file(handled, notify=True)
    client, page = handled.signed_in("anna"), f"/admin/cases/{case.reference}"
    assert post(client, page, page + "/note", {"text": "โทรถามแล้ว"}).status_code == 303
    assert post(client, page, page + "/status", {"to": "screening", "version": "1"}).status_code == 303
    assert queued(handled) == 0


def test_a_refused_status_keeps_the_words_to_the_reporter(handled: Site) -> None:
    case = file(handled, notify=True)
    page = f"/admin/cases/{case.reference}"
    typed = {"to": "referred", "version": "1", "reason": "", "to_reporter": "ส่งต่อแล้วนะ"}
    answer = post(handled.signed_in("anna"), page, page + "/status", typed)
    assert answer.status_code == 400
    assert "ส่งต่อแล้วนะ" in answer.text
    assert queued(handled) == 0


def test_after_an_objection_the_page_says_that_another_officer_is_needed(handled: Site) -> None:
    case, filed = handled.file()
    anna, page = handled.signed_in("anna"), f"/admin/cases/{case.reference}"
    post(anna, page, page + "/status", {"to": "referred", "version": "1", "reason": "ไม่ใช่อำนาจเรา"})
    reporter = handled.browser()
    assert wish(reporter, opened(reporter, filed.receipt), Wish.OBJECT, reason="เป็นถนนของเทศบาล").status_code == 200
    assert "ท่านเป็นผู้ปิดเรื่องเดิม" in anna.get(page).text
    typed = {"to": "referred", "version": "3", "reason": "เหมือนเดิม"}
    refused = post(anna, page, page + "/status", typed)
    assert refused.status_code == 400
    assert "เจ้าหน้าที่คนอื่น" in refused.text
    handled.clock.advance(31)
    bert = handled.signed_in("bert")
    shown = bert.get(page).text
    assert "ผู้ร้องคัดค้านผล" in shown
    assert "ท่านเป็นผู้ปิดเรื่องเดิม" not in shown
    assert post(bert, page, page + "/status", typed).status_code == 303


def test_a_request_for_erasure_waits_for_a_decision_that_is_entered(handled: Site) -> None:
    case, filed = handled.file()
    client, page = handled.signed_in("anna"), f"/admin/cases/{case.reference}"
    assert post(client, page, page + "/erasure", {"decision": "refused", "text": "เก็บตามระเบียบ"}).status_code == 409
    reporter = handled.browser()
    wish(reporter, opened(reporter, filed.receipt), Wish.ERASE, sure="yes")
    assert "รอการพิจารณา" in client.get(page).text
    assert post(client, page, page + "/erasure", {"decision": "", "text": "เก็บตามระเบียบ"}).status_code == 400
    assert post(client, page, page + "/erasure", {"decision": "refused", "text": "เก็บตามระเบียบ"}).status_code == 303
    assert "รอการพิจารณา" not in client.get(page).text
    assert "เก็บตามระเบียบ" in opened(reporter, filed.receipt).text
    with handled.db.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "case.erasure_decided")).one()
    assert entry.topic == "refused"


def test_with_the_quota_used_up_the_letter_still_waits_for_the_next_tap(bot: Bot, somchai: Person) -> None:
    site = build(bot.db, bot.keys, settings_for(""), bot.office, bot.clock.now())
    site.hire("anna", (Role.HANDLER,), ("general",))
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว", "ข้าม", "ต้องการ"):
        bot.hears(somchai, words)
    somchai.taps("ส่งเรื่อง")
    bot.work()
    with bot.db.read() as session:
        case = session.scalars(select(Case)).one()
    page = f"/admin/cases/{case.reference}"
    bot.line.platform.quota = 0
    assert post(site.signed_in("anna"), page, page + "/answer", {"text": "ขอทราบจุดที่พัง"}).status_code == 303
    bot.work()
    with bot.db.read() as session:
        assert OutboxState.GIVEN_UP in session.scalars(select(OutboxMessage.state)).all()
    assert any("ขอทราบจุดที่พัง" in text for text in bot.hears(somchai, "ติดตามเรื่อง"))
    assert case.status == Status.RECEIVED


@pytest.mark.parametrize("action", ["answer", "note"])
@pytest.mark.parametrize("marks", [10, 11, 4000])
def test_of_marks_heaped_on_one_letter_ten_stay(handled: Site, action: str, marks: int) -> None:
    case, client = file(handled, notify=False), handled.signed_in("anna")
    page, text = f"/admin/cases/{case.reference}", "กรุณา" + "\u0e38" * marks
    assert post(client, page, f"{page}/{action}", {"text": text}).status_code == 303
    shown = client.get(page).text
    assert "กรุณา" + "\u0e38" * 10 in shown
    assert "\u0e38" * 11 not in shown


def test_a_banner_on_every_page_says_that_the_account_is_not_safe(handled: Site) -> None:
    client = handled.signed_in("anna")
    assert "บัญชี LINE ไม่ปลอดภัย" not in client.get("/admin/cases").text
    with handled.db.write() as session:
        session.get_one(Instance, 1).chat_unsafe_since = handled.clock.now().date()
    for path in ("/admin/cases", "/admin/sessions", "/admin/password"):
        assert "บัญชี LINE ไม่ปลอดภัยตั้งแต่ 24 พ.ย. 2569" in client.get(path).text
