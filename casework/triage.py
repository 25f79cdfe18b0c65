"""What may happen to a case, in one table, with the official words for staff and plain ones for reporters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.office import Office
from casework.seal import Piece, add_item
from ledger.append import Act, append
from models import Case
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
}
"""From each status, where a case may go next."""

OFFICIAL_WORDS: dict[str, str] = {
    Status.RECEIVED: "รับเรื่อง",
    Status.SCREENING: "คัดกรอง",
    Status.WAITING_REPORTER: "รอข้อมูลจากผู้ร้อง",
    Status.ACCEPTED: "รับไว้ดำเนินการ",
    Status.INVESTIGATING: "สอบข้อเท็จจริง",
    Status.REJECTED: "ไม่รับเรื่อง",
    Status.REFERRED: "ส่งต่อหน่วยงานอื่น",
    Status.FINISHED: "แล้วเสร็จ",
}
FINISHED_STATES = frozenset({Status.REJECTED, Status.REFERRED, Status.FINISHED})
"""What counts as finished in the statistics; everything else is in progress."""

IN_PROGRESS_WORD, RECEIVED_WORD, FINISHED_WORD = "กำลังดำเนินการ", "รับเรื่องแล้ว", "เสร็จสิ้น"
PUBLIC_WORDS: dict[str, str] = {
    **dict.fromkeys(Status, IN_PROGRESS_WORD),
    Status.RECEIVED: RECEIVED_WORD,
    **dict.fromkeys(FINISHED_STATES, FINISHED_WORD),
}
"""The three words every municipality uses towards citizens."""

OUTCOMES = {"founded": "มีมูล", "unfounded": "ไม่มีมูล", "terminated": "ยุติเรื่อง", "solved": "แก้ไขแล้ว"}
NEEDS_REASON = FINISHED_STATES | {Status.WAITING_REPORTER}
LONGEST_REASON = 2000


class MoveRefused(Exception):
    """The case may not go there, or not without a reason; the text says what to do, in Thai."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since it was read."""


@dataclass(frozen=True)
class Move:
    """A wanted change of status. ``seen_version`` is the version of the case on the screen."""

    to: Status
    actor: str
    seen_version: int
    reason: str = ""
    outcome: str = ""


def move(session: Session, office: Office, case: Case, wanted: Move, now: datetime) -> None:
    """Change a case's status; the reason is sealed to its staff. MoveRefused, ChangedMeanwhile."""
    reason = wanted.reason.strip()
    _check(case, wanted, reason)
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
