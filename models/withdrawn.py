"""Messages taken back before they came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant


class WithdrawnMessage(Base):
    """A keyed hash of a message id, for a week: LINE may deliver a message after its unsend."""

    __tablename__ = "withdrawn_message"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
