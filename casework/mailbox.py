"""The reporter's side of a case: its status and the letters both ways, never the report itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework import receipt
from casework.office import Office
from casework.seal import Piece, add_item, place, seal_kept
from keys import SealBroken, hkdf, open_sealed, open_shared, seal_to
from ledger.append import Act, append
from models import Case, CaseItem
from models.cases import ItemKind


@dataclass(frozen=True)
class Mailbox:
    """A case opened by its reporter. ``reply_key`` is the private half of the reply pair."""

    case: Case
    reply_key: bytes


@dataclass(frozen=True)
class Letter:
    """One message of the dialogue, with its day. ``system``: nobody wrote it, nobody can leave it out."""

    on_day: date
    from_staff: bool
    text: str
    system: bool = False


def owner_tags(office: Office, salt: bytes, case_id: str, person: str) -> tuple[bytes, ...]:
    """What recognises a person's case without a stable pseudonym: a fresh salt per case, a server key."""
    return office.keys.macs("owner", salt, case_id, person)


def owner_key(tag: bytes) -> bytes:
    """What opens the reply key for the owner; the tag itself is stored only hashed."""
    return hkdf(tag, "owner-reply-key")


def stored_tag(tag: bytes) -> bytes:
    """The tag as it lies in the row."""
    return hkdf(tag, "owner-tag")


def by_owner(session: Session, office: Office, person: str) -> list[Mailbox]:
    """The person's cases, newest first. Tries every case that is not erased: 10,000 take 0.3 s."""
    return [mailbox for case in owned(session, office, person) if (mailbox := _open_owned(office, case, person))]


def by_receipt(session: Session, office: Office, digits: str) -> Mailbox | None:
    """The case of a receipt (18 digits), or None; the same work is done for every well-formed receipt."""
    by_lookup = {keys.lookup: keys.reply for keys in receipt.derive(office, digits)}
    case = session.scalar(select(Case).where(Case.receipt_lookup.in_(by_lookup)))
    if case is None:
        return None
    return Mailbox(case, _open_reply(office, case, by_lookup[case.receipt_lookup], case.reply_key_by_receipt))


def reopen(session: Session, case_id: str, reply_key: bytes) -> Mailbox | None:
    """A mailbox opened a moment ago, again."""
    case = session.get(Case, case_id)
    return Mailbox(case, reply_key) if case else None


def stop_notices(session: Session, office: Office, person: str) -> None:
    """Erase the sealed LINE id of whoever blocked the account from all their cases."""
    for case in owned(session, office, person):
        case.notify = None


def no_letters(session: Session) -> None:
    """Look for letters where there are none: an unknown receipt costs what a known one costs."""
    session.scalars(_letters_of("")).all()


def letters(session: Session, office: Office, mailbox: Mailbox) -> list[Letter]:
    """The dialogue of a case, oldest first."""
    rows = session.scalars(_letters_of(mailbox.case.id))
    return [_letter(office, mailbox, row) for row in rows]


def write(session: Session, office: Office, mailbox: Mailbox, text: str, now: datetime) -> CaseItem:
    """The reporter's message to the staff of the case, sealed for both sides and entered in the ledger."""
    item = add_item(session, office, mailbox.case, Piece(ItemKind.MESSAGE_FROM_REPORTER, text, for_reporter=True), now)
    act = Act("case.message", "from_reporter", case_tag=mailbox.case.ledger_tag)
    append(session, office.keys, act, now)
    seal_kept(office, item, {})  # noise, until the chat lays the mark of its message there
    return item


def mark_rated(office: Office, case: Case, *, rated: bool) -> None:
    """Whether the reporter has rated, sealed to the reporter alone: yes and no look the same in a dump."""
    where = place(office, case.id, "rated")
    case.rated = seal_to(case.reply_public_key, "rated", b"yes" if rated else b"no", where)


def was_rated(office: Office, mailbox: Mailbox) -> bool:
    """Whether the reporter of an opened mailbox has rated the case."""
    if mailbox.case.rated is None:
        return False
    where = place(office, mailbox.case.id, "rated")
    return open_sealed(mailbox.reply_key, "rated", mailbox.case.rated, where) == b"yes"


def last_answer_on(letters: list[Letter]) -> date | None:
    """The day of the newest letter from staff; None when they have not written."""
    return max((letter.on_day for letter in letters if letter.from_staff), default=None)


def _letters_of(case_id: str) -> Select[CaseItem]:
    wanted = (CaseItem.case_id == case_id, CaseItem.for_reporter.is_not(None))
    return select(CaseItem).where(*wanted).order_by(CaseItem.position)


def owned(session: Session, office: Office, person: str) -> Iterator[Case]:
    """The person's cases, newest first, not opened."""
    columns = select(Case.id, Case.owner_salt, Case.owner_tag).where(Case.erased_on.is_(None))
    mine = [
        case_id
        for case_id, salt, tag in session.execute(columns)
        if any(stored_tag(one) == tag for one in owner_tags(office, salt, case_id, person))
    ]
    if mine:
        newest_first = select(Case).where(Case.id.in_(mine)).order_by(Case.received_on.desc(), Case.id)
        yield from session.scalars(newest_first).all()


def _open_owned(office: Office, case: Case, person: str) -> Mailbox | None:
    for tag in owner_tags(office, case.owner_salt, case.id, person):
        try:
            return Mailbox(case, _open_reply(office, case, owner_key(tag), case.reply_key_by_owner))
        except SealBroken:
            continue
    return None


def _open_reply(office: Office, case: Case, key: bytes, blob: bytes) -> bytes:
    return open_shared(key, "reply-key", blob, place(office, case.id, "reply"))


def _letter(office: Office, mailbox: Mailbox, row: CaseItem) -> Letter:
    where = place(office, mailbox.case.id, row.id)
    data = json.loads(open_sealed(mailbox.reply_key, "letter", row.for_reporter or b"", where))
    system = row.kind == ItemKind.SYSTEM
    return Letter(row.on_day, row.kind == ItemKind.MESSAGE_TO_REPORTER, str(data["text"]), system)
