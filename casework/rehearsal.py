"""Proof at set-up that the keys just made work: a test case is sealed, opened by two custodians, and gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework import identity_opening as opening
from casework.conflict import Unlocked
from casework.identity_opening import Consent, OpeningRefused, Wish
from casework.intake import Answered, Report, Reporter, file
from casework.office import Office
from casework.staff_keys import unlock_by_recovery
from keys import SealBroken
from ledger.append import Act, append
from models import Case
from models.cases import Kind

SAID = Answered("name", "ชื่อ", "ทดสอบการเปิดข้อมูล")


class RehearsalFailed(Exception):
    """The keys do not do what they are for; nothing may be set up with them."""


@dataclass(frozen=True)
class Cast:
    """Two custodians and somebody to ask them, each with their key; the recovery key from two typed sheets."""

    first: Unlocked
    second: Unlocked
    requester: Unlocked
    recovery_private: bytes


def rehearse(session: Session, office: Office, cast: Cast, now: datetime) -> None:
    """Play an opening from end to end and take it back; only the entry that it was tried stays. RehearsalFailed."""
    attempt = session.begin_nested()
    try:
        said = _opened(session, office, cast, now)
        same = unlock_by_recovery(cast.first.staff, cast.recovery_private) == cast.first.private_key
    except (OpeningRefused, SealBroken) as error:
        raise RehearsalFailed(type(error).__name__) from None
    finally:
        attempt.rollback()
    if said != SAID.shown or not same:
        raise RehearsalFailed("opened something else")
    append(session, office.keys, Act("setup.rehearsed", actor="system"), now)


def _opened(session: Session, office: Office, cast: Cast, now: datetime) -> str:
    report = Report(Kind.CORRUPTION, "other", (), identity=(SAID,), sample=True)
    filed = file(session, office, report, Reporter(), now)
    case = session.get_one(Case, filed.case_id)
    request = opening.ask(session, office, case, Wish(cast.requester.staff, "contact", "ทดสอบ"), now)
    for custodian in (cast.first, cast.second):
        opening.approve(session, office, Consent(request.id, request.digest, custodian), now)
    key = opening.use(session, office, request.id, (cast.requester, b"rehearsal"), now)
    return str(opening.fields(session, office, case.id, key)[0]["shown"])
