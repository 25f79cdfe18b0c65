"""The service manual in the database: versions, publication, taught phrases, questions without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from keys import ServerKeys
from knowledge import gate
from knowledge.entries import Entry
from knowledge.gaps import Question, with_phrase
from knowledge.manual_file import from_json, to_json
from models import ManualCounter, ManualEntry, ManualVersion, TaughtPhrase, UnansweredQuestion
from models.base import random_id
from models.manual import EntryStatus, PhraseKind

REVIEW_AFTER = timedelta(days=365)
QUESTIONS_KEPT = timedelta(days=90)


class NotPublished(Exception):
    """An entry may not be published; the text says why, a line for every reason, in Thai."""


@dataclass(frozen=True)
class Town:
    """What the manual needs to know of the town hall: its kind of body and the day there."""

    agency: str
    today: date


@dataclass(frozen=True)
class Kept:
    """An entry as it lies in the manual. ``serving``: whether citizens are told it today."""

    entry: Entry
    row: ManualEntry
    saved_on: date
    serving: bool = False
    fresh: bool = True


@dataclass(frozen=True)
class Imported:
    """What an import did, and why some entries stayed drafts."""

    new: int
    changed: int
    same: int
    drafts: tuple[str, ...]


def version(session: Session) -> int:
    """The number that grows with every change of the manual."""
    return session.scalar(select(ManualCounter.version)) or 0


def bump(session: Session) -> None:
    """Say that something changed."""
    session.execute(update(ManualCounter).values(version=ManualCounter.version + 1))


def served(session: Session, town: Town) -> list[Entry]:
    """What citizens are told today, with the phrases that were taught."""
    return [kept.entry for kept in listed(session, town) if kept.serving]


def known(session: Session, town: Town) -> list[Entry]:
    """Everything a question can be about, also what is not confirmed yet; what was withdrawn is left out."""
    return [kept.entry for kept in listed(session, town) if kept.row.status != EntryStatus.WITHDRAWN]


def listed(session: Session, town: Town) -> list[Kept]:
    """All entries by id: the version citizens see where there is one, else the latest."""
    rows = session.scalars(select(ManualEntry).order_by(ManualEntry.id)).all()
    shown = case((ManualEntry.served > 0, ManualEntry.served), else_=ManualEntry.latest)
    versions = select(ManualVersion).join(ManualEntry).where(ManualVersion.number == shown)
    said = {one.entry_id: one for one in session.scalars(versions)}
    phrases, kept = taught(session), []
    for row in rows:
        entry = _with_taught(from_json(said[row.id].content, row.status), phrases)
        kept.append(_kept(entry, row, said[row.id].saved_on, town))
    return kept


def find(session: Session, entry_id: str, town: Town) -> Kept | None:
    """One entry as citizens see it, or its latest version when they do not; None when there is none.

    An id that cannot be one, from a forged button or address, never reaches the database.
    """
    row = session.get(ManualEntry, entry_id) if gate.ID.fullmatch(entry_id) else None
    if row is None:
        return None
    shown = session.get_one(ManualVersion, (row.id, row.served or row.latest))
    return _kept(from_json(shown.content, row.status), row, shown.saved_on, town)


def content(session: Session, row: ManualEntry, number: int) -> Entry:
    """What an entry said in one of its versions."""
    return from_json(session.get_one(ManualVersion, (row.id, number)).content, row.status)


def history(session: Session, entry_id: str) -> list[ManualVersion]:
    """Every version of an entry, the newest first."""
    query = select(ManualVersion).where(ManualVersion.entry_id == entry_id).order_by(ManualVersion.number.desc())
    return list(session.scalars(query))


def save(session: Session, entry: Entry, actor: str, today: date) -> bool:
    """Keep an entry as a new version; False when it says what it said. Citizens see it once it is published."""
    row = session.get(ManualEntry, entry.id, with_for_update=True)
    if row is None:
        row = ManualEntry(id=entry.id, status=EntryStatus.DRAFT, latest=0, served=0)
        session.add(row)
    elif row.latest and to_json(content(session, row, row.latest)) == to_json(entry):
        return False
    row.latest += 1
    session.flush()
    session.add(
        ManualVersion(entry_id=entry.id, number=row.latest, content=to_json(entry), saved_on=today, saved_by=actor)
    )
    bump(session)
    session.flush()
    return True


def publish(session: Session, entry_id: str, actor: str, town: Town) -> None:
    """Tell citizens the latest version from now on. NotPublished with every reason against it."""
    row = session.get_one(ManualEntry, entry_id)
    wrong = gate.problems(content(session, row, row.latest), town.agency, town.today)
    if wrong:
        raise NotPublished("\n".join(wrong))
    row.status, row.served = EntryStatus.PUBLISHED, row.latest
    reviewed(session, entry_id, actor, town.today)


def withdraw(session: Session, entry_id: str) -> None:
    """Tell citizens nothing of it any more."""
    row = session.get_one(ManualEntry, entry_id)
    row.status, row.served = EntryStatus.WITHDRAWN, 0
    bump(session)
    session.flush()


def reviewed(session: Session, entry_id: str, actor: str, today: date) -> None:
    """Somebody looked and it is still right: the next look is due in a year."""
    row = session.get_one(ManualEntry, entry_id)
    row.review_on, row.reviewed_by = today + REVIEW_AFTER, actor
    bump(session)
    session.flush()


def take_in(session: Session, entries: Sequence[Entry], actor: str, town: Town) -> Imported:
    """Import a file's entries: what may be published is, what may not stays a draft with its reasons."""
    counts = {"new": 0, "changed": 0, "same": 0}
    drafts: list[str] = []
    for entry in entries:
        is_new = session.get(ManualEntry, entry.id) is None
        changed = save(session, entry, actor, town.today)
        counts["new" if is_new else "changed" if changed else "same"] += 1
        row = session.get_one(ManualEntry, entry.id)
        try:
            if entry.status == EntryStatus.PUBLISHED and row.served != row.latest:
                publish(session, entry.id, actor, town)
        except NotPublished as reasons:
            drafts += str(reasons).split("\n")
        if entry.status == EntryStatus.WITHDRAWN and row.status != EntryStatus.WITHDRAWN:
            withdraw(session, entry.id)
    return Imported(**counts, drafts=tuple(drafts))


