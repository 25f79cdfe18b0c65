"""The service manual: entries with versions that never change, taught phrases, questions without an answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, random_id

ID_MOST = 40
"""Characters of an entry's id: with its intent it fits the topic of a ledger entry."""


class EntryStatus(StrEnum):
    """Where an entry stands: only published ones are told to citizens."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PhraseKind(StrEnum):
    """What a taught phrase is: another name of an entry, a way people ask for it, or not ours at all."""

    ALIAS = "alias"
    HINT = "hint"
    ELSEWHERE = "elsewhere"


class VersionChanged(Exception):
    """Somebody tried to change a version that was already written."""


class ManualEntry(Base):
    """One entry. ``latest`` is the version being worked on, ``served`` the one citizens see (none: 0)."""

    __tablename__ = "manual_entry"

    id: Mapped[str] = mapped_column(String(ID_MOST), primary_key=True)
    status: Mapped[str] = mapped_column(String(16), default=EntryStatus.DRAFT)
    latest: Mapped[int] = mapped_column(Integer, default=0)
    served: Mapped[int] = mapped_column(Integer, default=0)
    review_on: Mapped[date | None]
    reviewed_by: Mapped[str] = mapped_column(String(48), default="")


class ManualVersion(Base):
    """What an entry said at one time; never changed afterwards."""

    __tablename__ = "manual_version"

    entry_id: Mapped[str] = mapped_column(ForeignKey("manual_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_on: Mapped[date]
    saved_by: Mapped[str] = mapped_column(String(48))


class ManualCounter(Base):
    """One number that grows with every change: cheap to ask whether anything is new."""

    __tablename__ = "manual_counter"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[int] = mapped_column(Integer, default=0)


class TaughtPhrase(Base):
    """Words an editor taught. ``target`` is an entry's id, or the agency for what is not ours."""

    __tablename__ = "taught_phrase"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(String(200), index=True)
    phrase: Mapped[str] = mapped_column(String(300))
    taught_on: Mapped[date]
    taught_by: Mapped[str] = mapped_column(String(48))


class UnansweredQuestion(Base):
    """A question nobody could answer: redacted, sealed under a server key, with no person and no hour."""

    __tablename__ = "unanswered_question"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    on_day: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    near: Mapped[str] = mapped_column(String(ID_MOST), default="")
    settled: Mapped[str] = mapped_column(String(16), default="")


@event.listens_for(ManualVersion, "before_update")
def _refuse(_mapper: object, _connection: object, version: ManualVersion) -> None:
    raise VersionChanged(f"{version.entry_id} {version.number}")
