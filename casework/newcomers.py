"""Giving somebody new the cases of before: wrapped by somebody who can open them, in their own session.

For general cases one person does it. For corruption cases a custodian with no part in it agrees first. Whoever
is accused or stepped back gets a decoy, so that every case grows by one wrapping of one size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.conflict import Unlocked, barred
from casework.identity_opening import same_person
from casework.office import Office
from casework.seal import decoy, wrap
from casework.staff_seal import genuine
from casework.unseal import content_key, report_of
from ledger.append import Act, append, staff_actor
from models import Case, CaseKey, CaseMark, KeyGrant, Staff
from models.cases import DUTY
from models.identity import RequestState
from models.staff import Duty

AGREED_WITHIN = timedelta(hours=72)
NOT_NOW = "ทำรายการนี้ไม่ได้แล้ว คำขออาจหมดอายุ ใช้ไปแล้ว หรือข้อมูลผู้รับเปลี่ยนไป"
NOT_YOU = "ผู้ขอและผู้รับอนุมัติเองไม่ได้ ต้องเป็นผู้ที่ไม่เกี่ยวข้อง"


class GrantRefused(Exception):
    """The keys may not be given; the text says why, in Thai."""


@dataclass(frozen=True)
class Gift:
    """Who gives which duty's cases to whom."""

    giver: Unlocked
    newcomer: Staff
    duty: Duty


def colleagues(session: Session, person: Staff) -> list[tuple[Staff, Duty]]:
    """Everybody else with an open account, once for every duty they share with this person."""
    others = session.scalars(select(Staff).where(Staff.disabled_at.is_(None), Staff.id != person.id))
    shared = (Duty.CORRUPTION, Duty.GENERAL)
    pairs = [(one, duty) for one in others for duty in shared if duty in one.duties and duty in person.duties]
    return sorted(pairs, key=lambda pair: (pair[0].username, pair[1]))


def ask(session: Session, office: Office, giver: Staff, newcomer: Staff, now: datetime) -> KeyGrant:
    """Ask a custodian to agree to giving corruption cases to a newcomer."""
    grant = KeyGrant(
        requester_id=giver.id,
        newcomer_id=newcomer.id,
        newcomer_key=newcomer.public_key,
        state=RequestState.WAITING,
        expires_at=now + AGREED_WITHIN,
    )
    session.add(grant)
    session.flush()
    _enter(session, office, "keys.grant_asked", grant, (giver, now))
    return grant


def decide(session: Session, office: Office, grant_id: str, verdict: tuple[Staff, bool], now: datetime) -> None:
    """A custodian agrees or not. GrantRefused for whoever has a part in it, or when it is over."""
    custodian, agreed = verdict
    grant = session.get(KeyGrant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None or grant.state != RequestState.WAITING or now >= grant.expires_at:
        raise GrantRefused(NOT_NOW)
    involved = (session.get_one(Staff, grant.requester_id), session.get_one(Staff, grant.newcomer_id))
    if any(same_person(custodian, one) for one in involved):
        raise GrantRefused(NOT_YOU)
    grant.approver_id, grant.state = custodian.id, RequestState.OPEN if agreed else RequestState.REFUSED
    _enter(session, office, "keys.grant_agreed" if agreed else "keys.grant_declined", grant, (custodian, now))


def give(session: Session, office: Office, gift: Gift, now: datetime) -> int:
    """Wrap every case of the duty that the giver can open; how many. GrantRefused without the second person."""
    ours = genuine(office.keys, gift.newcomer)
    if not ours or gift.duty not in gift.newcomer.duties or gift.newcomer.disabled_at is not None:
        raise GrantRefused(NOT_NOW)
    if gift.duty is Duty.CORRUPTION:
        _use_grant(session, gift, now)
    given = sum(_give_one(session, office, case, gift) for case in _cases(session, gift.duty))
    payload: dict[str, str | int] = {"newcomer": staff_actor(gift.newcomer.id), "cases": given}
    act = Act("keys.given", gift.duty, staff_actor(gift.giver.staff.id), payload=payload)
    append(session, office.keys, act, now)
    return given


def agreed(session: Session, giver: Staff, newcomer: Staff, now: datetime) -> KeyGrant | None:
    """The unused consent to give this newcomer, with the key they had then, corruption cases."""
    wanted = select(KeyGrant).where(
        KeyGrant.requester_id == giver.id,
        KeyGrant.newcomer_id == newcomer.id,
        KeyGrant.newcomer_key == newcomer.public_key,
        KeyGrant.state == RequestState.OPEN,
        KeyGrant.expires_at > now,
    )
    return session.scalars(wanted).first()


def _use_grant(session: Session, gift: Gift, now: datetime) -> None:
    grant = agreed(session, gift.giver.staff, gift.newcomer, now)
    if grant is not None:
        session.refresh(grant, with_for_update=True)
    if grant is None or grant.state != RequestState.OPEN:
        raise GrantRefused(NOT_NOW)
    grant.state = RequestState.CLOSED


def _cases(session: Session, duty: Duty) -> list[Case]:
    kinds = [kind for kind, whose in DUTY.items() if whose is duty]
    return list(session.scalars(select(Case).where(Case.kind.in_(kinds))))


def _give_one(session: Session, office: Office, case: Case, gift: Gift) -> bool:
    """One case; whether it grew. What was given before is not given twice."""
    slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
    private = content_key(gift.giver.private_key, slots, office, case)
    tags = office.keys.macs("given", case.id, gift.newcomer.id, gift.newcomer.public_key)
    if private is None or session.scalar(select(CaseMark.tag).where(CaseMark.tag.in_(tags))):
        return False
    accused = report_of(session, office, case, private).accused
    left_out = accused and accused == gift.newcomer.accused_code
    left_out = left_out or barred(session, office, case.id, gift.newcomer.id)
    sealed = decoy(office, case.id) if left_out else wrap(private, gift.newcomer.public_key, office, case.id)
    session.add_all((CaseKey(case_id=case.id, sealed=sealed), CaseMark(tag=tags[0])))
    return True


def _enter(session: Session, office: Office, kind: str, grant: KeyGrant, by: tuple[Staff, datetime]) -> None:
    payload = {"grant": grant.id, "newcomer": staff_actor(grant.newcomer_id)}
    append(session, office.keys, Act(kind, Duty.CORRUPTION, staff_actor(by[0].id), payload=payload), by[1])
