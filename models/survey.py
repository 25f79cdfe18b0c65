"""The EIT survey's link and window per fiscal year, how often it was handed out, and the No Gift declarations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class SurveyPeriod(Base):
    """The survey of a Buddhist fiscal year: the agency's short code in ITAS and the days it is open."""

    __tablename__ = "survey_period"

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(16))
    opens_on: Mapped[date]
    closes_on: Mapped[date]


class SurveyCount(Base):
    """How often the link was shown or opened, by day and place: a number, and nobody behind it."""

    __tablename__ = "survey_count"

    day: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(16), primary_key=True)
    act: Mapped[str] = mapped_column(String(8), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


class Declaration(Base):
    """The No Gift declaration of a Buddhist fiscal year, as the top executive signed it."""

    __tablename__ = "declaration"

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    signed_on: Mapped[date]
    signer: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    words_en: Mapped[str] = mapped_column(Text, default="")
