"""Evidence files: announced or received while a draft is written, filed with the report, settled when cleaned.

Nothing of a file is ever on a disk in plain: it is sealed step by step under a key of its own as it comes in.
While a report is a draft, those keys lie sealed under a server key; with filing (or, if that is later, with
cleaning) the working copy's key goes to the case's staff, the original's to its identity class, and the
server forgets both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from casework import originals
from casework.cleaning.kinds import extension_of, is_taken
from casework.evidence_work import Work, add_steps, drop_steps, recall, remember, stream_place
from casework.filestream import STEP, Measured, TooLong, seal_stream
from casework.office import Office
from casework.originals import Original
from casework.seal import place
from keys import seal_to
from ledger.append import Act, append
from models import Case, Evidence, EvidenceVault
from models.base import random_id
from models.days import bangkok_day
from models.evidence import EvidenceState, Part

MOST_FILES = 20
MOST_BYTES = 100 * 1024 * 1024
"""Of one draft and of one case."""

MOST_FROM_THE_WEB = 25 * 1024 * 1024
DRAFT_KEPT = timedelta(hours=25)
"""An hour longer than the draft itself."""

ON_THE_WAY = (EvidenceState.WAITING, EvidenceState.RECEIVED)
NOT_ARRIVED = (EvidenceState.LOST, EvidenceState.REFUSED)


class FileRefused(Exception):
    """A file cannot be taken; ``reason`` is ``type``, ``empty``, ``size``, ``count`` or ``total``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Owner:
    """Whom a file belongs to: a draft, by the keyed hash of whoever writes it, or a case."""

    holder: bytes | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Sent:
    """A file that LINE has: ``sent_as`` is LINE's word, ``message`` the id it is fetched by; size 0 is unknown."""

    sent_as: str
    message: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Upload:
    """A file that is coming in: the name it was declared with, and its bytes in pieces of any length."""

    name: str
    pieces: Iterable[bytes]


def draft_of(office: Office, who: str) -> Owner:
    """The owner of a draft: ``who`` is a LINE user id, or any secret that names one web draft."""
    return Owner(holder=office.keys.mac("evidence-holder", who))


def announce(session: Session, office: Office, owner: Owner, sent: Sent, now: datetime) -> str:
    """A row for a file that the worker will fetch from LINE; its id. FileRefused for what will not be taken."""
    if sent.sent_as == "file" and not is_taken(extension_of(sent.name)):
        raise FileRefused("type")
    _room(session, owner, sent.size)
    row = _new_row(session, owner, EvidenceState.WAITING, now)
    remember(office, row, Work(sent.sent_as, sent.name, sent.message))
    return row.id


def receive(session: Session, office: Office, owner: Owner, upload: Upload, now: datetime) -> str:
    """Take a file from a web form into the caller's transaction; its id, for ``Report.files``.

    ``upload.pieces`` is read once and sealed as it is read: 64 KiB are in plain at any time, no file is made.
    Give it a stream that is already on this machine (``portal.uploads`` keeps uploads in memory): a slow
    network must not hold the transaction. At most MOST_FROM_THE_WEB bytes a file, MOST_FILES files and
    MOST_BYTES in all for one owner. The worker cleans it afterwards; the report need not wait for that.

    FileRefused: nothing of the file is kept; roll back, or go on without it (its row is taken back here).
    """
    if not is_taken(extension_of(upload.name)):
        raise FileRefused("type")
    most = min(MOST_FROM_THE_WEB, _room(session, owner, 1))
    row = _new_row(session, owner, EvidenceState.RECEIVED, now)
    work, measured = Work("file", upload.name), Measured(most)
    sealed = seal_stream(
        work.key(Part.ORIGINAL), stream_place(office, row.id, Part.ORIGINAL), measured.read(upload.pieces)
    )
    try:
        add_steps(session, row.id, Part.ORIGINAL, 0, sealed)
    except TooLong:
        _erase(session, [row.id])
        raise FileRefused("size" if most == MOST_FROM_THE_WEB else "total") from None
    if not measured.size:
        _erase(session, [row.id])
        raise FileRefused("empty")
    row.steps = steps_for(measured.size)
    remember(office, row, replace(work, sha256=measured.sha256, size=measured.size))
    return row.id


def file(session: Session, office: Office, case: Case, files: Sequence[str], now: datetime) -> None:
    """Move the files of a draft into the case that was just filed, in this order; ids that are gone are left out.

    FileRefused when they are more than a case may have.
    """
    found = session.scalars(
        select(Evidence).where(Evidence.id.in_(files), Evidence.case_id.is_(None)).with_for_update()
    ).all()
    if len(found) > MOST_FILES or sum(row.steps for row in found) * STEP > MOST_BYTES:
        raise FileRefused("count" if len(found) > MOST_FILES else "total")
    for position, row in enumerate(sorted(found, key=lambda row: files.index(row.id)), start=1):
        row.case_id, row.position, row.holder, row.expires_at = case.id, position, None, None
        if row.state not in ON_THE_WAY:
            settle(session, office, case, row, now)


