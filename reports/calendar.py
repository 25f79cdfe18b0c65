"""The official calendar as documents show it: fiscal months, Buddhist years, Thai digits, Thai dates."""

from __future__ import annotations

from datetime import date

from pythainlp.util import arabic_digit_to_thai_digit

from models.days import BUDDHIST, FIRST_MONTH

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
