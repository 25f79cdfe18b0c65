"""The work list and the case page: what a key opens, what may happen to a case, and that all of it is entered."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework import mailbox
from casework.triage import (
    FINISHED_STATES,
    MOVES,
    OFFICIAL_WORDS,
    OUTCOMES,
    PUBLIC_WORDS,
    ChangedMeanwhile,
    Move,
    MoveRefused,
    move,
)
from models import Case, CaseItem, LedgerEntry
from models.cases import Kind, Status
from models.staff import Role
from tests.site import Site, post, token


@pytest.fixture
def office_staff(site: Site) -> Site:
    """A handler for each duty."""
    site.hire("general", (Role.HANDLER,), ("general",))
    site.hire("corruption", (Role.HANDLER,), ("corruption",), accused="officer")
    return site


def test_a_list_shows_only_what_its_reader_has_keys_for(office_staff: Site) -> None:
    mine, _ = office_staff.file()
    other, _ = office_staff.file(Kind.CORRUPTION, "bribe")
    page = office_staff.signed_in("general").get("/admin/cases").text
    assert mine.reference in page
    assert other.reference not in page


def test_an_accused_handler_sees_no_trace_of_the_case(office_staff: Site) -> None:
    about_me, _ = office_staff.file(Kind.CORRUPTION, "bribe", accused="officer")
    client = office_staff.signed_in("corruption")
    assert about_me.reference not in client.get("/admin/cases?state=all").text
    answer = client.get(f"/admin/cases/{about_me.reference}")
    nothing = client.get("/admin/cases/70-ZZZZZ")
    assert answer.status_code == nothing.status_code == 404
    assert answer.text == nothing.text


def test_a_case_page_shows_the_report_as_text_and_no_identity(office_staff: Site) -> None:
    case, _ = office_staff.file()
    page = office_staff.signed_in("general").get(f"/admin/cases/{case.reference}").text
    assert "ถนนเป็นหลุม &lt;b&gt;ใหญ่&lt;/b&gt;" in page
    assert "U7777" not in page


def test_looking_at_a_case_is_entered_with_the_case_and_the_person(office_staff: Site) -> None:
    case, _ = office_staff.file()
    office_staff.signed_in("general").get(f"/admin/cases/{case.reference}")
    with office_staff.db.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "case.viewed")).one()
        assert entry.case_tag == case.ledger_tag
        assert entry.actor.startswith("staff:")


def test_a_letter_reaches_the_reporter_and_a_note_does_not(office_staff: Site) -> None:
    case, filed = office_staff.file()
    client, page = office_staff.signed_in("general"), f"/admin/cases/{case.reference}"
    assert post(client, page, page + "/answer", {"text": "ขอทราบสถานที่"}).status_code == 303
    assert post(client, page, page + "/note", {"text": "โทรถามช่างแล้ว"}).status_code == 303
    shown = client.get(page).text
    assert "ขอทราบสถานที่" in shown
    assert "โทรถามช่างแล้ว" in shown
    with office_staff.db.read() as session:
        box = mailbox.by_receipt(session, office_staff.office, filed.receipt)
        assert box is not None
        assert [letter.text for letter in mailbox.letters(session, office_staff.office, box)] == ["ขอทราบสถานที่"]


@pytest.mark.parametrize(("length", "status"), [(0, 400), (1, 303), (5000, 303), (5001, 400)])
def test_a_letter_has_one_to_five_thousand_characters_and_is_not_lost(
    office_staff: Site, length: int, status: int
) -> None:
    case, _ = office_staff.file()
    client, page = office_staff.signed_in("general"), f"/admin/cases/{case.reference}"
    answer = post(client, page, page + "/answer", {"text": "ก" * length})
    assert answer.status_code == status
    if length == 5001:
        assert "ก" * 5001 in answer.text


def test_a_status_walks_from_received_to_finished_and_counts(office_staff: Site) -> None:
    case, _ = office_staff.file()
    client, page = office_staff.signed_in("general"), f"/admin/cases/{case.reference}"
    for number, (to, more) in enumerate(
        [("screening", {}), ("accepted", {}), ("finished", {"reason": "ซ่อมแล้ว", "outcome": "solved"})], start=1
    ):
        answer = post(client, page, page + "/status", {"to": to, "version": str(number), **more})
        assert answer.status_code == 303, answer.text
    with office_staff.db.read() as session:
        done = session.get_one(Case, case.id)
        assert (done.status, done.outcome, done.finished_on) == ("finished", "solved", case.received_on)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"to": "finished", "reason": "x", "outcome": "solved"}, "เปลี่ยนจาก"),
        ({"to": "rejected", "reason": "  "}, "โปรดระบุเหตุผล"),
        ({"to": "rejected", "reason": "ก" * 2001}, "ยาวเกิน"),
        ({"to": "nonsense"}, "โปรดเลือกสถานะ"),
        ({"to": "screening", "version": "x"}, "โปรดเลือกสถานะ"),
        ({}, "โปรดเลือกสถานะ"),
    ],
)
def test_a_wrong_move_is_refused_with_a_reason_and_nothing_changes(
    office_staff: Site, data: dict[str, str], words: str
) -> None:
    case, _ = office_staff.file()
    client, page = office_staff.signed_in("general"), f"/admin/cases/{case.reference}"
    answer = post(client, page, page + "/status", {"version": "1", **data})
    assert answer.status_code == 400
    assert words in answer.text
    with office_staff.db.read() as session:
        assert session.get_one(Case, case.id).status == "received"


def test_two_editors_never_overwrite_each_other(office_staff: Site) -> None:
    case, _ = office_staff.file()
    first, second = office_staff.signed_in("general"), office_staff.browser()
    office_staff.clock.advance(60)
    office_staff.sign_in(second, "general")
    page = f"/admin/cases/{case.reference}"
    token_seen = token(second.get(page).text)
    post(first, page, page + "/status", {"to": "screening", "version": "1"})
    late = {"csrf_token": token_seen, "to": "rejected", "version": "1", "reason": "พิมพ์ไว้ยาว"}
    answer = second.post(page + "/status", data=late)
    assert answer.status_code == 409
    assert "มีผู้แก้ไขก่อนหน้า" in answer.text
    assert "พิมพ์ไว้ยาว" in answer.text


def test_lists_page_by_key_without_losing_or_repeating_a_case(office_staff: Site) -> None:
    filed = [office_staff.file()[0].reference for _ in range(53)]
    client, seen, path = office_staff.signed_in("general"), [], "/admin/cases"
    while path:
        page = client.get(path).text
        seen += [reference for reference in filed if reference in page]
        after = page.partition("after=")[2].partition('"')[0]
        path = f"/admin/cases?after={after}" if after else ""
    assert sorted(seen) == sorted(filed)


@pytest.mark.parametrize("query", ["state=x", "kind=x", "year=x", "after=x.y", "year=25691", "state=open'--"])
def test_a_crooked_filter_is_a_clear_error(office_staff: Site, query: str) -> None:
    assert office_staff.signed_in("general").get(f"/admin/cases?{query}").status_code in (200, 400)


def test_overdue_cases_stand_first_and_say_so(office_staff: Site) -> None:
    old, _ = office_staff.file()
    office_staff.clock.advance(8 * 24 * 3600)
    new, _ = office_staff.file()
    page = office_staff.signed_in("general").get("/admin/cases").text
    assert page.index(old.reference) < page.index(new.reference)
    assert "เกินกำหนด" in page


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_and_a_way_on(status: Status) -> None:
    assert OFFICIAL_WORDS[status]
    assert PUBLIC_WORDS[status] in ("รับเรื่องแล้ว", "กำลังดำเนินการ", "เสร็จสิ้น")
    assert MOVES[status]


@pytest.mark.parametrize("start", list(Status))
@pytest.mark.parametrize("to", list(Status))
def test_only_the_moves_of_the_table_happen_and_finishing_sets_its_day(
    office_staff: Site, start: Status, to: Status
) -> None:
    filed, _ = office_staff.file()
    with office_staff.db.write() as session:
        case = session.get_one(Case, filed.id)
        case.status = start
        session.flush()
        wanted = Move(to, "system", case.version, "เหตุผล", next(iter(OUTCOMES)))
        if to in MOVES[start]:
            move(session, office_staff.office, case, wanted, office_staff.clock.now())
            assert (case.finished_on is not None) is (to in FINISHED_STATES)
        else:
            with pytest.raises(MoveRefused):
                move(session, office_staff.office, case, wanted, office_staff.clock.now())


def test_a_move_seen_too_late_is_refused_below_the_pages_too(office_staff: Site) -> None:
    filed, _ = office_staff.file()
    with office_staff.db.write() as session:
        case = session.get_one(Case, filed.id)
        with pytest.raises(ChangedMeanwhile):
            move(session, office_staff.office, case, Move(Status.SCREENING, "system", 0), office_staff.clock.now())
    with office_staff.db.read() as session:
        assert len(session.scalars(select(CaseItem)).all()) == 1
