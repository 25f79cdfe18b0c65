"""From what was heard to a value: words, a Thai date, a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from casework.receipt import contains_one
from handlers import wording
from handlers.speech import INVISIBLE, Heard, NotAnAnswer, plain
from handlers.wording.evidence import NOT_HERE

LONGEST = 5000
"""Characters of one message: what LINE itself lets a person type."""

MONTHS = (
    ("มกราคม", "ม.ค", "มกรา"),
    ("กุมภาพันธ์", "ก.พ", "กุมภา"),
    ("มีนาคม", "มี.ค", "มีนา"),
    ("เมษายน", "เม.ย", "เมษา"),
    ("พฤษภาคม", "พ.ค", "พฤษภา"),
    ("มิถุนายน", "มิ.ย", "มิถุนา"),
    ("กรกฎาคม", "ก.ค", "กรกฎา"),
    ("สิงหาคม", "ส.ค", "สิงหา"),
    ("กันยายน", "ก.ย", "กันยา"),
    ("ตุลาคม", "ต.ค", "ตุลา"),
    ("พฤศจิกายน", "พ.ย", "พฤศจิกา"),
    ("ธันวาคม", "ธ.ค", "ธันวา"),
)
DAYS_AGO = {"วันนี้": 0, "เมื่อเช้า": 0, "เมื่อวาน": 1, "เมื่อวานนี้": 1, "เมื่อวานซืน": 2, "วานซืน": 2}


def words(heard: Heard) -> str:
    """What the person typed, cleaned of control characters.

    NotAnAnswer for a file or sticker, for nothing but blanks, for more than LONGEST characters, and for
    a text that holds a receipt: whoever reads the report must not be able to follow the case.
    """
    if heard.attachment:
        raise NotAnAnswer(wording.STICKER if heard.attachment == "sticker" else NOT_HERE)
    text = cleaned(heard.text)
    if not plain(text):
        raise NotAnAnswer(wording.EMPTY)
    if len(text) > LONGEST:
        raise NotAnAnswer(wording.TOO_LONG)
    if contains_one(text):
        raise NotAnAnswer(wording.RECEIPT_IN_TEXT)
    return text


def place(heard: Heard) -> str:
    """Words, or a shared location as its address and coordinates (``text`` is filled by the edge)."""
    return words(Heard(heard.text)) if heard.attachment == "location" else words(heard)


def when(today: Callable[[], date]) -> Callable[[Heard], dict[str, Any]]:
    """A reader of dates as people say them: ``{"said": words, "date": ISO date or None}``.

    Nothing a person can read is refused: what is no date stays as the person's words.
    """

    def read(heard: Heard) -> dict[str, Any]:
        said = words(heard)
        found = thai_date(said, today())
        return {"said": said, "date": found.isoformat() if found else None}

    return read


def thai_date(said: str, today: date) -> date | None:
    """The day meant by words such as เมื่อวาน, 5 มกรา, ๕ ม.ค. ๖๙, 5/1/2569; None when it is not clear."""
    text = plain(said)
    if text in DAYS_AGO:
        return today - timedelta(days=DAYS_AGO[text])
    return _numbers(text, today) or _named_month(text, today)


def cleaned(text: str) -> str:
    """Text without control, bidi and other invisible characters; line breaks stay."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    return INVISIBLE.sub("", unicodedata.normalize("NFC", kept)).strip()


def _numbers(text: str, today: date) -> date | None:
    match = re.fullmatch(r"(?:วันที่\s*)?(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{2,4}))?", text)
    return _day(int(match[1]), int(match[2]), match[3], today) if match else None


def _named_month(text: str, today: date) -> date | None:
    for number, names in enumerate(MONTHS, start=1):
        name = "|".join(re.escape(one) for one in names)
        match = re.fullmatch(rf"(?:วันที่\s*)?(\d{{1,2}})\s*(?:{name})\.?\s*(?:พ\.?ศ\.?\s*)?(\d{{2,4}})?", text)
        if match:
            return _day(int(match[1]), number, match[2], today)
    return None


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    """Without a year the latest such day; two digits are Buddhist (69 = 2569); 2400 and above too."""
    try:
        if year is None:
            this_year = date(today.year, month, day)
            return this_year if this_year <= today else date(today.year - 1, month, day)
        number = int(year) + 2500 if len(year) == 2 else int(year)
        return date(number - 543 if number >= 2400 else number, month, day)
    except ValueError:
        return None
