"""A report becomes a case: keys, sealing, receipt, clock, conflict and ledger, in one transaction."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import evidence, identity, mailbox, originals, receipt, withdraw
from casework.clock import answer_due
from casework.office import Office
from casework.seal import Kept, Piece, add_item, add_slots, new_pair, seal_kept, wrap_reply_key
from casework.staff_seal import genuine
from ledger.append import Act, append, staff_actor
from models import Case, Staff
from models.base import random_id
from models.cases import DUTY, Channel, ItemKind, Kind, Status
from models.catalogue import CATEGORIES
from models.days import bangkok_day, fiscal_year
from models.staff import Duty

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: references are read out over the telephone."""


@dataclass(frozen=True)
class Answered:
    """One answer, with the question as it was worded: ``shown`` is for reading, ``value`` for machines.

    ``sources`` are the messages it came from, part by part: who takes one back takes its words back.
    """

    key: str
    asked: str
    shown: str
    value: Any = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a reporter said. ``accused`` is a code of models.catalogue.ACCUSED or empty.

    ``entered_by`` is the ledger's name of who wrote it down, staff when it came on ``received_on`` by paper.
    ``identity`` is what a reporter volunteered of themselves: it never lies beside the report. ``files`` are
    ids of evidence items received while the report was written, ``file_sources`` the messages they came with.
    """

    kind: Kind
    category: str
    answers: tuple[Answered, ...]
    accused: str = ""
    identity: tuple[Answered, ...] = ()
    files: tuple[str, ...] = ()
    file_sources: tuple[str, ...] = ()
    notice_version: str = ""
    channel: Channel = Channel.ONLINE
    sample: bool = False
    received_on: date | None = None
    entered_by: str = "reporter"


@dataclass(frozen=True)
class Reporter:
    """How the reporter can come back: ``person`` is the LINE id, used and forgotten; empty for the web.

    ``receipt`` is drawn before by whoever must be able to show it twice; a fresh one otherwise.
    """

    person: str = ""
    notify: bool = False
    receipt: str = ""


@dataclass(frozen=True)
class Filed:
    """What filing gives: the receipt is for the reporter alone and is nowhere else."""

    case_id: str
    reference: str
    receipt: str
    answer_due_on: date


class UnknownCategory(Exception):
    """A report named a category its kind does not have."""


class NobodyCanOpen(Exception):
    """No key is left that a person could open the report with: nothing was filed."""


def somebody_can_open(session: Session, office: Office, kind: Kind, accused: str = "") -> bool:
    """Whether a report could be opened by anybody at all; ask it before asking anybody anything."""
    return any(_who_may_open(session, office, (kind, accused)))


def file(session: Session, office: Office, report: Report, reporter: Reporter, now: datetime) -> Filed:
    """File a report in the caller's transaction; UnknownCategory for a category that does not exist.

    NobodyCanOpen before anything is written. Recovery alone is two people with two sheets: allowed, and entered.
    """
    if report.category not in CATEGORIES[report.kind]:
        raise UnknownCategory(report.category)
    opening = _who_may_open(session, office, (report.kind, report.accused))
    if not any(opening):
        raise NobodyCanOpen
    code = reporter.receipt or receipt.new_receipt()
    private, public = new_pair()
    case = _case(session, office, report, now)
    case.content_public_key = public
    _open_to_reporter(office, case, code, reporter)
    session.add(case)
    session.flush()
    report, identity_key = _seal_identity(session, office, (case, report), now)
    add_slots(session, office, case, private, opening)
    _enter_keys(session, office, case, now)
    kept: Kept = {}
    item = add_item(session, office, case, Piece(ItemKind.REPORT, _sealed_form(office, case, report, kept)), now)
    withdraw.mark_apart(office, case, report, kept)
    seal_kept(office, item, kept)
    originals.open_vault(session, case.id, identity_key)
    evidence.file(session, office, case, report.files, now)
    append(session, office.keys, Act("case.filed", report.kind, report.entered_by, case.ledger_tag), now)
    return Filed(case.id, case.reference, code, case.answer_due_on)


def _case(session: Session, office: Office, report: Report, now: datetime) -> Case:
    today = report.received_on or bangkok_day(now)
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
    mailbox.mark_rated(office, case, rated=False)
    keys = receipt.keys_to_file(office, code)
    case.receipt_lookup = keys.lookup
    case.reply_key_by_receipt = wrap_reply_key(private, keys.reply, office, case.id)
    case.owner_salt = secrets.token_bytes(16)
    tag = mailbox.owner_tags(office, case.owner_salt, case.id, reporter.person or secrets.token_hex(16))[0]
    case.owner_tag = mailbox.stored_tag(tag)
    case.reply_key_by_owner = wrap_reply_key(private, mailbox.owner_key(tag), office, case.id)
    if reporter.notify and reporter.person:
        case.notify = office.keys.seal("push", reporter.person.encode(), case.id)


def _seal_identity(session: Session, office: Office, filed: tuple[Case, Report], now: datetime) -> tuple[Report, bytes]:
    """What the reporter said of themselves, sealed apart, and the key; every case has the same rows, said or not.

    What nobody could ever open again is not kept, and that is entered; the report then says that nothing was given.
    """
    case, report = filed
    if report.identity and not identity.possible(session, office):
        report = replace(report, identity=())
        append(session, office.keys, Act("identity.not_kept", report.kind, "system", case.ledger_tag), now)
    key = identity.new_identity(session, office, case, report.accused)
    identity.seal_fields(session, office, case, key, [_plain(field) for field in report.identity])
    return report, key


def _who_may_open(session: Session, office: Office, about: tuple[Kind, str]) -> list[bytes | None]:
    """Public keys of everybody on the duty, of reviewers from outside and of recovery; None for a decoy.

    Whoever is accused gets a decoy, and a row that is not signed; the reviewers get one too, unless nobody on the
    duty is left. ``about``: the kind, and whom the report accuses.
    """
    kind, accused = about
    people = _active(session)
    keys: list[bytes | None] = [
        None if accused and person.accused_code == accused else _key_of(office, person)
        for person in people
        if DUTY[kind] in person.duties
    ]
    outside = [_key_of(office, person) for person in people if Duty.OUTSIDE in person.duties]
    keys += outside if not any(keys) else [None for _ in outside]
    return [*keys, office.recovery_public_key]


def _key_of(office: Office, person: Staff) -> bytes | None:
    return person.public_key if genuine(office.keys, person) else None


def _active(session: Session) -> list[Staff]:
    return list(session.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.id)))


def _enter_keys(session: Session, office: Office, case: Case, now: datetime) -> None:
    """Enter what is out of the ordinary: rows that are not signed, and a case that only recovery can open."""
    for person in _active(session):
        if not genuine(office.keys, person):
            payload = {"staff": staff_actor(person.id)}
            append(session, office.keys, Act("key.refused", "case", "system", payload=payload), now)
    if not any(_who_may_open(session, office, (Kind(case.kind), ""))[:-1]):  # whoever is accused
        append(session, office.keys, Act("case.recovery_only", case.kind, "system", case.ledger_tag), now)


def _sealed_form(office: Office, case: Case, report: Report, kept: Kept) -> str:
    answers = []
    for answer in report.answers:
        raw = _plain(answer)
        answers.append(withdraw.shut(office, case, raw, answer.sources, kept) if answer.sources else raw)
    form: dict[str, Any] = {"kind": report.kind, "category": report.category, "accused": report.accused}
    form |= {"answers": answers, "identity_given": bool(report.identity)}
    return json.dumps(form, ensure_ascii=False)


def _plain(answer: Answered) -> dict[str, Any]:
    """An answer as it is sealed: never with the messages it came from."""
    return {"key": answer.key, "asked": answer.asked, "shown": answer.shown, "value": answer.value}


def _free_reference(session: Session, today: date) -> str:
    """A random reference such as 70-K4T9P: fiscal year and five letters, in no order."""
    year = fiscal_year(today) % 100
    while True:
        letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(5))
        reference = f"{year:02d}-{letters}"
        if session.scalar(select(Case.id).where(Case.reference == reference)) is None:
            return reference
