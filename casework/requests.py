"""What a reporter may ask of their case: object, withdraw, have data erased, rate, be told of news or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casework import clock, mailbox, retention, withdraw
from casework.mailbox import Letter, Mailbox
from casework.office import Office
from casework.seal import Piece, add_item
from casework.triage import FINISHED_STATES, OFFICIAL_WORDS, PUBLIC_DETAILS, PUBLIC_WORDS, Told, tell
from ledger.append import Act, append
from ledger.owners import entries_of
from models import Case, LedgerEntry, RatingCount
from models.cases import ItemKind, Kind, Status
from models.days import bangkok_day

SCORES = range(1, 6)


class Wish(StrEnum):
    """What can be asked of a case beside writing to its staff."""

    OBJECT = "object"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    RATE = "rate"
    STOP_NOTICES = "stop_notices"
    START_NOTICES = "start_notices"


@dataclass(frozen=True)
class Decided:
    """What staff decided on a request for erasure, and what the reporter is told."""

    approved: bool
    told: Told


class NotNow(Exception):
    """The case does not stand so that this can be asked, or the score is none."""


class NotYet(NotNow):
    """Erasure cannot be approved: the case is unfinished or on hold."""


@dataclass(frozen=True)
class Standing:
    """How a case stands, as its reporter is told: public words and days, and what may be asked of it now."""

    words: str
    detail: str
    received_on: date
    first_answer_due_on: date
    news_due_on: date | None
    finished_on: date | None
    objection_until: date | None
    wishes: frozenset[Wish]


def standing(office: Office, box: Mailbox, letters: list[Letter], now: datetime) -> Standing:
    """How the case of an opened mailbox stands."""
    case, finished = box.case, box.case.finished_on
    due = None if finished else clock.next_news_due(case.answer_due_on, _answered_since(case, letters))
    return Standing(
        words=PUBLIC_WORDS[case.status],
        detail=PUBLIC_DETAILS.get(case.status, ""),
        received_on=case.received_on,
        first_answer_due_on=case.answer_due_on,
        news_due_on=due,
        finished_on=finished,
        objection_until=_objection_until(case),
        wishes=wishes(office, box, now),
    )


def wishes(office: Office, box: Mailbox, now: datetime) -> frozenset[Wish]:
    """What may be asked of the case now. Starting notices takes a LINE id, which only the chat has."""
    case = box.case
    until = _objection_until(case)
    open_ = {
        Wish.OBJECT: until is not None and bangkok_day(now) <= until,
        Wish.WITHDRAW: case.finished_on is None,
        Wish.ERASE: True,
        Wish.RATE: case.finished_on is not None and not mailbox.was_rated(office, box),
        Wish.STOP_NOTICES: case.notify is not None,
        Wish.START_NOTICES: case.notify is None and case.finished_on is None,
    }
    return frozenset(wish for wish, may in open_.items() if may)


def objected(session: Session, office: Office, box: Mailbox, reason: str, now: datetime) -> None:
    """Take the result back to screening, for another officer than who finished it. NotNow."""
    case = _taken(session, office, box, Wish.OBJECT, now)
    today = bangkok_day(now)
    case.status, case.finished_on, case.outcome = Status.SCREENING, None, ""
    case.objections += 1
    case.answer_due_on = clock.answer_due(Kind(case.kind), today)
    _write_down(session, office, case, f"คัดค้านผล: {reason}", now)
    append(session, office.keys, Act("case.objected", case_tag=case.ledger_tag), now)


def withdrawn(session: Session, office: Office, box: Mailbox, reason: str, now: datetime) -> None:
    """The reporter takes the case back; it counts as finished, on a line of its own. NotNow."""
    case = _taken(session, office, box, Wish.WITHDRAW, now)
    case.status, case.finished_on = Status.WITHDRAWN, bangkok_day(now)
    words = OFFICIAL_WORDS[Status.WITHDRAWN]
    _write_down(session, office, case, f"{words}: {reason}" if reason else words, now)
    append(session, office.keys, Act("case.withdrawn", case_tag=case.ledger_tag), now)


def erasure_asked(session: Session, office: Office, box: Mailbox, reason: str, now: datetime) -> None:
    """How to reach the reporter and what they said of themselves is erased at once. NotNow.

    Staff decide on the rest.
    """
    case = _taken(session, office, box, Wish.ERASE, now)
    case.notify = None
    withdraw.forget_identity(session, case)
    _write_down(session, office, case, f"ขอให้ลบข้อมูล: {reason}" if reason else "ขอให้ลบข้อมูล", now)
    append(session, office.keys, Act("case.erasure_asked", case_tag=case.ledger_tag), now)


def erasure_waits(session: Session, office: Office, case: Case) -> bool:
    """Whether the reporter asked for erasure and nobody has decided yet, by what the ledger says."""
    asked = entries_of(session, office.keys, case.ledger_tag, ("case.erasure_asked",))
    decided = session.scalar(
        select(func.max(LedgerEntry.id)).where(
            LedgerEntry.type == "case.erasure_decided", LedgerEntry.case_tag == case.ledger_tag
        )
    )
    return bool(asked) and asked[-1] > (decided or 0)


def erasure_decided(session: Session, office: Office, case: Case, decided: Decided, now: datetime) -> None:
    """Enter what staff decided on a request for erasure. NotNow when none waits.

    Refused: the reporter is told. Approved: the content is erased for good, and with it the way to tell anybody;
    NotYet while the case is unfinished or on hold.
    """
    if not erasure_waits(session, office, case):
        raise NotNow
    if decided.approved and (case.finished_on is None or retention.is_held(session, case)):
        raise NotYet
    topic = "approved" if decided.approved else "refused"
    append(session, office.keys, Act("case.erasure_decided", topic, decided.told.actor, case.ledger_tag), now)
    if decided.approved:
        retention.shred(session, office.keys, case, now)
        append(session, office.keys, Act("case.erased", "request", decided.told.actor, case.ledger_tag), now)
        return
    tell(session, office, case, decided.told, now)


def rated(session: Session, office: Office, box: Mailbox, score: int, now: datetime) -> None:
    """Count a score, once for a case. Nothing that is written says which case it was for. NotNow."""
    if score not in SCORES:
        raise NotNow
    case = _taken(session, office, box, Wish.RATE, now)
    mailbox.mark_rated(office, case, rated=True)
    today = bangkok_day(now)
    quarter = f"{today.year}Q{(today.month + 2) // 3}"
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [{"quarter": quarter, "kind": case.kind, "score": one, "count": 0} for one in SCORES]
    session.execute(insert(RatingCount).on_conflict_do_nothing(), rows)
    here = (RatingCount.quarter == quarter, RatingCount.kind == case.kind, RatingCount.score == score)
    session.execute(update(RatingCount).where(*here).values(count=RatingCount.count + 1))
    append(session, office.keys, Act("rating.counted", case.kind), now)


def notices_stopped(session: Session, office: Office, box: Mailbox, now: datetime) -> None:
    """Erase the sealed LINE id of a case. NotNow when there is none."""
    case = _taken(session, office, box, Wish.STOP_NOTICES, now)
    case.notify = None
    append(session, office.keys, Act("case.notices", "stopped", case_tag=case.ledger_tag), now)


def notices_started(session: Session, office: Office, box: Mailbox, person: str, now: datetime) -> None:
    """Keep the LINE id sealed, for notices without words. NotNow."""
    case = _taken(session, office, box, Wish.START_NOTICES, now)
    case.notify = office.keys.seal("push", person.encode(), case.id)
    append(session, office.keys, Act("case.notices", "started", case_tag=case.ledger_tag), now)


def _taken(session: Session, office: Office, box: Mailbox, wish: Wish, now: datetime) -> Case:
    """The case, locked and as it stands now: of two presses of one button the second comes too late."""
    session.refresh(box.case, with_for_update=True)
    if wish not in wishes(office, box, now):
        raise NotNow
    return box.case


def _write_down(session: Session, office: Office, case: Case, text: str, now: datetime) -> None:
    add_item(session, office, case, Piece(ItemKind.REQUEST, text, for_reporter=True), now)


def _objection_until(case: Case) -> date | None:
    """The last day to object; None where there is nothing to object to: whoever withdrew has no result."""
    if case.finished_on is None or case.status == Status.WITHDRAWN or case.status not in FINISHED_STATES:
        return None
    return clock.objection_until(case.finished_on)


def _answered_since(case: Case, letters: list[Letter]) -> date | None:
    """The last answer that counts: after an objection the first answer is awaited anew."""
    last = mailbox.last_answer_on(letters)
    began = clock.answer_began(Kind(case.kind), case.answer_due_on)
    if last is None or last < began or (case.objections and last == began):
        return None
    return last
