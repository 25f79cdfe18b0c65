"""The report form: the same questions as the chat, errors beside them, filed once, a receipt shown once."""

from __future__ import annotations

import logging
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import mailbox
from handlers.complaint import FORMS
from handlers.wording.page import GIVEN
from models import Case, LedgerEntry, SentForm
from models.cases import Channel, Kind
from tests.portal.report_form import STORY, begin, checked, code_of, go_on, sealed
from tests.site import Site, post, token

STATIC = Path(__file__).parents[2] / "portal" / "static"


def cases(site: Site) -> list[Case]:
    with site.db.read() as session:
        return list(session.scalars(select(Case)))


def test_a_report_from_the_first_page_to_the_receipt(site: Site) -> None:
    client = site.browser()
    check = checked(site, client)
    assert check.status_code == 200
    for words in ("เรียกเงินหรือของตอบแทน", "ช่างโยธา", "ขอเงินก่อนเซ็น", "กองช่าง"):
        assert words in check.text
    assert cases(site) == []
    receipt = go_on(client, check, "/report/send")
    assert receipt.status_code == 200
    assert "ขอเงินก่อนเซ็น" not in receipt.text
    assert "corruption" not in receipt.text
    assert "ทุจริต" not in re.sub(r"(?s)<nav.*?</nav>", "", receipt.text)
    (case,) = cases(site)
    assert (case.kind, case.category, case.channel) == (Kind.CORRUPTION, "bribe", Channel.ONLINE)
    with site.db.read() as session:
        box = mailbox.by_receipt(session, site.office, code_of(receipt))
        assert box is not None
        assert box.case.id == case.id


def test_staff_read_the_answers_as_from_the_chat(site: Site) -> None:
    site.hire("anna", ("handler",), ("corruption",))
    client = site.browser()
    go_on(client, checked(site, client), "/report/send")
    (case,) = cases(site)
    page = site.signed_in("anna").get(f"/admin/cases/{case.reference}").text
    for words in ("ขอเงินก่อนเซ็น", "กองช่าง", "เจ้าหน้าที่อื่น"):
        assert words in page
    for words in ("เว็บ", "LINE web", "browser"):
        assert words not in page


@pytest.mark.parametrize("kind", list(FORMS))
def test_every_question_of_every_kind_is_on_the_page(site: Site, kind: Kind) -> None:
    page = begin(site, site.browser(), kind).text
    form = FORMS[kind](lambda: site.clock.now().date())
    for question in form.questions:
        asked = f'name="{question.key}"' in page
        assert asked is (question.key not in GIVEN), question.key


@pytest.mark.parametrize(("kind", "consent"), [("", "accept"), ("nonsense", "accept"), ("general", ""), ("", "")])
def test_the_first_page_names_what_is_missing(site: Site, kind: str, consent: str) -> None:
    answer = post(site.browser(), "/report", "/report", {"kind": kind, "consent": consent})
    assert answer.status_code == 400
    assert ("โปรดเลือกเรื่อง" in answer.text) is (kind != "general")
    assert ("รับทราบ ก่อนเริ่ม" in answer.text) is (consent == "")
    assert "ข้อผิดพลาด" in answer.text.partition("</title>")[0]


def test_errors_stand_beside_their_questions_and_nothing_typed_is_lost(site: Site) -> None:
    client = site.browser()
    answer = checked(site, client, category="", what="", where="ศาลา <b>ริมน้ำ</b>")
    assert answer.status_code == 400
    assert 'href="#category"' in answer.text
    assert 'href="#what"' in answer.text
    assert 'id="what-error"' in answer.text
    assert "ศาลา &lt;b&gt;ริมน้ำ&lt;/b&gt;" in answer.text
    assert "ช่างโยธา" in answer.text
    mended = go_on(client, answer, "/report/check", **STORY)
    assert mended.status_code == 200


@pytest.mark.parametrize(("length", "status"), [(4999, 200), (5000, 200), (5001, 400)])
def test_a_paragraph_has_five_thousand_characters_at_most(site: Site, length: int, status: int) -> None:
    answer = checked(site, site.browser(), what="ก" * length)
    assert answer.status_code == status
    if status == 400:
        assert "ก" * length in answer.text


def test_paragraphs_are_the_messages_of_the_chat(site: Site) -> None:
    answer = checked(site, site.browser(), what=f"{'ก' * 4000}\r\n\r\n{'ข' * 4000}")
    assert answer.status_code == 200


def test_a_category_of_another_kind_or_none_is_refused(site: Site) -> None:
    assert checked(site, site.browser(), category="road").status_code == 400


def test_a_receipt_inside_the_story_is_refused(site: Site) -> None:
    _, filed = site.file()
    answer = checked(site, site.browser(), what=f"รหัส {filed.receipt}")
    assert answer.status_code == 400
    assert "เอารหัสออก" in answer.text


def test_the_answers_can_be_changed_from_the_check_page(site: Site) -> None:
    client = site.browser()
    again = go_on(client, checked(site, client, where="ตลาด"), "/report/change")
    assert 'value="ตลาด"' in again.text
    assert "ขอเงินก่อนเซ็น" in again.text
    assert re.search(r'value="bribe" checked', again.text)


def test_high_office_is_told_of_bodies_outside_before_sending(site: Site) -> None:
    assert "ผู้ที่ถูกกล่าวถึงอาจเกี่ยวข้อง" in checked(site, site.browser(), accused="mayor").text