def export(session: Session) -> list[Entry]:
    """The latest version of every entry, with the phrases taught since, in the order of their ids."""
    rows = session.scalars(select(ManualEntry).order_by(ManualEntry.id)).all()
    phrases, entries = taught(session), []
    for row in rows:
        entry = _with_taught(content(session, row, row.latest), phrases)
        entries.append(replace(entry, status=row.status))
    return entries


def teach(session: Session, phrase: TaughtPhrase) -> None:
    """Keep a taught phrase: the next question is answered with it."""
    session.add(phrase)
    bump(session)
    session.flush()


def taught(session: Session) -> list[TaughtPhrase]:
    """Every phrase that was taught, the oldest first."""
    return list(session.scalars(select(TaughtPhrase).order_by(TaughtPhrase.taught_on, TaughtPhrase.id)))


def keep_question(session: Session, keys: ServerKeys, text: str, today: date, near: str = "") -> str:
    """Keep a question without an answer; the caller has redacted it. Nothing says who asked, or when that day."""
    row = UnansweredQuestion(id=random_id(), on_day=today, near=near)
    row.sealed = keys.seal("question", text.encode(), row.id)
    session.add(row)
    session.flush()
    return row.id


def point_to(session: Session, question_id: str, entry_id: str) -> None:
    """Note which entry a kept question turned out to be about."""
    session.execute(update(UnansweredQuestion).where(UnansweredQuestion.id == question_id).values(near=entry_id))


def questions(session: Session, keys: ServerKeys, since: date | None = None) -> list[Question]:
    """The questions still kept, in the order of their days."""
    rows = session.scalars(select(UnansweredQuestion).order_by(UnansweredQuestion.on_day, UnansweredQuestion.id))
    return [
        Question(row.id, keys.unseal("question", row.sealed, row.id).decode(), row.on_day, row.near, row.settled)
        for row in rows
        if since is None or row.on_day >= since
    ]


def settle(session: Session, ids: Sequence[str], how: str) -> None:
    """Note what became of questions: taught, drafted, or not ours."""
    session.execute(update(UnansweredQuestion).where(UnansweredQuestion.id.in_(ids)).values(settled=how))


def forget_old(session: Session, today: date) -> None:
    """Erase questions that have been kept their time."""
    session.execute(delete(UnansweredQuestion).where(UnansweredQuestion.on_day < today - QUESTIONS_KEPT))


def _kept(entry: Entry, row: ManualEntry, saved_on: date, town: Town) -> Kept:
    serving = row.served > 0 and gate.is_due(entry, town.today) and gate.is_for(entry, town.agency)
    return Kept(entry, row, saved_on, serving, fresh=row.review_on is None or row.review_on >= town.today)


def _with_taught(entry: Entry, phrases: Sequence[TaughtPhrase]) -> Entry:
    for one in phrases:
        if one.target == entry.id and one.kind != PhraseKind.ELSEWHERE:
            entry = with_phrase(entry, one.kind, one.phrase)
    return entry