def settle(session: Session, office: Office, case: Case, row: Evidence, now: datetime) -> None:
    """Hand a finished file to its case: each key to its class, hashes to the ledger, nothing left with the server."""
    work = recall(office, row)
    vault = session.get(EvidenceVault, case.id)
    told = {
        "name": work.name,
        "sent_as": work.sent_as,
        "extension": work.extension or extension_of(work.name),
        "media_type": work.media_type,
        "label": work.label,
        "size": work.size,
        "sha256": work.sha256,
        "working_size": work.working_size,
        "working_sha256": work.working_sha256,
        "working_key": work.working_key if work.working_sha256 else "",
    }
    data = json.dumps(told, ensure_ascii=False).encode()
    row.for_staff = seal_to(case.content_public_key, "evidence", data, place(office, case.id, row.id))
    if vault is not None and row.state == EvidenceState.KEPT:
        kept = Original(work.original_key, work.name, work.sha256, work.size)
        row.for_custodians = originals.put(vault, office, row, kept)
    row.work = None
    kind = "evidence.added" if row.state == EvidenceState.KEPT else "evidence.lost"
    hashes = {"original": work.sha256, "working": work.working_sha256}
    append(session, office.keys, Act(kind, work.label, case_tag=case.ledger_tag, payload=hashes), now)


def not_arrived(session: Session, owner: Owner) -> list[str]:
    """Files of a draft or case that LINE no longer had or that could not be taken, each told of once.

    Of a draft they are erased here: it is as if they had never been sent.
    """
    rows = session.scalars(
        select(Evidence).where(_owned(owner), Evidence.state.in_(NOT_ARRIVED), Evidence.told.is_(False))
    ).all()
    for row in rows:
        row.told = True
    ids = [row.id for row in rows]
    forget(session, ids)
    return ids


def forget(session: Session, ids: Iterable[str]) -> None:
    """Erase files of a draft that were taken back, rows, steps and keys; what is already filed stays."""
    unfiled = select(Evidence.id).where(Evidence.id.in_(list(ids)), Evidence.case_id.is_(None))
    _erase(session, list(session.scalars(unfiled)))


def erase_filed(session: Session, case: Case, ids: Iterable[str] | None = None) -> None:
    """Erase files of a case, rows, steps and keys: those given, or all."""
    mine = select(Evidence.id).where(Evidence.case_id == case.id)
    _erase(session, list(session.scalars(mine if ids is None else mine.where(Evidence.id.in_(list(ids))))))


def erase_originals(session: Session, case: Case) -> None:
    """Erase the originals of a case's files; staff keep the cleaned copies."""
    drop_steps(session, session.scalars(select(Evidence.id).where(Evidence.case_id == case.id)), Part.ORIGINAL)
    session.execute(update(Evidence).where(Evidence.case_id == case.id).values(for_custodians=None))


def keep_longer(session: Session, owner: Owner, now: datetime) -> None:
    """The draft lives on, and its files with it."""
    session.execute(update(Evidence).where(_owned(owner)).values(expires_at=now + DRAFT_KEPT))


def sweep(session: Session, now: datetime) -> None:
    """Erase the files of drafts that were never filed."""
    old = select(Evidence.id).where(Evidence.case_id.is_(None), Evidence.expires_at < now)
    _erase(session, list(session.scalars(old)))


def room_in(session: Session, owner: Owner, besides: str = "") -> int:
    """Bytes that are left to a draft or case, not counting one file."""
    used = select(func.coalesce(func.sum(Evidence.steps), 0)).where(_owned(owner), Evidence.id != besides)
    return MOST_BYTES - STEP * int(session.scalar(used) or 0)


def steps_for(size: int) -> int:
    """The steps a file of this size counts for."""
    return -(-size // STEP)


def _room(session: Session, owner: Owner, size: int) -> int:
    """Bytes that are left. FileRefused when there is no room for one more file, or for this one."""
    counted = (_owned(owner), Evidence.state.not_in(NOT_ARRIVED))
    if (session.scalar(select(func.count()).select_from(Evidence).where(*counted)) or 0) >= MOST_FILES:
        raise FileRefused("count")
    left = room_in(session, owner)
    if size > left:
        raise FileRefused("total")
    return left


def _new_row(session: Session, owner: Owner, state: EvidenceState, now: datetime) -> Evidence:
    row = Evidence(id=random_id(), state=state, on_day=bangkok_day(now), holder=owner.holder, next_at=now)
    if owner.case is None:
        row.expires_at = now + DRAFT_KEPT
    else:
        last = session.scalar(select(func.max(Evidence.position)).where(Evidence.case_id == owner.case.id))
        row.case_id, row.position = owner.case.id, (last or 0) + 1
    session.add(row)
    session.flush()
    return row


def _owned(owner: Owner) -> ColumnElement[bool]:
    return Evidence.holder == owner.holder if owner.case is None else Evidence.case_id == owner.case.id


def _erase(session: Session, ids: list[str]) -> None:
    if ids:
        drop_steps(session, ids)
        session.execute(delete(Evidence).where(Evidence.id.in_(ids)))
