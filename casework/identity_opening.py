"""Opening an identity: somebody asks with a reason, two custodians peel one after the other, the reporter is told.

What the two hand over is never readable to one of them: the first leaves boxes for the second, sealed to this very
request; the second seals the key to whoever asked. It lives for 15 minutes in one session and is then erased.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import notices
from casework.conflict import Unlocked, barred
from casework.identity import BOX, KEY, RECOVERY, custodians, inner_place, is_kept, outer_place
from casework.office import Office
from casework.seal import Piece, add_item, new_pair, place
from casework.staff_seal import genuine
from keys import SealBroken, framed, open_sealed, open_shared, seal_to
from ledger.append import Act, append, staff_actor
from models import Case, CaseIdentity, IdentityKey, IdentityRequest, Staff
from models.base import random_id, to_ms
from models.cases import ItemKind
from models.days import bangkok_day
from models.identity import RequestState

REASONS = {
    "contact": "ต้องติดต่อผู้แจ้งเพื่อขอข้อเท็จจริงที่ขาด",
    "protection": "ต้องจัดมาตรการคุ้มครองผู้แจ้ง",
    "wish": "ผู้แจ้งขอให้ติดต่อกลับ",
    "law": "มีคำสั่งศาลหรือกฎหมายกำหนด",
}
APPROVED_WITHIN = timedelta(hours=72)
KEPT_UNREAD = timedelta(hours=24)
READABLE_FOR = timedelta(minutes=15)
LONGEST_WORDS = 1000
TOLD = "ระบบแจ้งให้ทราบ: เปิดข้อมูลผู้แจ้งเมื่อ {day} เหตุผล: {reason}"
GONE = "คำขอนี้หมดอายุหรือสิ้นสุดแล้ว หากยังจำเป็นต้องยื่นคำขอใหม่"
CHANGED = "คำขอนี้ไม่ตรงกับที่ท่านเห็น โปรดเปิดรายการใหม่แล้วอ่านอีกครั้ง"
ERASED = "ข้อมูลผู้ร้องของเรื่องนี้ถูกลบแล้ว ขอเปิดไม่ได้"
OWN_REQUEST = "ผู้ยื่นคำขอเปิดข้อมูลด้วยตนเองไม่ได้"
TWICE = "ต้องเป็นผู้เก็บรักษาข้อมูลคนละคนกัน"
NO_PART = "ท่านเปิดข้อมูลของเรื่องนี้ไม่ได้"


class OpeningRefused(Exception):
    """The step may not happen; the text says why, in Thai."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: who asks, which reason, in which words (sealed), and whom the case accuses."""

    requester: Staff
    reason: str
    words: str
    accused: str = ""


@dataclass(frozen=True)
class Consent:
    """A custodian's word for one request as it stood on the screen (``digest``)."""

    request_id: str
    digest: str
    custodian: Unlocked


def ask(session: Session, office: Office, case: Case, wish: Wish, now: datetime) -> IdentityRequest:
    """File a request. OpeningRefused without a known reason and words of 1 to 1,000, or when nothing is kept."""
    words = wish.words.strip()
    if not is_kept(session, case.id):
        raise OpeningRefused(ERASED)
    if wish.reason not in REASONS or not words or len(words) > LONGEST_WORDS:
        raise OpeningRefused(f"โปรดเลือกเหตุผล และอธิบายไม่เกิน {LONGEST_WORDS:,} ตัวอักษร")
    request = IdentityRequest(
        id=random_id(),
        case_id=case.id,
        requester_id=wish.requester.id,
        reason=wish.reason,
        filed_at=now,
        expires_at=now + APPROVED_WITHIN,
        state=RequestState.WAITING,
    )
    readers = [wish.requester.public_key, *_readers(session, office, case, wish.accused)]
    boxes = [seal_to(key, "identity-words", words.encode(), request.id).hex() for key in readers]
    request.words = json.dumps(boxes).encode()
    request.digest = digest_of(request)
    session.add(request)
    session.flush()
    _enter(session, office, request, "identity.requested", (wish.requester, now))
    return request


def digest_of(request: IdentityRequest) -> str:
    """The hash of everything that was asked: an approval counts for exactly this."""
    times = (str(to_ms(request.filed_at)), str(to_ms(request.expires_at)))
    parts = (request.id, request.case_id, request.requester_id, request.reason, request.words, *times)
    return hashlib.sha256(framed(*parts)).hexdigest()


