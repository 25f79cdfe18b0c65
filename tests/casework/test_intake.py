"""A report becomes a case that its staff and its reporter can open, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from nacl import bindings as sodium
from sqlalchemy import select

from casework import intake, mailbox, receipt, unseal
from casework.intake import Answered, Report, Reporter
from casework.office import Office
from casework.seal import Piece, add_item, new_pair
from casework.staff_seal import sign, sign_again
from keys import SealBroken, ServerKeys
from ledger.owners import entries_of
from models import Case, CaseItem, CaseKey, LedgerEntry, Staff
from models.cases import Channel, ItemKind, Kind, Status
from models.database import Database
from models.staff import Duty

SIGNER = ServerKeys((b"a server secret made for a test!",))
PERSON = "U" + "4" * 32
STORY = "นายช่างเรียกเงินสองพันบาทก่อนเซ็นใบอนุญาต"
REPORT = Report(
    Kind.CORRUPTION,
    "bribe",
    (Answered("what", "เกิดอะไรขึ้น", STORY, STORY),),
    accused="officer",
    notice_version="2569-11",
)


def hire(db: Database, name: str, duty: Duty, accused_code: str = "", disabled: bool = False) -> bytes:
    """A member of staff with a key of their own; returns the private half."""
    private, public = new_pair()
    with db.write() as session:
        session.add(
            sign(
                SIGNER,
                Staff(
                    username=name,
                    display_name=name,
                    duties=[duty],
                    roles=["handler"],
                    accused_code=accused_code,
                    public_key=public,
                    password_salt=b"",
                    password_cost="",
                    verifier=b"",
                    private_by_password=b"",
                    totp_sealed=b"",
                    disabled_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00") if disabled else None,
                ),
            )
        )
    return private


def file(db: Database, office: Office, now: datetime, report: Report = REPORT, person: str = PERSON) -> intake.Filed:
    with db.write() as session:
        return intake.file(session, office, report, Reporter(person), now)


def opened(db: Database, office: Office, filed: intake.Filed, private: bytes) -> unseal.SealedReport | None:
    with db.read() as session:
        case = session.get_one(Case, filed.case_id)
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
        key = unseal.content_key(private, slots, office, case)
        item = session.scalars(select(CaseItem).where(CaseItem.case_id == case.id)).one()
        return unseal.read_report(office, case, item, key) if key else None


def test_a_handler_on_duty_reads_the_report_as_it_was_asked(db: Database, office: Office, now: datetime) -> None:
    handler = hire(db, "a", Duty.CORRUPTION)
    report = opened(db, office, file(db, office, now), handler)
    assert report is not None
    assert (report.kind, report.category, report.accused) == ("corruption", "bribe", "officer")
    assert report.answers[0].asked == "เกิดอะไรขึ้น"
    assert report.answers[0].shown == STORY


@pytest.mark.parametrize(
    ("duty", "accused_code", "disabled"),
    [(Duty.GENERAL, "", False), (Duty.CORRUPTION, "officer", False), (Duty.CORRUPTION, "", True)],
    ids=["another duty", "is accused", "has left"],
)
def test_whoever_should_not_has_no_key(
    db: Database, office: Office, now: datetime, duty: Duty, accused_code: str, disabled: bool
) -> None:
    private = hire(db, "b", duty, accused_code, disabled)
    assert opened(db, office, file(db, office, now), private) is None


def test_a_dump_cannot_tell_who_was_left_out(db: Database, office: Office, now: datetime) -> None:
    hire(db, "a", Duty.CORRUPTION)
    hire(db, "b", Duty.CORRUPTION, accused_code="officer")
    left_out = file(db, office, now)
    nobody = file(db, office, now, replace(REPORT, accused="mayor"))
    with db.read() as session:
        sizes = {
            filed.case_id: sorted(
                len(slot) for slot in session.scalars(select(CaseKey.sealed).where(CaseKey.case_id == filed.case_id))
            )
            for filed in (left_out, nobody)
        }
    assert len(set(map(tuple, sizes.values()))) == 1
    assert len(set(sizes[left_out.case_id])) == 1


def test_recovery_can_open_when_the_office_has_a_recovery_key(db: Database, office: Office, now: datetime) -> None:
    private, public = new_pair()
    with_recovery = replace(office, recovery_public_key=public)
    assert opened(db, with_recovery, file(db, with_recovery, now), private) is not None


def test_general_complaints_go_to_the_general_duty_alone(db: Database, office: Office, now: datetime) -> None:
    general, corruption = hire(db, "g", Duty.GENERAL), hire(db, "c", Duty.CORRUPTION)
    filed = file(db, office, now, Report(Kind.GENERAL, "road", ()))
    assert opened(db, office, filed, general) is not None
    assert opened(db, office, filed, corruption) is None


@pytest.mark.parametrize(("kind", "category", "days"), [(Kind.CORRUPTION, "bribe", 15), (Kind.GENERAL, "road", 7)])
def test_the_first_answer_is_due_in_calendar_days(
    db: Database, office: Office, now: datetime, kind: Kind, category: str, days: int
) -> None:
    filed = file(db, office, now, Report(kind, category, ()))
    assert filed.answer_due_on == date(2026, 11, 24) + timedelta(days=days)


def test_the_received_day_is_the_day_in_thailand(db: Database, office: Office, now: datetime) -> None:
    late_evening_utc = now.replace(hour=17, minute=30)
    filed = file(db, office, late_evening_utc)
    with db.read() as session:
        assert session.get_one(Case, filed.case_id).received_on == date(2026, 11, 25)


def test_a_category_of_another_kind_is_refused_and_nothing_is_stored(
    db: Database, office: Office, now: datetime
) -> None:
    with pytest.raises(intake.UnknownCategory):
        file(db, office, now, replace(REPORT, category="road"))
    with db.read() as session:
        assert session.scalars(select(Case)).all() == []
        assert session.scalars(select(LedgerEntry)).all() == []


def test_filing_is_entered_in_the_ledger_without_the_reference(db: Database, office: Office, now: datetime) -> None:
    hire(db, "a", Duty.CORRUPTION)
    filed = file(db, office, now)
    with db.read() as session:
        entry = session.scalars(select(LedgerEntry)).one()
        assert (entry.type, entry.topic, entry.actor) == ("case.filed", "corruption", "reporter")
        assert (filed.reference in entry.topic, entry.case_tag) == (False, "")
        tag = session.get_one(Case, filed.case_id).ledger_tag
        assert entries_of(session, office.keys, tag) == [entry.id]


def test_the_owner_finds_the_case_and_another_person_does_not(db: Database, office: Office, now: datetime) -> None:
    filed = file(db, office, now)
    with db.read() as session:
        assert [box.case.id for box in mailbox.by_owner(session, office, PERSON)] == [filed.case_id]
        assert mailbox.by_owner(session, office, "U" + "5" * 32) == []
        assert mailbox.by_owner(session, office, "") == []


def test_the_receipt_opens_the_same_mailbox_without_line(db: Database, office: Office, now: datetime) -> None:
    filed = file(db, office, now, person="")
    with db.read() as session:
        box = mailbox.by_receipt(session, office, filed.receipt)
        assert box is not None
        assert box.case.id == filed.case_id
        assert mailbox.by_receipt(session, office, receipt.new_receipt()) is None


def test_letters_go_both_ways_and_are_read_by_both(db: Database, office: Office, now: datetime) -> None:
    handler = hire(db, "a", Duty.CORRUPTION)
    filed = file(db, office, now)
    with db.write() as session:
        case = session.get_one(Case, filed.case_id)
        add_item(session, office, case, Piece(ItemKind.MESSAGE_TO_REPORTER, "ขอวันที่เกิดเหตุ", for_reporter=True), now)
        add_item(session, office, case, Piece(ItemKind.NOTE, "ภายใน"), now)
        box = mailbox.by_owner(session, office, PERSON)[0]
        mailbox.write(session, office, box, "เมื่อวันจันทร์", now)
    with db.read() as session:
        box = mailbox.by_receipt(session, office, filed.receipt)
        assert box is not None
        seen = [(letter.from_staff, letter.text) for letter in mailbox.letters(session, office, box)]
        assert seen == [(True, "ขอวันที่เกิดเหตุ"), (False, "เมื่อวันจันทร์")]
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == box.case.id)).all()
        key = unseal.content_key(handler, slots, office, box.case)
        assert key is not None
        items = session.scalars(select(CaseItem).order_by(CaseItem.position)).all()[1:]
        texts = [unseal.read_text(office, box.case, item, key) for item in items]
        assert texts == ["ขอวันที่เกิดเหตุ", "ภายใน", "เมื่อวันจันทร์"]


def test_the_receipt_never_opens_the_report_itself(db: Database, office: Office, now: datetime) -> None:
    filed = file(db, office, now)
    with db.read() as session:
        box = mailbox.by_receipt(session, office, filed.receipt)
        assert box is not None
        slots = session.scalars(select(CaseKey)).all()
        assert unseal.content_key(box.reply_key, slots, office, box.case) is None
        assert mailbox.letters(session, office, box) == []


def test_an_item_moved_to_another_case_does_not_open(db: Database, office: Office, now: datetime) -> None:
    handler = hire(db, "a", Duty.CORRUPTION)
    one, other = file(db, office, now), file(db, office, now)
    with db.read() as session:
        case = session.get_one(Case, one.case_id)
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
        key = unseal.content_key(handler, slots, office, case)
        item = session.scalars(select(CaseItem).where(CaseItem.case_id == other.case_id)).one()
        assert key is not None
        with pytest.raises(SealBroken):
            unseal.read_report(office, case, item, key)


def test_an_item_relabelled_in_the_database_does_not_open(db: Database, office: Office, now: datetime) -> None:
    handler = hire(db, "a", Duty.CORRUPTION)
    filed = file(db, office, now)
    with db.read() as session:
        case = session.get_one(Case, filed.case_id)
        slots = session.scalars(select(CaseKey)).all()
        key = unseal.content_key(handler, slots, office, case)
        item = session.scalars(select(CaseItem)).one()
        item.kind = ItemKind.MESSAGE_TO_REPORTER
        assert key is not None
        with pytest.raises(SealBroken):
            unseal.read_text(office, case, item, key)


def test_line_and_web_reports_look_alike_in_a_dump(db: Database, office: Office, now: datetime) -> None:
    line, web = file(db, office, now), file(db, office, now, person="")
    with db.read() as session:
        one, other = session.get_one(Case, line.case_id), session.get_one(Case, web.case_id)
        for column in ("channel", "status", "received_on", "version", "notify", "sample"):
            assert getattr(one, column) == getattr(other, column)
        for column in (
            "owner_salt",
            "owner_tag",
            "reply_key_by_owner",
            "reply_key_by_receipt",
            "receipt_lookup",
        ):
            assert len(getattr(one, column)) == len(getattr(other, column))
            assert getattr(one, column) != getattr(other, column)
        assert one.channel == Channel.ONLINE
        assert one.status == Status.RECEIVED


def test_who_asked_to_be_told_is_sealed_to_one_size(db: Database, office: Office, now: datetime) -> None:
    with db.write() as session:
        one = intake.file(session, office, REPORT, Reporter(PERSON, notify=True), now)
        other = intake.file(session, office, REPORT, Reporter("U" + "6" * 32, notify=True), now)
        blobs = [session.get_one(Case, filed.case_id).notify for filed in (one, other)]
    assert len({len(blob or b"") for blob in blobs}) == 1
    assert blobs[0] != blobs[1]
    assert office.keys.unseal("push", blobs[0] or b"", one.case_id).decode() == PERSON


def test_a_private_key_is_not_kept_anywhere_in_the_clear(db: Database, office: Office, now: datetime) -> None:
    handler = hire(db, "a", Duty.CORRUPTION)
    filed = file(db, office, now)
    with db.read() as session:
        case = session.get_one(Case, filed.case_id)
        slots = session.scalars(select(CaseKey)).all()
        key = unseal.content_key(handler, slots, office, case)
        assert key is not None
        assert sodium.crypto_scalarmult_base(key) == case.content_public_key
        assert all(key not in slot.sealed for slot in slots)


def test_a_report_that_nobody_could_open_is_not_filed(db: Database, office: Office, now: datetime) -> None:
    closed = replace(office, recovery_public_key=None)
    for hired in ("", "officer"):
        if hired:
            hire(db, "a", Duty.CORRUPTION, hired)
        with pytest.raises(intake.NobodyCanOpen):
            file(db, closed, now)
    with db.read() as session:
        assert not intake.somebody_can_open(session, closed, Kind.CORRUPTION, "officer")
        assert intake.somebody_can_open(session, closed, Kind.CORRUPTION, "clerk")
        assert not intake.somebody_can_open(session, closed, Kind.GENERAL)
        assert not session.scalars(select(Case)).all()
        assert not session.scalars(select(LedgerEntry)).all()


def test_a_duty_that_only_recovery_can_open_is_entered_whoever_is_accused(
    db: Database, office: Office, now: datetime
) -> None:
    file(db, office, now)
    hire(db, "a", Duty.CORRUPTION, "officer")
    file(db, office, now)
    with db.read() as session:
        types = session.scalars(select(LedgerEntry.type).order_by(LedgerEntry.id)).all()
    assert types == ["case.recovery_only", "case.filed", "case.filed"]


@pytest.mark.parametrize("column", ["public_key", "duties", "accused_code", "roles", "seal"])
def test_d09_a_staff_row_planted_or_changed_in_the_database_gets_no_case(
    db: Database, office: Office, now: datetime, column: str
) -> None:
    mine, public = new_pair()
    theirs = hire(db, "a", Duty.CORRUPTION, "officer" if column == "accused_code" else "")
    changes = {"public_key": public, "duties": ["corruption", "general"], "accused_code": "", "roles": [], "seal": None}
    with db.write() as session:
        setattr(session.scalars(select(Staff)).one(), column, changes[column])
    filed = file(db, office, now)
    assert opened(db, office, filed, mine) is None
    assert opened(db, office, filed, theirs) is None
    with db.read() as session:
        slots = session.scalars(select(CaseKey)).all()
        types = session.scalars(select(LedgerEntry.type)).all()
    assert len({len(slot.sealed) for slot in slots}) == 1
    assert len(slots) == 2
    assert "key.refused" in types


def test_a_staff_row_stays_ours_while_the_secret_is_rotated(db: Database, office: Office, now: datetime) -> None:
    private = hire(db, "a", Duty.CORRUPTION)
    old, new = b"a server secret made for a test!", b"another server secret for a test"
    both, newest = ServerKeys((new, old)), ServerKeys((new,))
    assert opened(db, office, file(db, replace(office, keys=both), now), private) is not None
    with db.write() as session:
        assert (sign_again(session, both), sign_again(session, both)) == (1, 0)
    assert opened(db, office, file(db, replace(office, keys=newest), now), private) is not None
