"""From Thai words to a day or a span of days: เมื่อวานซืน, วันจันทร์ที่แล้ว, ต้นเดือนก่อน, ๕ มกรา, 5/1/69, สงกรานต์ปีกลาย."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from handlers.speech import plain

Span = tuple[date, date]
"""First and last day of what is meant; the same day twice for one day."""

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
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์")
NUMBERS = {"หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9, "สิบ": 10}
DAYS_AGO = (
    (2, r"เมื่อวานซืน|วานซืน|เมื่อวันซืน|ตะวาซืน"),
    (1, r"เมื่อวาน|วานนี้|เมื่อคืน|ตะวา|มะวา|เมื่อวา(?=\s|$)|yesterday"),
    (0, r"วันนี้|เมื่อเช้า|เมื่อกี้|ตะกี้|เมื่อสาย|เมื่อบ่าย|มื้อนี้|วันนี่|today"),
)
LAST = r"(?:ที่แล้ว|ที่ผ่านมา|ก่อนหน้า|ก่อน|กลาย|แล้ว)"
PART = r"(?P<part>ต้น|กลาง|ปลาย|สิ้น)?"
YEAR = r"(?:\s*(?:ปี\s*)?(?:พ\.?\s?ศ\.?\s*)?(?P<year>\d{4}|\d{2})(?![\d.:]))?(?!\s*\d{5})"
MONTH_NAMES = "|".join(re.escape(name) for names in MONTHS for name in names)
FEASTS = (
    (r"(?:วันขึ้น)?ปีใหม่", (1, 1), (1, 3)),
    (r"สงกรานต์|ปี๋ใหม่เมือง", (4, 13), (4, 15)),
    (r"วันแรงงาน", (5, 1), (5, 1)),
    (r"วันแม่", (8, 12), (8, 12)),
    (r"วันพ่อ", (12, 5), (12, 5)),
    (r"วันเด็ก", (1, 8), (1, 14)),
)


def meant(said: str, today: date) -> Span | None:
    """The days somebody means; None when the words tell none clearly. Nothing after ``today`` is guessed."""
    text = re.sub(r"ๆ", "", plain(said))[:200]
    if re.search(rf"\d\s*(?:{MONTH_NAMES})", text):
        return _day_and_month(text, today)
    readers: tuple[Callable[[str, date], Span | None], ...] = (
        _numbers,
        _feast,
        _so_long_ago,
        _days_ago,
        _weekday,
        _week,
        _month,
        _named_month,
        _year,
    )
    return next((span for read in readers if (span := read(text, today))), None)


def _numbers(text: str, today: date) -> Span | None:
    match = re.search(r"(?<![\d/.\-])(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?![\d/\-])", text)
    if not match or (match[3] is None and ("." in match[0] or not re.fullmatch(r"(?:วันที่\s*)?\S+", text))):
        return None  # 8.30 is an hour, not a day
    return _day(int(match[1]), int(match[2]), match[3], today)


def _day_and_month(text: str, today: date) -> Span | None:
    match = re.search(rf"(?<!\d)(\d{{1,2}})\s*(?P<month>{MONTH_NAMES})\.?+{YEAR}", text)
    return _day(int(match[1]), _month_number(match["month"]), match["year"], today) if match else None


def _feast(text: str, today: date) -> Span | None:
    for words, (month, day), (last_month, last_day) in FEASTS:
        match = re.search(rf"(?:{words})(?:\s*ปี(?P<last>{LAST})|\s*ปี(?P<this>นี้)|{YEAR})", text)
        if match:
            year = _ad(match["year"]) if match["year"] else today.year - bool(match["last"])
            if not (match["year"] or match["last"] or match["this"]) and date(year, month, day) > today:
                year -= 1
            return _span(year, month, day, (last_month, last_day))
    return None


def _so_long_ago(text: str, today: date) -> Span | None:
    match = re.search(rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})\s*(?P<unit>วัน|อาทิตย์|สัปดาห์|เดือน|ปี)\s*{LAST}", text)
    if not match:
        return None
    count = int(match["count"]) if match["count"].isdecimal() else NUMBERS[match["count"]]
    if match["unit"] in ("เดือน", "ปี"):
        months = today.year * 12 + today.month - 1 - count * (12 if match["unit"] == "ปี" else 1)
        return _whole(months // 12, months % 12 + 1, "") if match["unit"] == "เดือน" else _whole_year(months // 12, "")
    if match["unit"] == "วัน":
        return (today - timedelta(days=count),) * 2
    return _week_of(today - timedelta(weeks=count))


def _days_ago(text: str, today: date) -> Span | None:
    ago = next((days for days, words in DAYS_AGO if re.search(words, text)), None)
    return None if ago is None else (today - timedelta(days=ago),) * 2


def _weekday(text: str, today: date) -> Span | None:
    match = re.search(rf"วัน(?P<day>{'|'.join(WEEKDAYS)})(?:บดี)?(?P<rest>.*)", text)
    if not match:
        return None
    wanted = WEEKDAYS.index(match["day"])
    if re.match(rf"\s*(?:ของ)?\s*(?:อาทิตย์|สัปดาห์)(?:{LAST})", match["rest"]):
        return (_week_of(today - timedelta(weeks=1))[0] + timedelta(days=wanted),) * 2
    before = (today.weekday() - wanted) % 7
    past = re.match(rf"\s*{LAST}", match["rest"])
    return (today - timedelta(days=before or 7 * bool(past)),) * 2


def _week(text: str, today: date) -> Span | None:
    match = re.search(rf"(?<!วัน)(?:อาทิตย์|สัปดาห์)\s*(?:(?P<last>{LAST})|นี้)", text)
    if not match:
        return None
    if match["last"]:
        return _week_of(today - timedelta(weeks=1))
    return _week_of(today)[0], today


def _month(text: str, today: date) -> Span | None:
    match = re.search(rf"{PART}\s*เดือน\s*(?:(?P<last>{LAST})|นี้)", text)
    if not match:
        return None
    months = today.year * 12 + today.month - 1 - bool(match["last"])
    return _past(_whole(months // 12, months % 12 + 1, match["part"] or ""), today)


def _named_month(text: str, today: date) -> Span | None:
    match = re.search(rf"{PART}\s*(?:เดือน\s*)?(?P<month>{MONTH_NAMES})\.?(?:\s*ปี(?P<last>{LAST})|{YEAR})", text)
    if not match:
        return None
    month = _month_number(match["month"])
    year = _ad(match["year"]) if match["year"] else today.year - bool(match["last"])
    if not match["year"] and not match["last"] and month > today.month:
        year -= 1
    return _past(_whole(year, month, match["part"] or ""), today)


def _year(text: str, today: date) -> Span | None:
    match = re.search(
        rf"{PART}\s*ปี\s*(?:(?P<last>{LAST})|(?P<this>นี้)|(?:พ\.?\s?ศ\.?\s*)?(?P<year>25\d\d|\d\d)(?!\d))", text
    )
    if not match:
        return None
    year = _ad(match["year"]) if match["year"] else today.year - bool(match["last"])
    return _past(_whole_year(year, match["part"] or ""), today)


def _day(day: int, month: int, year: str | None, today: date) -> Span | None:
    """Without a year the latest such day."""
    try:
        if year:
            return (date(_ad(year), month, day),) * 2
        this_year = date(today.year, month, day)
        return (this_year if this_year <= today else date(today.year - 1, month, day),) * 2
    except ValueError:
        return None


def _ad(year: str) -> int:
    """Two digits are Buddhist (69 = 2569); 2400 and above too."""
    number = int(year) + 2500 if len(year) == 2 else int(year)
    return number - 543 if number >= 2400 else number


def _whole(year: int, month: int, part: str) -> Span | None:
    """A month, or its beginning, middle or end."""
    if not 1900 <= year <= 2200:
        return None
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"ต้น": (1, 10), "กลาง": (11, 20), "ปลาย": (21, last), "สิ้น": (last, last)}.get(part, (1, last))
    return date(year, month, first_day), date(year, month, last_day)


def _whole_year(year: int, part: str) -> Span | None:
    first, last = {"ต้น": (1, 4), "กลาง": (5, 8), "ปลาย": (9, 12), "สิ้น": (12, 12)}.get(part, (1, 12))
    return _span(year, first, 1, (last, 31)) if last != 4 else _span(year, first, 1, (4, 30))


def _span(year: int, month: int, day: int, last: tuple[int, int]) -> Span | None:
    return (date(year, month, day), date(year, *last)) if 1900 <= year <= 2200 else None


def _week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _past(span: Span | None, today: date) -> Span | None:
    """The span up to today, if it has begun."""
    return (span[0], min(span[1], today)) if span and span[0] <= today else span


def _month_number(name: str) -> int:
    return next(number for number, names in enumerate(MONTHS, start=1) if name in names)
