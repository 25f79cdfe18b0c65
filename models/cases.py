"""Cases: plain columns say only what statistics need, everything else is sealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, random_id
from models.staff import Duty


class Kind(StrEnum):
    """What sort of case: the first choice a reporter makes."""

    CORRUPTION = "corruption"
    GENERAL = "general"
    FEEDBACK = "feedback"
    GIFT = "gift"
    QUESTION = "question"


DUTY = {
    Kind.CORRUPTION: Duty.CORRUPTION,
    Kind.GIFT: Duty.CORRUPTION,
    Kind.GENERAL: Duty.GENERAL,
    Kind.FEEDBACK: Duty.GENERAL,
    Kind.QUESTION: Duty.GENERAL,
}
"""Whose work a kind of case is."""


class Channel(StrEnum):
    """How the report came. LINE and web are one value: staff cannot tell which was used."""

    ONLINE = "online"
    WALK_IN = "walk_in"
    PHONE = "phone"
    LETTER = "letter"
    BOX = "box"
    AGENCY = "agency"


class Status(StrEnum):
    """The states of a case (order of thai-context D.1); which may follow which is casework.triage."""

    RECEIVED = "received"
    SCREENING = "screening"
    WAITING_REPORTER = "waiting_reporter"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    REJECTED = "rejected"
    REFERRED = "referred"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


class ItemKind(StrEnum):
    """What a sealed item of a case is."""

    REPORT = "report"
    MESSAGE_TO_REPORTER = "message_to_reporter"
    MESSAGE_FROM_REPORTER = "message_from_reporter"
    NOTE = "note"
    STATUS = "status"
    REQUEST = "request"
    SYSTEM = "system"


class Case(Base):
    """One report. A dump shows kind, category, status, dates: no word, no id, no link between two cases."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_figures", "received_on", "kind", "category", "status"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str] = mapped_column(String(24), default="")
    received_on: Mapped[date]
    answer_due_on: Mapped[date]
    finished_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(Integer, default=1)
    notice_version: Mapped[str] = mapped_column(String(16))
    sample: Mapped[bool] = mapped_column(default=False)
    ledger_tag: Mapped[str] = mapped_column(String(32), unique=True, default=random_id)
    content_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    reply_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_lookup: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    reply_key_by_receipt: Mapped[bytes] = mapped_column(LargeBinary)
    owner_salt: Mapped[bytes] = mapped_column(LargeBinary)
    owner_tag: Mapped[bytes] = mapped_column(LargeBinary)
    reply_key_by_owner: Mapped[bytes] = mapped_column(LargeBinary)
    notify: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_on: Mapped[date | None]
    objections: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    rated: Mapped[bytes | None] = mapped_column(LargeBinary)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own form)


class CaseKey(Base):
    """One wrapping of a case's content key: unlabelled, one size, in random order; some are decoys."""

    __tablename__ = "case_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseHold(Base):
    """A case that is kept beyond its time, by a supervisor's order."""

    __tablename__ = "case_hold"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    since: Mapped[date]


class CaseItem(Base):
    """One sealed piece of a case. ``position`` orders the pieces; the day is all the time there is.

    ``sources`` holds what its words can be taken back with (casework.withdraw).
    """

    __tablename__ = "case_item"
    __table_args__ = (Index("uq_case_item_place", "case_id", "position", unique=True),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(24))
    on_day: Mapped[date]
    for_staff: Mapped[bytes | None] = mapped_column(LargeBinary)
    for_reporter: Mapped[bytes | None] = mapped_column(LargeBinary)
    sources: Mapped[bytes | None] = mapped_column(LargeBinary)
