"""The local day, what a person in Thailand calls today, and the fiscal year it belongs to."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST = 543
"""Years between the Christian and the Buddhist era as Thailand counts them since 1941."""

FIRST_MONTH = 10
"""The Thai fiscal year begins on 1 October and is named after the year it ends in (Budget Procedures Act)."""


def bangkok_day(now: datetime) -> date:
    """The calendar day in Thailand of an aware datetime. ValueError when it has no zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone")
    return now.astimezone(BANGKOK).date()


def fiscal_year(day: date) -> int:
    """The Buddhist fiscal year a day belongs to: 1 October 2025 is the first day of 2569."""
    return day.year + BUDDHIST + (day.month >= FIRST_MONTH)


def written_year(text: str) -> int:
    """A Buddhist year as people write it, also in Thai digits; 0 for what is none that can be meant."""
    return int(text) if len(text) == 4 and text.isdecimal() and 2500 <= int(text) <= 2700 else 0


def fiscal_range(year: int) -> tuple[date, date]:
    """First and last day of a Buddhist fiscal year."""
    christian = year - BUDDHIST
    return date(christian - 1, FIRST_MONTH, 1), date(christian, FIRST_MONTH - 1, 30)
