"""A report becomes a case: keys, sealing, receipt, clock, conflict and ledger, in one transaction."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import mailbox, receipt
from casework.clock import answer_due
from casework.office import Office
from casework.seal import Piece, add_item, add_slots, new_pair, wrap_reply_key
from ledger.append import Act, append
from models import Case, Staff
from models.base import random_id
from models.cases import Channel, ItemKind, Kind, Status
from models.catalogue import CATEGORIES
from models.days import bangkok_day
from models.staff import Duty

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: references are read out over the telephone."""

DUTY = {
    Kind.CORRUPTION: Duty.CORRUPTION,
    Kind.GIFT: Duty.CORRUPTION,
    Kind.GENERAL: Duty.GENERAL,
    Kind.FEEDBACK: Duty.GENERAL,
    Kind.QUESTION: Duty.GENERAL,
}


@dataclass(frozen=True)
class Answered:
    """One answer, with the question as it was worded: ``shown`` is for reading, ``value`` for machines."""

    key: str
    asked: str
    shown: str
    value: Any = None


@dataclass(frozen=True)
class Report:
    """What a reporter said. ``accused`` is a code of models.catalogue.ACCUSED or empty.

    ``identity`` is what a reporter volunteered of themselves: it never lies beside the report. ``files`` are
    ids of evidence items received while the report was written.
    """

    kind: Kind
    category: str
    answers: tuple[Answered, ...]
    accused: str = ""
    identity: tuple[Answered, ...] = ()
    files: tuple[str, ...] = ()
    notice_version: str = ""
    channel: Channel = Channel.ONLINE
    sample: bool = False


@dataclass(frozen=True)
class Reporter:
    """How the reporter can come back: ``person`` is the LINE id, used and forgotten; empty for the web."""

    person: str = ""
    notify: bool = False


@dataclass(frozen=True)
class Filed:
    """What filing gives: the receipt is for the reporter alone and is nowhere else."""

    case_id: str
    reference: str
    receipt: str
    answer_due_on: date


class UnknownCategory(Exception):
    """A report named a category its kind does not have."""


def file(session: Session, office: Office, report: Report, reporter: Reporter, now: datetime) -> Filed:
    """File a report in the caller's transaction; UnknownCategory for a category that does not exist."""
    if report.category not in CATEGORIES[report.kind]:
        raise UnknownCategory(report.category)
    code = receipt.new_receipt()
    private, public = new_pair()
    case = _case(session, office, report, now)
    case.content_public_key = public
    _open_to_reporter(office, case, code, reporter)
    session.add(case)
    session.flush()
    add_slots(session, office, case, private, _who_may_open(session, office, report))
    add_item(session, office, case, Piece(ItemKind.REPORT, _sealed_form(report)), now)
    append(session, office.keys, Act("case.filed", report.kind, case_tag=case.ledger_tag), now)
    return Filed(case.id, case.reference, code, case.answer_due_on)


def _case(session: Session, office: Office, report: Report, now: datetime) -> Case:
    today = bangkok_day(now)
    return Case(
        id=random_id(),
        ledger_tag=random_id(),
        reference=_free_reference(session, today),
        kind=report.kind,
        channel=report.channel,
        category=report.category,
        status=Status.RECEIVED,
        received_on=today,
        answer_due_on=answer_due(report.kind, today),
        notice_version=report.notice_version,
        sample=report.sample or office.sample,
    )


def _open_to_reporter(office: Office, case: Case, code: str, reporter: Reporter) -> None:
    """The reply pair, for the receipt and for the owner. From the web both owner columns are noise."""
    private, case.reply_public_key = new_pair()
    keys = receipt.derive(office, code)[0]
    case.receipt_lookup = keys.lookup
    case.reply_key_by_receipt = wrap_reply_key(private, keys.reply, office, case.id)
    case.owner_salt = secrets.token_bytes(16)
    tag = mailbox.owner_tags(office, case.owner_salt, case.id, reporter.person or secrets.token_hex(16))[0]
    case.owner_tag = mailbox.stored_tag(tag)
    case.reply_key_by_owner = wrap_reply_key(private, mailbox.owner_key(tag), office, case.id)
    if reporter.notify and reporter.person:
        case.notify = office.keys.seal("push", reporter.person.encode(), case.id)


def _who_may_open(session: Session, office: Office, report: Report) -> list[bytes | None]:
    """Public keys of everybody on the duty and of recovery; None (a decoy) for whoever is accused."""
    active = session.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.id))
    on_duty = [person for person in active if DUTY[report.kind] in person.duties]
    keys: list[bytes | None] = [
        None if report.accused and person.accused_code == report.accused else person.public_key for person in on_duty
    ]
    return [*keys, office.recovery_public_key]


def _sealed_form(report: Report) -> str:
    answers = [asdict(answer) for answer in report.answers]
    form = {"kind": report.kind, "category": report.category, "accused": report.accused, "answers": answers}
    return json.dumps(form, ensure_ascii=False)


def _free_reference(session: Session, today: date) -> str:
    """A random reference such as 70-K4T9P: fiscal year and five letters, in no order."""
    year = (today.year + 543 + (today.month >= 10)) % 100
    while True:
        letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(5))
        reference = f"{year:02d}-{letters}"
        if session.scalar(select(Case.id).where(Case.reference == reference)) is None:
            return reference
