"""What may happen to a case, in one table, with the official words for staff and plain ones for reporters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework import notices
from casework.office import Office
from casework.seal import Piece, add_item
from ledger.append import Act, append
from models import Case, LedgerEntry
from models.cases import ItemKind, Status
from models.days import bangkok_day

MOVES: dict[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.SCREENING, Status.ACCEPTED, Status.REJECTED, Status.REFERRED),
    Status.SCREENING: (Status.WAITING_REPORTER, Status.ACCEPTED, Status.REJECTED, Status.REFERRED),
    Status.WAITING_REPORTER: (Status.SCREENING, Status.ACCEPTED, Status.REJECTED, Status.REFERRED),
    Status.ACCEPTED: (Status.INVESTIGATING, Status.WAITING_REPORTER, Status.REFERRED, Status.FINISHED),
    Status.INVESTIGATING: (Status.WAITING_REPORTER, Status.REFERRED, Status.FINISHED),
    Status.REJECTED: (Status.SCREENING,),
    Status.REFERRED: (Status.SCREENING,),
    Status.FINISHED: (Status.INVESTIGATING,),
    Status.WITHDRAWN: (Status.SCREENING,),
}
"""From each status, where staff may take a case next. Only its reporter withdraws one (casework.requests)."""

OFFICIAL_WORDS: dict[str, str] = {
    Status.RECEIVED: "รับเรื่อง",
    Status.SCREENING: "คัดกรอง",
    Status.WAITING_REPORTER: "รอข้อมูลจากผู้ร้อง",
    Status.ACCEPTED: "รับไว้ดำเนินการ",
    Status.INVESTIGATING: "สอบข้อเท็จจริง",
    Status.REJECTED: "ไม่รับเรื่อง",
    Status.REFERRED: "ส่งต่อหน่วยงานอื่น",
    Status.FINISHED: "แล้วเสร็จ",
    Status.WITHDRAWN: "ผู้ร้องขอถอนเรื่อง",
}
FINISHED_STATES = frozenset({Status.REJECTED, Status.REFERRED, Status.FINISHED, Status.WITHDRAWN})
"""What counts as finished in the statistics; everything else is in progress."""

IN_PROGRESS_WORD, RECEIVED_WORD, FINISHED_WORD = "กำลังดำเนินการ", "รับเรื่องแล้ว", "เสร็จสิ้น"
PUBLIC_WORDS: dict[str, str] = {
    **dict.fromkeys(Status, IN_PROGRESS_WORD),
    Status.RECEIVED: RECEIVED_WORD,
    **dict.fromkeys(FINISHED_STATES, FINISHED_WORD),
}
"""The three words every municipality uses towards citizens."""

PUBLIC_DETAILS: dict[str, str] = {
    Status.WAITING_REPORTER: "เจ้าหน้าที่รอข้อมูลเพิ่มเติมจากท่าน",
    Status.REJECTED: "หน่วยงานไม่รับเรื่องไว้พิจารณา",
    Status.REFERRED: "ส่งต่อให้หน่วยงานที่มีอำนาจแล้ว",
    Status.FINISHED: "ดำเนินการแล้วเสร็จ",
    Status.WITHDRAWN: "ท่านขอถอนเรื่อง",
}
"""What the reporter is told beside the three words; reasons only as staff put them in a letter."""

OUTCOMES = {"founded": "มีมูล", "unfounded": "ไม่มีมูล", "terminated": "ยุติเรื่อง", "solved": "แก้ไขแล้ว"}
ANOTHER_OFFICER = "ผู้ร้องคัดค้านผล ต้องให้เจ้าหน้าที่คนอื่นที่ไม่ใช่ผู้ปิดเรื่องเดิมเป็นผู้พิจารณา"
NEEDS_REASON = FINISHED_STATES | {Status.WAITING_REPORTER}
LONGEST_REASON = 2000
LONGEST_LETTER = 5000


class MoveRefused(Exception):
    """The case may not go there, or not without a reason; the text says what to do, in Thai."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since it was read."""


@dataclass(frozen=True)
class Move:
    """A wanted change of status. ``seen_version`` is the version of the case on the screen.

    ``reason`` is for the staff of the case; ``to_reporter`` is what the reporter is told, if anything.
    """

    to: Status
    actor: str
    seen_version: int
    reason: str = ""
    outcome: str = ""
    to_reporter: str = ""


def move(session: Session, office: Office, case: Case, wanted: Move, now: datetime) -> None:
    """Change a case's status; the reason is sealed to its staff. MoveRefused, ChangedMeanwhile."""
    reason, letter = wanted.reason.strip(), wanted.to_reporter.strip()
    _check(case, wanted, reason)
    if len(letter) > LONGEST_LETTER:
        raise MoveRefused(f"ข้อความถึงผู้ร้องยาวเกิน {LONGEST_LETTER:,} ตัวอักษร")
    if wanted.to in FINISHED_STATES and case.objections and wanted.actor == last_finisher(session, case):
        raise MoveRefused(ANOTHER_OFFICER)
    today = bangkok_day(now)
    case.status = wanted.to
    case.finished_on = today if wanted.to in FINISHED_STATES else None
    case.outcome = wanted.outcome if wanted.to is Status.FINISHED else ""
    try:
        session.flush()
    except StaleDataError:
        raise ChangedMeanwhile from None
    if reason:
        add_item(session, office, case, Piece(ItemKind.STATUS, f"{OFFICIAL_WORDS[wanted.to]}: {reason}"), now)
    append(session, office.keys, Act("case.status", wanted.to, wanted.actor, case.ledger_tag), now)
    if letter:
        tell(session, office, case, Told(letter, wanted.actor), now)


@dataclass(frozen=True)
class Told:
    """A letter to the reporter, and whom the ledger names as its writer."""

    text: str
    actor: str


def tell(session: Session, office: Office, case: Case, told: Told, now: datetime) -> None:
    """Write to the reporter: sealed for both sides, entered, and a notice queued for whoever asked for one."""
    add_item(session, office, case, Piece(ItemKind.MESSAGE_TO_REPORTER, told.text, for_reporter=True), now)
    append(session, office.keys, Act("case.message", "to_reporter", told.actor, case.ledger_tag), now)
    notices.nudge(session, office, case, now)


def last_finisher(session: Session, case: Case) -> str:
    """Who finished the case last, as the ledger names them; empty when nobody did."""
    found = session.scalar(
        select(LedgerEntry.actor)
        .where(
            LedgerEntry.day >= case.received_on,
            LedgerEntry.type == "case.status",
            LedgerEntry.topic.in_(FINISHED_STATES),
            LedgerEntry.case_tag == case.ledger_tag,
        )
        .order_by(LedgerEntry.id.desc())
        .limit(1)
    )
    return found or ""


def _check(case: Case, wanted: Move, reason: str) -> None:
    if case.version != wanted.seen_version:
        raise ChangedMeanwhile
    if wanted.to not in MOVES[Status(case.status)]:
        raise MoveRefused(f"เปลี่ยนจาก {OFFICIAL_WORDS[case.status]} เป็น {OFFICIAL_WORDS[wanted.to]} ไม่ได้")
    if wanted.to in NEEDS_REASON and not reason:
        raise MoveRefused("โปรดระบุเหตุผล")
    if len(reason) > LONGEST_REASON:
        raise MoveRefused(f"เหตุผลยาวเกิน {LONGEST_REASON:,} ตัวอักษร")
    if wanted.to is Status.FINISHED and wanted.outcome not in OUTCOMES:
        raise MoveRefused("โปรดเลือกผลการพิจารณา")
