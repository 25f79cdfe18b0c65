"""Where each person is in a conversation, sealed, for a day at most."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant


class Conversation(Base):
    """The draft of one person, found by a keyed hash of the LINE id and erased when finished or expired."""

    __tablename__ = "conversation"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