def words_for(request: IdentityRequest, private_key: bytes) -> str:
    """The words of a request, for its requester and the custodians of that day; empty for anybody else."""
    for box in json.loads(request.words):
        try:
            return open_sealed(private_key, "identity-words", bytes.fromhex(box), request.id).decode()
        except SealBroken:
            continue
    return ""


def takes_part(session: Session, office: Office, case_id: str, person: Unlocked) -> bool:
    """Whether a custodian is in any pair of a case: the accused, who stepped back and who came later are not."""
    if barred(session, office, case_id, person.staff.id):
        return False
    return bool(_peeled(office, case_id, person.private_key, _wrappings(session, case_id)))


def approve(session: Session, office: Office, consent: Consent, now: datetime) -> RequestState:
    """One custodian's part: the first peels the outer box, the second opens. OpeningRefused changes nothing."""
    request, custodian = _checked(session, office, consent, now), consent.custodian
    if request.state == RequestState.WAITING:
        _first(session, office, request, custodian)
        _enter(session, office, request, "identity.approved", (custodian.staff, now))
        return RequestState.HALF
    _second(session, office, request, custodian, now)
    _enter(session, office, request, "identity.opened", (custodian.staff, now))
    _tell_reporter(session, office, request, now)
    return RequestState.OPEN


def decline(session: Session, office: Office, consent: Consent, now: datetime) -> None:
    """A custodian says no: the request is over."""
    request = _checked(session, office, consent, now)
    request.state, request.boxes = RequestState.REFUSED, None
    _enter(session, office, request, "identity.declined", (consent.custodian.staff, now))


