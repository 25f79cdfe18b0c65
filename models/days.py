"""The local day: what a person in Thailand calls today."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")


def bangkok_day(now: datetime) -> date:
    """The calendar day in Thailand of an aware datetime. ValueError when it has no zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone")
    return now.astimezone(BANGKOK).date()
