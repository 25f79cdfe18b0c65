"""How long what is kept, and erasing it for good: content goes, the count stays, the ledger certifies it.

Defaults by class of data (they need the agency's legal officer): whoever closes a case starts its clock. A
case on legal hold, an unfinished one and one with something new in it are never erased.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from casework import evidence, withdraw
from casework.identity import is_kept
from keys import ServerKeys
from ledger.append import Act, append
from ledger.owners import entries_of
from models import (
    Case,
    CaseHold,
    CaseIdentity,
    CaseItem,
    CaseKey,
    CaseMark,
    EvidenceVault,
    IdentityKey,
    IdentityRequest,
    LedgerEntry,
    LedgerPayload,
    Staff,
)
from models.cases import Kind, Status
from models.days import bangkok_day

FRESH = timedelta(days=90)
"""Something added to a case in these days says that somebody still needs it."""

LONGEST_SILENCE = timedelta(days=14)
"""A clock that is further than this from the newest ledger entry is not believed."""

CONFIRM = "look at the clock; if it is right: flask retention --clock-is-right"

LEAP_REMEMBERED = timedelta(days=365)
"""As long as a leap between two days of the ledger keeps anything from being erased."""


@dataclass(frozen=True)
class Rule:
    """A class of cases and the days they are kept after they were finished."""

    name: str
    words: str
    days: int


REJECTED = Rule("rejected", "เรื่องที่ไม่รับ", 365)
FEEDBACK = Rule("feedback", "ติชม เสนอแนะ ชมเชย", 2 * 365)
GENERAL = Rule("general", "เรื่องร้องเรียนทั่วไป", 5 * 365)
INTEGRITY = Rule("integrity", "เรื่องทุจริตและของขวัญ", 10 * 365)
IDENTITY = Rule("identity", "ข้อมูลผู้แจ้งและต้นฉบับไฟล์", 90)
RULES = (REJECTED, FEEDBACK, GENERAL, INTEGRITY)


@dataclass(frozen=True)
class Due:
    """A case whose time is over: by which rule, and the last day it was to be kept."""

    case_id: str
    reference: str
    rule: Rule
    since: date


class ClockNotBelieved(Exception):
    """The clock is far from the newest ledger entry; nothing is erased by it."""


def rule_of(case: Case) -> Rule:
    """The rule of a case."""
    if case.status == Status.REJECTED:
        return REJECTED
    if case.kind in (Kind.CORRUPTION, Kind.GIFT):
        return INTEGRITY
    return FEEDBACK if case.kind in (Kind.FEEDBACK, Kind.QUESTION) else GENERAL


def due(session: Session, now: datetime) -> list[Due]:
    """Cases to be erased at this moment, oldest first: what a dry run shows and a run erases."""
    today = bangkok_day(now)
    return [one for case in session.scalars(_finished(today)).all() if (one := _due(session, case, today))]


def believe(session: Session, now: datetime) -> None:
    """Refuse a clock that leapt, also in the year before: an entry written by a wrong clock does not make it right.

    ClockNotBelieved, until somebody confirms the clock.
    """
    today = bangkok_day(now)
    said = select(func.max(LedgerEntry.id)).where(LedgerEntry.type == "clock.confirmed").scalar_subquery()
    since = LedgerEntry.id >= func.coalesce(said, 0)
    days = list(session.scalars(select(LedgerEntry.day).where(since).distinct().order_by(LedgerEntry.day)))
    if not days:
        return
    if not days[-1] <= today <= days[-1] + LONGEST_SILENCE:
        raise ClockNotBelieved(f"the newest ledger entry is {(today - days[-1]).days} days old; {CONFIRM}")
    for one, following in pairwise(days):
        if following - one > LONGEST_SILENCE and following > today - LEAP_REMEMBERED:
            raise ClockNotBelieved(f"the ledger leaps by {(following - one).days} days; {CONFIRM}")


def confirm_clock(session: Session, keys: ServerKeys, now: datetime) -> None:
    """Somebody looked at the clock and found it right, whatever the ledger's days were before."""
    append(session, keys, Act("clock.confirmed", actor="system"), now)


def erase(session: Session, keys: ServerKeys, one: Due, now: datetime) -> bool:
    """Erase a case for good in the caller's transaction; False when it is no longer due.

    Keys, content, letters and the payloads of its ledger entries go; kind, category, status and dates stay
    for the figures. The entry ``case.erased`` is the certificate.
    """
    case = session.get(Case, one.case_id, with_for_update=True)
    if case is None or _due(session, case, bangkok_day(now)) is None or is_held(session, case):
        return False
    shred(session, keys, case, now)
    payload: dict[str, str | int] = {"rule": one.rule.name, "kept_days": one.rule.days}
    append(session, keys, Act("case.erased", "retention", "system", case.ledger_tag, payload), now)
    return True


