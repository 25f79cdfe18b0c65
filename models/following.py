"""What the reporter's side needs beside the cases: forms sent once, look-ups paced, ratings counted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class SentForm(Base):
    """A form that was sent: a keyed hash of its number, and when, sealed. Nothing leads to its case."""

    __tablename__ = "sent_form"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    on_day: Mapped[date] = mapped_column(index=True)


class Pace(Base):
    """When something slow was last done (milliseconds), for a limit all processes share."""

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    recent: Mapped[list[int]] = mapped_column(JSON, default=list)


class RatingCount(Base):
    """How many gave a score in a quarter: counts only, no row belongs to anybody."""

    __tablename__ = "rating_count"

    quarter: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    score: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer, default=0)