def test_the_same_form_sent_twice_files_one_case_and_shows_the_same_receipt(site: Site) -> None:
    client = site.browser()
    check = checked(site, client)
    first, second = (go_on(client, check, "/report/send") for _ in range(2))
    assert len(cases(site)) == 1
    assert code_of(first) == code_of(second)
    with site.db.read() as session:
        assert len(session.scalars(select(LedgerEntry).where(LedgerEntry.type == "case.filed")).all()) == 1


@pytest.mark.parametrize(("seconds", "status"), [(599, 200), (600, 409)])
def test_a_form_sent_again_later_says_so_without_the_receipt(site: Site, seconds: int, status: int) -> None:
    client = site.browser()
    check = checked(site, client)
    go_on(client, check, "/report/send")
    site.clock.advance(seconds)
    answer = go_on(client, check, "/report/send")
    assert answer.status_code == status
    assert (re.search(r"\d{3}( \d{3}){5}", answer.text) is not None) is (status == 200)
    assert len(cases(site)) == 1


def test_changed_answers_of_a_sent_form_are_not_filed_again(site: Site) -> None:
    client = site.browser()
    check = checked(site, client)
    go_on(client, check, "/report/send")
    other = go_on(client, check, "/report/check", **{**STORY, "what": "อีกเรื่อง"})
    go_on(client, other, "/report/send")
    assert len(cases(site)) == 1


def test_two_presses_at_once_file_one_case(site: Site) -> None:
    client = site.browser()
    check = checked(site, client)
    data = {"csrf_token": token(check.text), "ticket": sealed(check.text)}
    cookie = client.get_cookie("form")
    codes: list[str] = []

    def press() -> None:
        other = site.browser()
        other.set_cookie("form", cookie.value if cookie else "")
        codes.append(code_of(other.post("/report/send", data=data)))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cases(site)) == 1
    assert len(set(codes)) == 1
    assert len(codes) == 4


@pytest.mark.parametrize("forged", ["", "00", "zz", "ff" * 600])
@pytest.mark.parametrize("action", ["/report/check", "/report/change", "/report/send"])
def test_a_forged_draft_is_refused(site: Site, action: str, forged: str) -> None:
    client = site.browser()
    data = {"csrf_token": token(client.get("/report").text), "ticket": forged}
    assert client.post(action, data=data).status_code == 400


@pytest.mark.parametrize(("hours", "status"), [(7, 200), (8, 400)])
def test_a_draft_lives_eight_hours(site: Site, hours: int, status: int) -> None:
    client = site.browser()
    check = checked(site, client)
    site.clock.advance(hours * 3600)
    assert go_on(client, check, "/report/send").status_code == status


def test_a_mailbox_ticket_is_no_draft(site: Site) -> None:
    _, filed = site.file()
    client = site.browser()
    opened = post(client, "/follow", "/follow", {"receipt": filed.receipt})
    assert go_on(client, opened, "/report/send").status_code == 400


def test_nothing_of_a_form_lies_in_cookies_addresses_or_logs(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = site.browser()
    receipt = go_on(client, checked(site, client), "/report/send")
    assert "Location" not in receipt.headers
    assert receipt.headers["Cache-Control"] == "no-store"
    code = code_of(receipt)
    assert [name for name in ("form", "__Host-form") if client.get_cookie(name)] == ["form"]
    assert code not in str(client.get_cookie("form"))
    for words in (code, "ขอเงินก่อนเซ็น", "ช่างโยธา"):
        assert words not in caplog.text


def test_what_is_kept_of_a_sent_form_leads_to_no_case(site: Site) -> None:
    client = site.browser()
    go_on(client, checked(site, client), "/report/send")
    (case,) = cases(site)
    with site.db.read() as session:
        kept = session.scalars(select(SentForm)).one()
    assert {column.name for column in SentForm.__table__.columns} == {"key", "sealed", "on_day"}
    opened = site.office.keys.unseal("slip", kept.sealed, kept.key.hex())
    assert case.id.encode() not in opened
    assert case.ledger_tag.encode() not in opened


def test_the_form_weighs_less_than_a_hundred_kilobytes_with_everything(site: Site) -> None:
    page = begin(site, site.browser()).data
    files = [STATIC / "portal.css", STATIC / "leave.js", *(STATIC / "fonts").glob("*.woff2")]
    assert len(page) + sum(path.stat().st_size for path in files) < 100_000


def test_no_page_of_the_form_loads_from_elsewhere_or_names_the_person(site: Site) -> None:
    client = site.browser()
    check = checked(site, client)
    for page in (client.get("/report"), begin(site, client), check, go_on(client, check, "/report/send")):
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text)
        assert "style=" not in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "ทุจริต" not in page.text.partition("</title>")[0]


def test_leaving_in_a_hurry_lands_on_a_neutral_page_that_forgets(site: Site) -> None:
    page = site.browser().get("/leave")
    assert "cache" in page.headers["Clear-Site-Data"]
    for words in ("เสียงใส", "แจ้ง", "ทุจริต", "ติดตาม"):
        assert words not in page.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=a>", "{{7*7}}", "javascript:a()"])
def test_hostile_answers_are_only_words(site: Site, text: str) -> None:
    site.hire("anna", ("handler",), ("corruption",))
    client = site.browser()
    check = checked(site, client, who=text, what=text, where=text, evidence=text)
    go_on(client, check, "/report/send")
    (case,) = cases(site)
    shown = site.signed_in("anna").get(f"/admin/cases/{case.reference}").text
    for page in (check.text, shown):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert text.replace("<", "&lt;").replace(">", "&gt;") in page


def test_turned_and_invisible_letters_do_not_reach_the_case(site: Site) -> None:
    check = checked(site, site.browser(), what="นาย\u202eก\u200bข\x00ค")
    assert "นายกขค" in check.text