def shred(session: Session, keys: ServerKeys, case: Case, now: datetime) -> None:
    """Take away everything that could ever open a case; its receipt is unknown from then on."""
    session.execute(delete(CaseKey).where(CaseKey.case_id == case.id))
    session.execute(delete(CaseItem).where(CaseItem.case_id == case.id))
    session.execute(delete(CaseHold).where(CaseHold.case_id == case.id))
    evidence.erase_filed(session, case)
    for table in (EvidenceVault, IdentityRequest, IdentityKey, CaseIdentity):
        session.execute(delete(table).where(table.case_id == case.id))
    _drop_marks(session, keys, case)
    entries = select(LedgerEntry.id).where(LedgerEntry.case_tag == case.ledger_tag)
    session.execute(delete(LedgerPayload).where(LedgerPayload.entry_id.in_(entries)))
    for entry_id in entries_of(session, keys, case.ledger_tag):
        session.execute(delete(LedgerPayload).where(LedgerPayload.entry_id == entry_id))
    case.content_public_key = case.reply_public_key = b""
    case.reply_key_by_receipt = case.reply_key_by_owner = case.owner_tag = case.owner_salt = b""
    case.receipt_lookup = secrets.token_bytes(32)
    case.notify = None
    case.erased_on = bangkok_day(now)
    session.flush()


def _drop_marks(session: Session, keys: ServerKeys, case: Case) -> None:
    """Keyed hashes of who stepped back from a case or was given it: found by trying every account."""
    for person in session.scalars(select(Staff)):
        tags = (*keys.macs("conflict", case.id, person.id), *keys.macs("given", case.id, person.id, person.public_key))
        session.execute(delete(CaseMark).where(CaseMark.tag.in_(tags)))


def forget_reporter(session: Session, case: Case) -> None:
    """Who the reporter is becomes noise of the same size; keys, requests and the originals of files go."""
    withdraw.forget_identity(session, case)
    for table in (IdentityKey, IdentityRequest):
        session.execute(delete(table).where(table.case_id == case.id))
    evidence.erase_originals(session, case)


def identities_due(session: Session, now: datetime) -> list[str]:
    """Ids of cases finished so long ago that nobody needs to know their reporter any more, not on hold."""
    last = bangkok_day(now) - timedelta(days=IDENTITY.days)
    over = (Case.finished_on < last, Case.erased_on.is_(None), Case.id.not_in(select(CaseHold.case_id)))
    return list(session.scalars(select(Case.id).where(*over, Case.id.in_(select(IdentityKey.case_id)))))


def erase_identity(session: Session, keys: ServerKeys, case_id: str, now: datetime) -> bool:
    """Erase who the reporter of a finished case is, in the caller's transaction; False when it is no longer due."""
    case = session.get(Case, case_id, with_for_update=True)
    last = bangkok_day(now) - timedelta(days=IDENTITY.days)
    if case is None or case.finished_on is None or case.finished_on >= last or is_held(session, case):
        return False
    if not is_kept(session, case_id):
        return False  # erased already, with its case or by another worker
    forget_reporter(session, case)
    payload: dict[str, str | int] = {"rule": IDENTITY.name, "kept_days": IDENTITY.days}
    append(session, keys, Act("identity.erased", "retention", "system", case.ledger_tag, payload), now)
    return True


def hold(session: Session, keys: ServerKeys, case: Case, actor: str, now: datetime) -> None:
    """Keep a case beyond its time, until the hold is lifted."""
    if session.get(CaseHold, case.id) is None:
        session.add(CaseHold(case_id=case.id, since=bangkok_day(now)))
        append(session, keys, Act("case.hold", "placed", actor, case.ledger_tag), now)


def lift(session: Session, keys: ServerKeys, case: Case, actor: str, now: datetime) -> None:
    """Let a case's time run out again."""
    held = session.get(CaseHold, case.id)
    if held is not None:
        session.delete(held)
        append(session, keys, Act("case.hold", "lifted", actor, case.ledger_tag), now)


def is_held(session: Session, case: Case) -> bool:
    """Whether a case is on legal hold."""
    return session.get(CaseHold, case.id) is not None


def _finished(today: date) -> Select[Case]:
    shortest = today - timedelta(days=min(rule.days for rule in RULES))
    return (
        select(Case)
        .where(Case.finished_on < shortest, Case.erased_on.is_(None), Case.id.not_in(select(CaseHold.case_id)))
        .order_by(Case.finished_on, Case.id)
    )


def _due(session: Session, case: Case, today: date) -> Due | None:
    """Whether a finished case's time is over and nothing new is in it. The last day still counts as kept."""
    rule = rule_of(case)
    if case.erased_on is not None or case.finished_on is None:
        return None
    last_day = case.finished_on + timedelta(days=rule.days)
    newest = session.scalar(select(func.max(CaseItem.on_day)).where(CaseItem.case_id == case.id))
    fresh = newest is not None and newest > today - FRESH
    return Due(case.id, case.reference, rule, last_day) if last_day < today and not fresh else None
