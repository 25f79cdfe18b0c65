"""Evidence in the background: files fetched from LINE, then cleaned. One file a call, safe to kill at any moment.

A row is leased in one transaction and settled in another by whoever still holds the lease; in between, sealed
steps are stored a megabyte at a time. What a vanished worker left is erased by the next and done again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.content import ContentClient, Gone, NotReady, TooLarge
from casework import evidence
from casework.cleaning.kinds import extension_of
from casework.cleaning.run import CleanerDied, Dirty, cleaned
from casework.cleaning.verdict import FAILED, Verdict
from casework.evidence import Owner, settle, steps_for
from casework.evidence_work import AT_ONCE, Work, add_steps, drop_steps, recall, remember, steps_of, stream_place
from casework.filestream import Measured, TooLong, open_stream, seal_stream
from casework.office import Office
from keys import SealBroken
from models import Case, Evidence
from models.database import Database
from models.evidence import EvidenceState, Part

LEASE = timedelta(seconds=90)
"""Longer than a child may take, and renewed with every megabyte."""

FETCH_ATTEMPTS = 12
CLEAN_ATTEMPTS = 3
LONGEST_PAUSE = timedelta(minutes=10)
MOST_CLEANED = 250 * 1024 * 1024
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Somebody else works on the file, or it was taken back meanwhile: nothing more is stored."""


@dataclass(frozen=True)
class Bench:
    """What the work on files needs."""

    db: Database
    office: Office
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Leased:
    """A file this worker may work on."""

    id: str
    lease: bytes
    attempts: int
    work: Work
    room: int


def fetch_one(bench: Bench, content: ContentClient) -> bool:
    """Fetch the next file that is due; False when there is none."""
    leased = _lease(bench, EvidenceState.WAITING)
    if leased is None:
        return False
    try:
        _try_to_fetch(bench, content, leased)
    except LeaseLost:
        log.info("a file was taken back or taken over while it was fetched")
    return True


def clean_one(bench: Bench) -> bool:
    """Clean the next file that was received; False when there is none."""
    leased = _lease(bench, EvidenceState.RECEIVED)
    if leased is None:
        return False
    try:
        work, verdict = _cleaned(bench, leased)
        _end(bench, leased, EvidenceState.REFUSED if verdict.refused else EvidenceState.KEPT, work)
    except LeaseLost:
        log.info("a file was taken back or taken over while it was cleaned")
    return True


def waiting(session: Session) -> int:
    """How many files are still to be fetched or cleaned."""
    return session.scalar(select(func.count()).where(Evidence.state.in_(evidence.ON_THE_WAY))) or 0


def _lease(bench: Bench, state: EvidenceState) -> Leased | None:
    now = bench.clock()
    due = select(Evidence).where(Evidence.state == state, Evidence.next_at <= now)
    with bench.db.read() as session:  # mostly there is none, and looking must not hold up a writer
        if session.scalars(due.limit(1)).first() is None:
            return None
    first = due.order_by(Evidence.next_at, Evidence.id).limit(1).with_for_update(skip_locked=True)
    with bench.db.write() as session:
        row = session.scalars(first).first()
        if row is None:
            return None
        row.lease, row.next_at, row.attempts = secrets.token_bytes(16), now + LEASE, row.attempts + 1
        drop_steps(session, [row.id], Part.ORIGINAL if state is EvidenceState.WAITING else Part.WORKING)
        room = evidence.room_in(session, _owner(session, row), besides=row.id)
        return Leased(row.id, row.lease, row.attempts, recall(bench.office, row), room)


def _try_to_fetch(bench: Bench, content: ContentClient, leased: Leased) -> None:
    try:
        _fetch(bench, content, leased)
    except NotReady as reason:
        _later(bench, leased, str(reason))
    except Gone:
        _end(bench, leased, EvidenceState.LOST, replace(leased.work, label="lost.gone"))
    except (TooLarge, TooLong):
        _end(bench, leased, EvidenceState.REFUSED, replace(leased.work, label="refused.size"))


