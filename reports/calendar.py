"""The official calendar: fiscal years, Buddhist years, Thai digits, Thai dates."""

from __future__ import annotations

from datetime import date

from pythainlp.util import arabic_digit_to_thai_digit

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
BUDDHIST = 543
"""Years between the Christian and the Buddhist era as Thailand counts them since 1941."""

FIRST_MONTH = 10
"""The Thai fiscal year begins on 1 October and is named after the year it ends in (Budget Procedures Act)."""


def fiscal_year(day: date) -> int:
    """The Buddhist fiscal year a day belongs to: 1 October 2025 is the first day of 2569."""
    return day.year + BUDDHIST + (day.month >= FIRST_MONTH)


def fiscal_range(year: int) -> tuple[date, date]:
    """First and last day of a Buddhist fiscal year."""
    christian = year - BUDDHIST
    return date(christian - 1, FIRST_MONTH, 1), date(christian, FIRST_MONTH - 1, 30)


def fiscal_months(year: int) -> list[tuple[int, int]]:
    """The twelve (Christian year, month) pairs of a Buddhist fiscal year, October first."""
    christian = year - BUDDHIST
    return [(christian - (month >= FIRST_MONTH), month) for month in (10, 11, 12, *range(1, 10))]


def thai_digits(text: str | int) -> str:
    """Text with ๐–๙ for 0–9: for official documents."""
    return str(arabic_digit_to_thai_digit(str(text)))


def thai_date(day: date, style: str = "full", digits: str = "arabic") -> str:
    """``full`` 24 พฤศจิกายน 2569, ``short`` 24 พ.ย. 2569, ``plain`` 24/11/2569; digits thai or arabic."""
    year = day.year + BUDDHIST
    shown = {
        "full": f"{day.day} {MONTHS[day.month - 1]} {year}",
        "short": f"{day.day} {SHORT_MONTHS[day.month - 1]} {year}",
        "plain": f"{day.day:02d}/{day.month:02d}/{year}",
    }[style]
    return thai_digits(shown) if digits == "thai" else shown


def month_name(year: int, month: int) -> str:
    """A month with its Buddhist year, as a table heads it: ตุลาคม 2568."""
    return f"{MONTHS[month - 1]} {year + BUDDHIST}"
