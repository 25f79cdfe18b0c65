"""The one row that describes this municipality's deployment."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, random_id


class Instance(Base):
    """Public facts of the deployment: what sealed blobs are bound to, what documents are headed with."""

    __tablename__ = "instance"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    tag: Mapped[str] = mapped_column(String(32), default=random_id)
    receipt_salt: Mapped[bytes] = mapped_column(LargeBinary, default=lambda: secrets.token_bytes(16))
    municipality: Mapped[str] = mapped_column(String(200))
    agency_type: Mapped[str] = mapped_column(String(24), default="", server_default="")
    district: Mapped[str] = mapped_column(String(80), default="", server_default="")
    province: Mapped[str] = mapped_column(String(80), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    office_hours: Mapped[str] = mapped_column(String(100), default="")
    recovery_public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    ledger_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    bot_user_id: Mapped[str] = mapped_column(String(33), default="")
    chat_unsafe_since: Mapped[date | None]
    """The day since which others may read what is typed in the chat; None while the account is safe."""

    night_done_on: Mapped[date | None]
    """The day whose nightly work is done, by whichever worker: a new start does not do it again."""

    sample: Mapped[bool] = mapped_column(default=False)
