"""Thai dates as people say them, on Tuesday 24 November 2569."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import meant

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("วันนี้", TODAY),
        ("เมื่อเช้า", TODAY),
        ("เมื่อวาน", date(2026, 11, 23)),
        ("เมื่อวานตอนเย็น", date(2026, 11, 23)),
        ("ตะวา", date(2026, 11, 23)),
        ("เมื่อคืนประมาณสองทุ่ม", date(2026, 11, 23)),
        ("เมื่อวานซืน", date(2026, 11, 22)),
        ("3 วันก่อน", date(2026, 11, 21)),
        ("๓ วันที่แล้ว", date(2026, 11, 21)),
        ("สามวันก่อน", date(2026, 11, 21)),
        ("วันจันทร์ที่แล้ว", date(2026, 11, 23)),
        ("วันอังคารที่แล้ว", date(2026, 11, 17)),
        ("วันพฤหัสบดี", date(2026, 11, 19)),
        ("วันศุกร์อาทิตย์ที่แล้ว", date(2026, 11, 20)),
        ("วันอาทิตย์ที่แล้ว", date(2026, 11, 22)),
        ("5 มกรา", date(2026, 1, 5)),
        ("๕ มกรา", date(2026, 1, 5)),
        ("5 มกราคม 2569", date(2026, 1, 5)),
        ("5 ม.ค. 69", date(2026, 1, 5)),
        ("วันที่ 5 ม.ค. พ.ศ. 2568", date(2025, 1, 5)),
        ("5 ม.ค. 10.30 น.", date(2026, 1, 5)),
        ("5/1/69", date(2026, 1, 5)),
        ("๕/๑/๒๕๖๙", date(2026, 1, 5)),
        ("5-1-2026", date(2026, 1, 5)),
        ("5/1", date(2026, 1, 5)),
        ("24/11/2569 เวลา 9.00", TODAY),
        ("30 พ.ย.", date(2025, 11, 30)),
        ("24 พฤศจิกา", TODAY),
        ("29 ก.พ. 2567", date(2024, 2, 29)),
        ("วันแม่", date(2026, 8, 12)),
        ("วันพ่อ", date(2025, 12, 5)),
    ],
)
def test_a_day_is_understood_as_people_say_it(said: str, day: date) -> None:
    assert meant(said, TODAY) == (day, day)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("อาทิตย์ก่อน", date(2026, 11, 16), date(2026, 11, 22)),
        ("สัปดาห์นี้", date(2026, 11, 23), TODAY),
        ("สองอาทิตย์ก่อน", date(2026, 11, 9), date(2026, 11, 15)),
        ("เดือนที่แล้ว", date(2026, 10, 1), date(2026, 10, 31)),
        ("ต้นเดือนที่แล้ว", date(2026, 10, 1), date(2026, 10, 10)),
        ("กลางเดือนก่อน", date(2026, 10, 11), date(2026, 10, 20)),
        ("ปลายเดือนก่อน", date(2026, 10, 21), date(2026, 10, 31)),
        ("ปลายเดือนนี้", date(2026, 11, 21), TODAY),
        ("สามเดือนที่แล้ว", date(2026, 8, 1), date(2026, 8, 31)),
        ("กันยา", date(2026, 9, 1), date(2026, 9, 30)),
        ("เดือนธันวา", date(2025, 12, 1), date(2025, 12, 31)),
        ("ปลายเดือนกันยายน 68", date(2025, 9, 21), date(2025, 9, 30)),
        ("ปีที่แล้ว", date(2025, 1, 1), date(2025, 12, 31)),
        ("ปลายปีที่แล้ว", date(2025, 9, 1), date(2025, 12, 31)),
        ("ต้นปีนี้", date(2026, 1, 1), date(2026, 4, 30)),
        ("ปี 2567", date(2024, 1, 1), date(2024, 12, 31)),
        ("ปีใหม่", date(2026, 1, 1), date(2026, 1, 3)),
        ("ช่วงสงกรานต์", date(2026, 4, 13), date(2026, 4, 15)),
        ("สงกรานต์ปีที่แล้ว", date(2025, 4, 13), date(2025, 4, 15)),
        ("สงกรานต์ 2567", date(2024, 4, 13), date(2024, 4, 15)),
    ],
)
def test_a_span_of_days_is_understood(said: str, first: date, last: date) -> None:
    assert meant(said, TODAY) == (first, last)


@pytest.mark.parametrize(
    "said",
    [
        "31 ก.พ. 69",
        "29 ก.พ. 69",
        "0/0/69",
        "99/99/9999",
        "5 ม.ค. 9999999",
        "8.30 น.",
        "หลายครั้งแล้ว",
        "ทุกวัน",
        "1.5",
        "",
        "นานมาก",
    ],
)
def test_what_tells_no_day_stays_open(said: str) -> None:
    assert meant(said, TODAY) is None


@given(st.text(max_size=80), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_no_text_breaks_the_date_reader(said: str, today: date) -> None:
    span = meant(said, today)
    assert span is None or span[0] <= span[1]


@given(
    st.sampled_from(["29 ก.พ.", "31 ธ.ค.", "ปีใหม่", "ปลายเดือนที่แล้ว", "12 เดือนก่อน", "วันพุธ"]), st.dates(date(1990, 1, 1))
)
def test_no_day_of_any_year_breaks_what_is_said_often(said: str, today: date) -> None:
    if today.year < 2190:
        meant(said, today)


def test_a_long_text_is_read_quickly() -> None:
    assert meant("วันที่ " * 20_000, TODAY) is None
