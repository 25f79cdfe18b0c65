"""What is kept ends: on its day and no earlier, never on hold, never with something new in it, and for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from casework import intake, mailbox, retention
from casework.intake import Answered, Report, Reporter
from casework.office import Office
from casework.retention import ClockNotBelieved
from casework.seal import Piece, add_item, new_pair
from casework.staff_seal import sign
from jobs.nightly import erase_due
from keys import ServerKeys
from ledger import export
from ledger.append import Act, append
from ledger.seal import seal_all
from ledger.verify import verify
from models import Case, CaseItem, CaseKey, LedgerEntry, LedgerPayload, Staff
from models.cases import ItemKind, Kind, Status
from models.database import Database
from models.days import bangkok_day
from models.staff import Duty
from reports.statistics import complaint_figures
from tests.promises.conftest import dump

STORY = "เรื่องลับที่ต้องหายไปเมื่อครบกำหนด"
PERSON = "U" + "4" * 32
DAY = timedelta(days=1)


def filed(db: Database, office: Office, now: datetime, *, kind: Kind = Kind.GENERAL, status: str = "finished") -> str:
    """A case finished at this moment; its receipt."""
    _, public = new_pair()
    blank = {"password_salt": b"", "password_cost": "", "verifier": b"", "private_by_password": b"", "totp_sealed": b""}
    report = Report(kind, "other", (Answered("what", "เกิดอะไรขึ้น", STORY),))
    with db.write() as session:
        if not session.scalar(select(func.count()).select_from(Staff)):
            duties = [Duty.GENERAL, Duty.CORRUPTION]
            one = Staff(username="h", display_name="h", roles=[], duties=duties, public_key=public, **blank)
            session.add(sign(office.keys, one))
            session.flush()
        made = intake.file(session, office, report, Reporter(PERSON, notify=True), now)
        session.execute(update(Case).where(Case.id == made.case_id).values(status=status, finished_on=bangkok_day(now)))
    return made.receipt


def live(db: Database, keys: ServerKeys, now: datetime) -> None:
    """Something happens at this moment, and the clock was looked at: tests leap over years."""
    with db.write() as session:
        retention.confirm_clock(session, keys, now)
        append(session, keys, Act("list.viewed", "cases"), now)


@pytest.mark.parametrize(
    ("kind", "status", "days"),
    [
        (Kind.GENERAL, Status.REJECTED, 365),
        (Kind.CORRUPTION, Status.REJECTED, 365),
        (Kind.FEEDBACK, Status.FINISHED, 730),
        (Kind.GENERAL, Status.FINISHED, 1825),
        (Kind.CORRUPTION, Status.FINISHED, 3650),
        (Kind.GENERAL, Status.REFERRED, 1825),
    ],
)
def test_k01_a_case_is_kept_through_its_last_day_and_erased_the_day_after(
    db: Database, office: Office, keys: ServerKeys, now: datetime, kind: Kind, status: Status, days: int
) -> None:
    category = "praise" if kind is Kind.FEEDBACK else "other"
    report = Report(kind, category, (Answered("what", "เกิดอะไรขึ้น", STORY),))
    with db.write() as session:
        made = intake.file(session, office, report, Reporter(), now)
        session.execute(update(Case).where(Case.id == made.case_id).values(status=status, finished_on=bangkok_day(now)))
    last = now + days * DAY
    live(db, keys, last)
    assert erase_due(db, keys, last) == 0
    assert erase_due(db, keys, last + DAY) == 1
    assert erase_due(db, keys, last + DAY) == 0


def test_an_unfinished_case_is_never_erased(db: Database, office: Office, keys: ServerKeys, now: datetime) -> None:
    filed(db, office, now)
    with db.write() as session:
        session.execute(update(Case).values(status=Status.INVESTIGATING, finished_on=None))
    live(db, keys, now + 4000 * DAY)
    assert erase_due(db, keys, now + 4000 * DAY) == 0


def test_k03_a_case_on_legal_hold_outlives_its_time_until_the_hold_is_lifted(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    filed(db, office, now)
    later = now + 2000 * DAY
    live(db, keys, later)
    with db.write() as session:
        case = session.scalars(select(Case)).one()
        retention.hold(session, keys, case, "staff:x", later)
        retention.hold(session, keys, case, "staff:x", later)
    assert erase_due(db, keys, later) == 0
    with db.write() as session:
        case = session.scalars(select(Case)).one()
        assert retention.is_held(session, case)
        retention.lift(session, keys, case, "staff:x", later)
        acts = session.scalars(
            select(LedgerEntry.topic).where(LedgerEntry.type == "case.hold").order_by(LedgerEntry.id)
        ).all()
    assert acts == ["placed", "lifted"]
    assert erase_due(db, keys, later) == 1


@pytest.mark.parametrize(("age", "erased"), [(89, 0), (90, 1)])
def test_a_case_with_something_new_in_it_is_not_erased(
    db: Database, office: Office, keys: ServerKeys, now: datetime, age: int, erased: int
) -> None:
    filed(db, office, now)
    later = now + 2000 * DAY
    with db.write() as session:
        case = session.scalars(select(Case)).one()
        add_item(session, office, case, Piece(ItemKind.NOTE, "หลักฐานใหม่"), later - age * DAY)
    live(db, keys, later)
    assert erase_due(db, keys, later) == erased


def test_k02_a_dry_run_lists_exactly_what_a_run_erases(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    for days in range(5):
        filed(db, office, now + days * DAY)
    later = now + 1828 * DAY
    live(db, keys, later)
    with db.read() as session:
        listed = {one.case_id for one in retention.due(session, later)}
    assert erase_due(db, keys, later) == len(listed) == 3
    with db.read() as session:
        assert set(session.scalars(select(Case.id).where(Case.erased_on.is_not(None)))) == listed


def test_k09_after_erasing_nothing_on_the_disk_can_open_the_case_again(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    receipt = filed(db, office, now)
    with db.read() as session:
        slots = [slot.sealed for slot in session.scalars(select(CaseKey))]
        items = [item.for_staff or b"" for item in session.scalars(select(CaseItem))]
        lookup = session.scalars(select(Case.receipt_lookup)).one()
    assert slots[0][40:80] in dump(db)
    later = now + 2000 * DAY
    live(db, keys, later)
    assert erase_due(db, keys, later) == 1
    left = dump(db)
    assert [blob for blob in (*slots, *items, lookup) if blob[:64] in left or blob[-64:] in left] == []
    with db.read() as session:
        assert mailbox.by_receipt(session, office, receipt) is None
        assert mailbox.by_owner(session, office, PERSON) == []


def test_the_figures_still_count_an_erased_case_and_the_ledger_certifies_it(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    filed(db, office, now)
    with db.read() as session:
        before = complaint_figures(session, 2570).tables
    later = now + 2000 * DAY
    live(db, keys, later)
    erase_due(db, keys, later)
    with db.read() as session:
        assert complaint_figures(session, 2570).tables == before
        of_case = select(LedgerEntry).where(LedgerEntry.type.in_(("case.filed", "case.erased")))
        entries = session.scalars(of_case.order_by(LedgerEntry.id)).all()
        kept = set(session.scalars(select(LedgerPayload.entry_id)))
    assert [entry.type for entry in entries] == ["case.filed", "case.erased"]
    assert [entry.id in kept for entry in entries] == [False, True]
    seal_all(db)
    assert verify(export.lines(db, keys, "test/ledger")).by_type["case.erased"] == 1


@pytest.mark.parametrize(("days", "believed"), [(14, True), (15, False), (-1, False)])
def test_x42_a_clock_that_leapt_erases_nothing(
    db: Database, office: Office, keys: ServerKeys, now: datetime, days: int, believed: bool
) -> None:
    filed(db, office, now - 3000 * DAY)
    live(db, keys, now)
    if believed:
        assert erase_due(db, keys, now + days * DAY) == 1
        return
    with pytest.raises(ClockNotBelieved):
        erase_due(db, keys, now + days * DAY)


def test_k10_an_erasing_cut_short_is_finished_the_next_time(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    filed(db, office, now)
    filed(db, office, now)
    later = now + 2000 * DAY
    live(db, keys, later)
    with db.read() as session:
        first, second = retention.due(session, later)
    with db.write() as session:
        assert retention.erase(session, keys, first, later)
        assert not retention.erase(session, keys, first, later)
    assert erase_due(db, keys, later) == 1
    with db.read() as session:
        assert session.get_one(Case, second.case_id).erased_on is not None


def test_a_clock_years_ahead_erases_nothing_on_any_night_until_somebody_confirms_it(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    filed(db, office, now)
    wrong = now + 11 * 365 * DAY
    for night in range(3):
        with pytest.raises(ClockNotBelieved):
            erase_due(db, keys, wrong + night * DAY)
        with db.write() as session:
            append(session, keys, Act("list.viewed", "cases"), wrong + night * DAY)
    with db.write() as session:
        retention.confirm_clock(session, keys, wrong + 3 * DAY)
    assert erase_due(db, keys, wrong + 3 * DAY) == 1


def test_a_clock_set_right_again_is_believed_once_it_is_confirmed(
    db: Database, office: Office, keys: ServerKeys, now: datetime
) -> None:
    filed(db, office, now - 3000 * DAY)
    with db.write() as session:
        append(session, keys, Act("list.viewed", "cases"), now + 4000 * DAY)
    with pytest.raises(ClockNotBelieved):
        erase_due(db, keys, now)
    with db.write() as session:
        retention.confirm_clock(session, keys, now)
    assert erase_due(db, keys, now) == 1
