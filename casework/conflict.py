"""Who may not touch a case: the accused, whoever declares a conflict, and what happens when nobody is left."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from casework.seal import decoy, wrap
from casework.staff_seal import genuine
from casework.unseal import content_key, report_of
from ledger.append import Act, append, staff_actor
from models import Case, CaseKey, CaseMark, Staff
from models.cases import DUTY, Kind
from models.staff import Duty


@dataclass(frozen=True)
class Unlocked:
    """A member of staff with the private key of their session."""

    staff: Staff
    private_key: bytes


def barred(session: Session, office: Office, case_id: str, staff_id: str) -> bool:
    """Whether somebody declared a conflict on this case."""
    tags = office.keys.macs("conflict", case_id, staff_id)
    return session.scalar(select(CaseMark.tag).where(CaseMark.tag.in_(tags))) is not None


def declare(session: Session, office: Office, case: Case, person: Unlocked, now: datetime) -> None:
    """Somebody steps back from a case they can open: their wrapping becomes a decoy, at once and for good.

    When nobody on the duty is left, the case goes to the reviewer from outside. The entry names the case only in
    its sealed payload: a dump does not tell from which case somebody stepped back.
    """
    slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
    private = content_key(person.private_key, slots, office, case)
    if private is None:
        return
    session.add(CaseMark(tag=office.keys.mac("conflict", case.id, person.staff.id)))
    session.flush()
    if handlers_left(session, office, case, report_of(session, office, case, private).accused):
        mine = [slot for slot in slots if content_key(person.private_key, [slot], office, case)]
        _replace(session, case, mine, [decoy(office, case.id) for _ in mine])
    else:
        _to_the_outside(session, office, case, private)
        append(session, office.keys, Act("case.handed_over", "outside", "system", case.ledger_tag), now)
    payload = {"case": case.ledger_tag}
    append(session, office.keys, Act("conflict.declared", actor=staff_actor(person.staff.id), payload=payload), now)


def hand_over(session: Session, office: Office, case: Case, person: Unlocked, now: datetime) -> bool:
    """Give a case to the reviewer from outside: local staff lose it. False when there is no reviewer or no key."""
    slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
    private = content_key(person.private_key, slots, office, case)
    if private is None or not reviewers(session, office):
        return False
    _to_the_outside(session, office, case, private)
    append(session, office.keys, Act("case.handed_over", "outside", staff_actor(person.staff.id), case.ledger_tag), now)
    return True


def reviewers(session: Session, office: Office) -> list[Staff]:
    """Reviewers from outside with an open account."""
    return [person for person in _active(session, office) if Duty.OUTSIDE in person.duties]


def handlers_left(session: Session, office: Office, case: Case, accused: str) -> list[Staff]:
    """Who on the duty of a case is neither accused nor stepped back."""
    return [
        person
        for person in _active(session, office)
        if DUTY[Kind(case.kind)] in person.duties
        and not (accused and person.accused_code == accused)
        and not barred(session, office, case.id, person.id)
    ]


def _active(session: Session, office: Office) -> list[Staff]:
    people = session.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.id))
    return [person for person in people if genuine(office.keys, person)]


def _to_the_outside(session: Session, office: Office, case: Case, private: bytes) -> None:
    """All wrappings anew: real ones for reviewers and recovery, decoys for as many as there were before."""
    old = list(session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)))
    keys = [person.public_key for person in reviewers(session, office)]
    keys += [office.recovery_public_key] if office.recovery_public_key else []
    new = [wrap(private, key, office, case.id) for key in keys]
    new += [decoy(office, case.id) for _ in range(len(old) - len(new))]
    secrets.SystemRandom().shuffle(new)
    _replace(session, case, old, new)


def _replace(session: Session, case: Case, old: list[CaseKey], new: list[bytes]) -> None:
    for slot in old:
        session.delete(slot)
    session.add_all(CaseKey(case_id=case.id, sealed=sealed) for sealed in new)
    session.flush()
