"""From what was heard to a value: words, a Thai date, a place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from casework.receipt import contains_one
from handlers import wording
from handlers.dates import meant
from handlers.speech import INVISIBLE, MARKS, Heard, NotAnAnswer, plain
from handlers.wording.evidence import NOT_HERE

LONGEST = 5000
"""Characters of one message: what LINE itself lets a person type."""


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
    """A reader of dates as people say them: ``{"said": words, "date": first day or None, "until": last day or None}``.

    Nothing a person can read is refused: what is no date stays as the person's words.
    """

    def read(heard: Heard) -> dict[str, Any]:
        said = words(heard)
        span = meant(said, today())
        first, last = (day.isoformat() for day in span) if span else (None, None)
        return {"said": said, "date": first, "until": last if last != first else None}

    return read


def cleaned(text: str) -> str:
    """Text without control, bidi and other invisible characters, at most ten marks on a letter; line breaks stay."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    return MARKS.sub(r"\1", INVISIBLE.sub("", unicodedata.normalize("NFC", kept))).strip()
