"""Which questions may be kept for the editors of the manual, and what is taken out of them first."""

from __future__ import annotations

import re

from casework.receipt import contains_one
from handlers.memory import Desk
from handlers.readers import cleaned
from knowledge import manual_store
from models.days import bangkok_day

LONGEST = 200
"""A longer text is a story, not a question: it may be somebody's report, and is not kept."""

SHORTEST = 4
PRIVATE = re.compile(r"เอดส์|hiv|พิการ|ป่วย|โรค|ทุจริต|โกง|สินบน|ใต้โต๊ะ|ร้องเรียน|ถูกข่มขู่|เรียกเงิน|ขอเงิน|เก็บเงิน|ส่วย", re.IGNORECASE)
"""Health, and whatever may be the beginning of a report: no text of it is kept."""

NUMBERS = re.compile(r"[0-9๐-๙][0-9๐-๙ \-./]{3,}[0-9๐-๙]")
ADDRESSES = re.compile(r"\S{1,64}@\S+|https?://\S+|@[\w.\-]{2,}")
NAMES = re.compile(r"(นาย|นางสาว|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|คุณ)\s?[ก-๛]{2,20}(\s[ก-๛]{2,20})?")


def keep(desk: Desk, text: str, near: str = "") -> str:
    """Keep a question nobody could answer, if it may be kept: redacted, sealed, with its day alone. Its id."""
    redacted = worth_keeping(text)
    if not redacted:
        return ""
    return manual_store.keep_question(desk.session, desk.office.keys, redacted, bangkok_day(desk.now), near)


def worth_keeping(text: str) -> str:
    """The redacted question, or nothing when no text of it may be kept."""
    clean = " ".join(cleaned(text).split())
    if not SHORTEST <= len(clean) <= LONGEST or contains_one(clean) or PRIVATE.search(clean):
        return ""
    for pattern in (ADDRESSES, NUMBERS, NAMES):
        clean = pattern.sub("…", clean)
    return clean.strip("… ") and clean
