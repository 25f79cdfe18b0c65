"""Personal data in Thai text: where it is, and the text without it. Works in linear time on any input.

A second line of defence: the first is to write nothing down. Names without a title, and what the story itself
gives away, are not found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework import redact_words as words
from casework.redact_numbers import number_runs, numbers

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
DASHES = "‐‑‒–—―−﹣"


class Mode(StrEnum):
    """LOGS hides every run of seven digits or more; EXPORTS leaves money, years and dates alone."""

    LOGS = "logs"
    EXPORTS = "exports"


LABELS = {
    "national_id": "เลขประจำตัวประชาชน",
    "phone": "เบอร์โทรศัพท์",
    "account": "เลขบัญชี",
    "number": "ตัวเลข",
    "email": "อีเมล",
    "line_id": "ไอดี LINE",
    "plate": "ทะเบียนรถ",
    "name": "ชื่อบุคคล",
    "own_name": "ชื่อของผู้แจ้ง",
}
"""What stands in the place of each sort of finding, and what a reporter is told was found."""

REPORTERS_OWN = frozenset({"national_id", "phone", "email", "line_id", "own_name"})
"""Sorts that may be the reporter's own: they are asked about before they are kept."""

EMAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]++@[A-Za-z0-9\-]++(?:\.[A-Za-z0-9\-]++)+")
LINE_ID = re.compile(
    r"[UCR][0-9a-f]{32}|(?:line|ไลน์)[ ]?(?:id|ไอดี)[ ]?[:=]?[ ]?@?[a-z0-9][a-z0-9._\-]{2,30}", re.IGNORECASE
)


@dataclass(frozen=True)
class Finding:
    """A stretch of the text (as :func:`normal` gives it) and what sort of personal data it is."""

    start: int
    end: int
    label: str


def normal(text: str) -> str:
    """The text in NFC: what findings count in."""
    return unicodedata.normalize("NFC", text)


def findings(text: str, mode: Mode = Mode.EXPORTS) -> list[Finding]:
    """What was found in a text, in order, without overlaps; positions count in ``normal(text)``."""
    folded, places = _folded(normal(text))
    found = sorted(_all(folded, mode), key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end:
                kept[-1] = Finding(kept[-1].start, one.end, kept[-1].label)
            continue
        kept.append(one)
    return [Finding(places[one.start], places[one.end - 1] + 1, one.label) for one in kept]


def redact(text: str, mode: Mode = Mode.EXPORTS) -> str:
    """The text with every finding replaced by what it was, such as [เบอร์โทรศัพท์]."""
    return without(text, findings(text, mode))


def without(text: str, found: list[Finding]) -> str:
    """The text with these findings replaced."""
    text, parts, at = normal(text), [], 0
    for one in found:
        parts += [text[at : one.start], f"[{LABELS[one.label]}]"]
        at = one.end
    return "".join([*parts, text[at:]])


def reporters_own(text: str) -> list[Finding]:
    """What in a report may tell who the reporter is: numbers, addresses, and a name given as one's own."""
    return [one for one in findings(text) if one.label in REPORTERS_OWN]


def _all(text: str, mode: Mode) -> Iterator[Finding]:
    found = number_runs(text) if mode is Mode.LOGS else numbers(text)
    for start, end, label in found:
        yield Finding(start, end, label)
    for label, pattern in (("email", EMAIL), ("line_id", LINE_ID)):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), label)
    for start, end, label in (*words.names(text), *words.plates(text)):
        yield Finding(start, end, label)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as patterns read it, and for each of its characters where it stands in the text."""
    places = [place for place, c in enumerate(text) if not INVISIBLE.match(c)]
    kept = "".join(text[place] for place in places).translate(DIGITS)
    return "".join(map(_fold, kept)), places


def _fold(c: str) -> str:
    if "\uff01" <= c <= "\uff5e":
        return chr(ord(c) - 0xFEE0)
    if c in DASHES:
        return "-"
    digit = unicodedata.digit(c, -1) if not c.isascii() else -1
    return str(digit) if digit >= 0 else c