def use(session: Session, office: Office, request_id: str, viewer: tuple[Unlocked, bytes], now: datetime) -> bytes:
    """The identity key, for the requester alone: the first session that asks has it for 15 minutes.

    ``viewer``: the person and the id of their session. OpeningRefused for everybody else and afterwards.
    """
    person, session_id = viewer
    request = session.get(IdentityRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.requester_id != person.staff.id or request.result is None:
        raise OpeningRefused(GONE)
    over = request.readable_until is None or now >= request.readable_until
    if over or barred(session, office, request.case_id, person.staff.id):
        raise OpeningRefused(GONE)
    if request.viewer is None:
        request.viewer, request.readable_until = session_id, now + READABLE_FOR
        _enter(session, office, request, "identity.viewed", (person.staff, now))
    if request.viewer != session_id:
        raise OpeningRefused(GONE)
    return open_sealed(person.private_key, "identity-result", request.result, _bound(request))


def fields(session: Session, office: Office, case_id: str, key: bytes) -> list[dict[str, Any]]:
    """What the reporter volunteered of themselves, as asked and answered; empty when they said nothing.

    Empty as well when they took it back or had it erased: noise lies in its place.
    """
    row = session.get(CaseIdentity, case_id)
    try:
        raw = open_shared(key, "identity", row.sealed if row else b"", place(office, case_id, "identity"))
    except SealBroken:
        return []
    opened: list[dict[str, Any]] = json.loads(raw)
    return opened


def by_recovery(session: Session, office: Office, case: Case, recovery_private: bytes) -> bytes | None:
    """The identity key by two of the three recovery sheets, for the day no two custodians are left."""
    for opened in _peeled(office, case.id, recovery_private, _wrappings(session, case.id)):
        if opened.startswith(RECOVERY):
            return opened[1:33]
    return None


def tidy(session: Session, now: datetime) -> None:
    """Erase what has had its time: boxes and results of requests that are over."""
    for request in session.scalars(
        select(IdentityRequest).where(IdentityRequest.state.in_(("waiting", "half", "open")))
    ):
        ends = request.readable_until if request.state == RequestState.OPEN else request.expires_at
        if ends is None or now >= ends:
            request.state, request.boxes, request.result = RequestState.CLOSED, None, None


def of_case(session: Session, case_id: str, staff_id: str) -> Sequence[IdentityRequest]:
    """Somebody's own requests for a case, newest first."""
    mine = select(IdentityRequest).where(IdentityRequest.case_id == case_id, IdentityRequest.requester_id == staff_id)
    return session.scalars(mine.order_by(IdentityRequest.filed_at.desc())).all()


def _checked(session: Session, office: Office, consent: Consent, now: datetime) -> IdentityRequest:
    request = session.get(IdentityRequest, consent.request_id, with_for_update=True, populate_existing=True)
    person = consent.custodian.staff
    if request is None or request.state not in (RequestState.WAITING, RequestState.HALF) or now >= request.expires_at:
        raise OpeningRefused(GONE)
    if not request.digest == consent.digest == digest_of(request):
        raise OpeningRefused(CHANGED)
    asked_by = session.get_one(Staff, request.requester_id)
    if same_person(person, asked_by):
        raise OpeningRefused(OWN_REQUEST)
    if request.first_id and same_person(person, session.get_one(Staff, request.first_id)):
        raise OpeningRefused(TWICE)
    if barred(session, office, request.case_id, asked_by.id) or not genuine(office.keys, asked_by):
        raise OpeningRefused(NO_PART)
    if not takes_part(session, office, request.case_id, consent.custodian):
        raise OpeningRefused(NO_PART)
    return request


def _readers(session: Session, office: Office, case: Case, accused: str) -> list[bytes]:
    """Whom the words are sealed to: every custodian, and a throw-away key in place of whoever may not know of it."""
    left_out = {one.id for one in custodians(session) if accused and one.accused_code == accused}
    left_out |= {one.id for one in custodians(session) if barred(session, office, case.id, one.id)}
    left_out |= {one.id for one in custodians(session) if not genuine(office.keys, one)}
    return [new_pair()[1] if one.id in left_out else one.public_key for one in custodians(session)]


def same_person(one: Staff, other: Staff) -> bool:
    """Whether two accounts are one person's: the same account, or the same full name."""
    names = ["".join(unicodedata.normalize("NFKC", who.display_name).casefold().split()) for who in (one, other)]
    return one.id == other.id or names[0] == names[1]


def _first(session: Session, office: Office, request: IdentityRequest, custodian: Unlocked) -> None:
    peeled = _peeled(office, request.case_id, custodian.private_key, _wrappings(session, request.case_id))
    boxes = [opened[1:].hex() for opened in peeled if opened.startswith(BOX)]
    if not boxes:
        raise OpeningRefused(NO_PART)
    request.boxes = office.keys.seal("identity-step", json.dumps(boxes).encode(), _bound(request))
    request.state, request.first_id = RequestState.HALF, custodian.staff.id


def _second(session: Session, office: Office, request: IdentityRequest, custodian: Unlocked, now: datetime) -> None:
    try:
        boxes = json.loads(office.keys.unseal("identity-step", request.boxes or b"", _bound(request)))
    except SealBroken:
        raise OpeningRefused(CHANGED) from None
    key = _inside(office, request.case_id, custodian.private_key, [bytes.fromhex(box) for box in boxes])
    if key is None:
        raise OpeningRefused(NO_PART)
    asked_by = session.get_one(Staff, request.requester_id)
    request.result = seal_to(asked_by.public_key, "identity-result", key, _bound(request))
    request.state, request.second_id, request.boxes = RequestState.OPEN, custodian.staff.id, None
    request.readable_until = now + KEPT_UNREAD


def _wrappings(session: Session, case_id: str) -> list[bytes]:
    return list(session.scalars(select(IdentityKey.sealed).where(IdentityKey.case_id == case_id)))


def _peeled(office: Office, case_id: str, private_key: bytes, wrappings: list[bytes]) -> list[bytes]:
    found = []
    for wrapping in wrappings:
        try:
            found.append(open_sealed(private_key, "identity-key", wrapping, outer_place(office, case_id)))
        except SealBroken:
            continue
    return found


def _inside(office: Office, case_id: str, private_key: bytes, boxes: list[bytes]) -> bytes | None:
    for box in boxes:
        try:
            opened = open_sealed(private_key, "identity-key", box, inner_place(office, case_id))
        except SealBroken:
            continue
        return opened.removeprefix(KEY)
    return None


def _bound(request: IdentityRequest) -> str:
    return f"{request.id}|{request.digest}"


def _tell_reporter(session: Session, office: Office, request: IdentityRequest, now: datetime) -> None:
    """A line in the reporter's mailbox that nobody can switch off, and a notice to whoever asked for notices."""
    case, day = session.get_one(Case, request.case_id), bangkok_day(now)
    text = TOLD.format(day=f"{day.day}/{day.month}/{day.year + 543}", reason=REASONS[request.reason])
    add_item(session, office, case, Piece(ItemKind.SYSTEM, text, for_reporter=True), now)
    notices.nudge(session, office, case, now)


def _enter(session: Session, office: Office, request: IdentityRequest, kind: str, by: tuple[Staff, datetime]) -> None:
    who, now = by
    case = session.get_one(Case, request.case_id)
    payload = {"request": request.id, "digest": request.digest}
    append(session, office.keys, Act(kind, request.reason, staff_actor(who.id), case.ledger_tag, payload), now)
