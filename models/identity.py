"""Who a reporter is, if they said so: sealed apart from the report, and what it takes to open it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, random_id


class RequestState(StrEnum):
    """Where a request of two people stands."""

    WAITING = "waiting"
    HALF = "half"
    OPEN = "open"
    CLOSED = "closed"
    REFUSED = "refused"


class IdentityKey(Base):
    """One wrapping of a case's identity key: unlabelled, one size, in random order; some are decoys."""

    __tablename__ = "identity_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseIdentity(Base):
    """Name, phone and address under the identity key. Every case has a row, whether anything was said or not."""

    __tablename__ = "case_identity"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class IdentityRequest(Base):
    """Somebody asks two custodians to open an identity. ``digest`` binds every approval to what was asked."""

    __tablename__ = "identity_request"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    requester_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(String(24))
    words: Mapped[bytes] = mapped_column(LargeBinary)
    filed_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), default=RequestState.WAITING)
    first_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    second_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    boxes: Mapped[bytes | None] = mapped_column(LargeBinary)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    viewer: Mapped[bytes | None] = mapped_column(LargeBinary)
    readable_until: Mapped[datetime | None] = mapped_column(Instant)


class CaseMark(Base):
    """Something that holds of a person in a case (a conflict, a wrapping given later), as a keyed hash of both:
    a dump cannot tell who or which."""

    __tablename__ = "case_mark"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class KeyGrant(Base):
    """Somebody asks to wrap the corruption cases they can open for a newcomer; a custodian agrees or not."""

    __tablename__ = "key_grant"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    requester_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    newcomer_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    newcomer_key: Mapped[bytes] = mapped_column(LargeBinary)
    approver_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(8), default=RequestState.WAITING)
    expires_at: Mapped[datetime] = mapped_column(Instant)
