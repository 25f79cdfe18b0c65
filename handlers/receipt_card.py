"""The receipt as the reporter sees it: neutral, once, with what to do next."""

from __future__ import annotations

from datetime import datetime

from casework import receipt as codes
from casework.intake import Filed
from casework.office import Office
from handlers import wording
from handlers.greeting import MENU_TAPS
from handlers.speech import Card, Reply, Tap
from models.days import bangkok_day
from reports.calendar import thai_date


def receipt(office: Office, filed: Filed, now: datetime, thanks: str = wording.FILED) -> tuple[Reply, ...]:
    """Thanks, and the card with the code; no word of the report, no kind, no staff reference."""
    rows = (
        (wording.RECEIPT_CODE, codes.show(filed.receipt)),
        (wording.RECEIPT_DATE, thai_date(bangkok_day(now), style="short")),
        (wording.RECEIPT_DUE, thai_date(filed.answer_due_on, style="short")),
    )
    notes = tuple(note.format(public_url=office.public_url) for note in wording.RECEIPT_NOTES)
    follow = (Tap(wording.FOLLOW, say=wording.FOLLOW),)
    card = Card(wording.RECEIPT_TITLE, rows, notes, follow, wording.NEUTRAL_ALT)
    return (Reply(thanks), Reply(card=card, taps=MENU_TAPS))
