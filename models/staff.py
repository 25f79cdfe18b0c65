"""Staff accounts and their sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, random_id


class Role(StrEnum):
    """What somebody may do (protection.md 6); duties say for which kinds of case."""

    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    CUSTODIAN = "custodian"
    EDITOR = "editor"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"


class Duty(StrEnum):
    """Which cases are wrapped to somebody: corruption (with gifts), general (with feedback), or, for the reviewer
    from outside, those that nobody on the duty may open."""

    CORRUPTION = "corruption"
    GENERAL = "general"
    OUTSIDE = "outside"


class Staff(Base):
    """One account. The private key exists only wrapped; the server alone cannot open it.

    ``seal`` is the server's signature of the row (casework.staff_seal).
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(120), default="")
    accused_code: Mapped[str] = mapped_column(String(32), default="")
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    duties: Mapped[list[str]] = mapped_column(JSON, default=list)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    password_salt: Mapped[bytes] = mapped_column(LargeBinary)
    password_cost: Mapped[str] = mapped_column(String(32))
    verifier: Mapped[bytes] = mapped_column(LargeBinary)
    private_by_password: Mapped[bytes] = mapped_column(LargeBinary)
    private_by_recovery: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_verifier: Mapped[bytes | None] = mapped_column(LargeBinary)
    private_by_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    sample: Mapped[bool] = mapped_column(default=False)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)


class StaffDevice(Base):
    """A browser that signed in with both factors before: it has wrong tries of its own, so that no outsider's
    tries keep its owner out. The row holds a hash of its cookie, which opens nothing."""

    __tablename__ = "staff_device"

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class StaffSession(Base):
    """A signed-in browser. The row holds a hash of the cookie and a key only the cookie opens."""

    __tablename__ = "staff_session"

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