def _fetch(bench: Bench, content: ContentClient, leased: Leased) -> None:
    measured = Measured(leased.room)
    with content.open(leased.work.message, leased.room) as pieces:
        _store(bench, leased, Part.ORIGINAL, measured.read(pieces))
    if not measured.size:
        raise Gone
    work = replace(leased.work, sha256=measured.sha256, size=measured.size)
    with bench.db.write() as session:
        row = _held(session, leased)
        if steps_for(work.size) > evidence.room_in(session, _owner(session, row), besides=row.id):
            raise TooLarge
        row.state, row.steps, row.attempts = EvidenceState.RECEIVED, steps_for(work.size), 0
        row.lease, row.next_at = None, bench.clock()
        remember(bench.office, row, work)
    bench.db.bell.ring()


def _cleaned(bench: Bench, leased: Leased) -> tuple[Work, Verdict]:
    """The working copy, stored; or the reason why there is none. The case goes on either way."""
    if leased.attempts > CLEAN_ATTEMPTS:
        return replace(leased.work, label=FAILED), Verdict(FAILED)
    work = leased.work
    place = stream_place(bench.office, leased.id, Part.ORIGINAL)
    original = open_stream(work.key(Part.ORIGINAL), place, steps_of(bench.db, leased.id, Part.ORIGINAL))
    measured = Measured(MOST_CLEANED)
    try:
        with cleaned(original, Dirty(work.size, extension_of(work.name), work.sent_as)) as (verdict, pieces):
            if verdict.has_working_copy:
                _store(bench, leased, Part.WORKING, measured.read(pieces))
    except (CleanerDied, TooLong, SealBroken):
        verdict = Verdict(FAILED)
    work = replace(work, label=verdict.label)
    if not verdict.has_working_copy:
        return work, verdict
    work = replace(work, media_type=verdict.media_type, extension=verdict.extension)
    return replace(work, working_sha256=measured.sha256, working_size=measured.size), verdict


def _store(bench: Bench, leased: Leased, part: Part, pieces: Iterable[bytes]) -> None:
    """Seal and store a part, a megabyte at a time, as long as the lease is ours."""
    sealed = seal_stream(leased.work.key(part), stream_place(bench.office, leased.id, part), pieces)
    first = 0
    while steps := list(islice(sealed, AT_ONCE)):
        with bench.db.write() as session:
            _renew(session, leased, bench.clock())
            first += add_steps(session, leased.id, part, first, steps)


def _end(bench: Bench, leased: Leased, state: EvidenceState, work: Work) -> None:
    """A file is finished. In a case it is handed over now; in a draft it waits for the report."""
    with bench.db.write() as session:
        row = _held(session, leased)
        row.state, row.lease, row.next_at = state, None, None
        remember(bench.office, row, work)
        if state is not EvidenceState.KEPT:
            drop_steps(session, [row.id])
            row.steps = 0
        elif not work.working_sha256:
            drop_steps(session, [row.id], Part.WORKING)
        case = session.get(Case, row.case_id) if row.case_id else None
        if case is not None:
            settle(session, bench.office, case, row, bench.clock())


def _later(bench: Bench, leased: Leased, reason: str) -> None:
    """Again after a growing pause; after the last attempt the file is lost, and its sender is told."""
    if leased.attempts >= FETCH_ATTEMPTS:
        _end(bench, leased, EvidenceState.LOST, replace(leased.work, label="lost.unreachable"))
        return
    log.info("a file is not there yet: %s", reason)
    pause = min(timedelta(seconds=2 ** (leased.attempts - 1)), LONGEST_PAUSE)
    with bench.db.write() as session:
        row = _held(session, leased)
        row.lease, row.next_at = None, bench.clock() + pause


def _held(session: Session, leased: Leased) -> Evidence:
    row = session.scalars(
        select(Evidence).where(Evidence.id == leased.id, Evidence.lease == leased.lease).with_for_update()
    ).first()
    if row is None:
        raise LeaseLost
    return row


def _renew(session: Session, leased: Leased, now: datetime) -> None:
    mine = update(Evidence).where(Evidence.id == leased.id, Evidence.lease == leased.lease)
    if not session.execute(mine.values(next_at=now + LEASE)).rowcount:  # type: ignore[attr-defined]
        raise LeaseLost


def _owner(session: Session, row: Evidence) -> Owner:
    return Owner(row.holder, session.get(Case, row.case_id) if row.case_id else None)
