"""Personal data in Thai text is found in every disguise, what is harmless stays, and no input takes long."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.quiet_logs import LogFilter
from casework.redact import LABELS, Mode, findings, normal, redact, reporters_own, without
from casework.redact_numbers import valid_national_id
from tests.growth import assert_grows_with_the_length_alone

LINE_ID = "U" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("บัตร 1101700230708 ครับ", "national_id"),
        ("1-1017-00230-70-8", "national_id"),
        ("๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "national_id"),
        ("1 1017 00230 70 8", "national_id"),
        ("โทร 0812345678", "phone"),
        ("โทร ๐๘๑-๒๓๔-๕๖๗๘ นะ", "phone"),
        ("081 234 5678", "phone"),
        ("081.234.5678", "phone"),
        ("+66 81 234 5678", "phone"),
        ("+66812345678", "phone"),
        ("(081) 234-5678", "phone"),
        ("053-123456", "phone"),
        ("02 123 4567", "phone"),
        ("๐8๑2๓45๖78", "phone"),
        ("08\u200b1234\u20605678", "phone"),
        ("０８１２３４５６７８", "phone"),
        ("081–234—5678", "phone"),
        ("บัญชี 123-4-56789-0", "account"),
        ("บัญชี 1234567890", "account"),
        ("บัญชี 123456789012", "account"),
        ("บัญชี 123456789012345", "account"),
        ("เขียนถึงsomchai.j+x@example.co.thได้", "email"),
        (f"ไอดี{LINE_ID}ครับ", "line_id"),
        ("ไลน์ไอดี somchai99", "line_id"),
        ("นายสมชาย ใจดี", "name"),
        ("นาย สมชาย ใจดี", "name"),
        ("นางสาวสมศรี รักไทย", "name"),
        ("น.ส. สมศรี รักไทย", "name"),
        ("ด.ช.แดง น้อย", "name"),
        ("พ.ต.ท.สมชาย กล้าหาญ", "name"),
        ("ว่าที่ ร.ต. สมชาย กล้าหาญ", "name"),
        ("ดร.สมชาย เก่งกาจ", "name"),
        ("พระมหาสมชาย สุจิตโต", "name"),
        ("คุณสมศรี รักไทย", "name"),
        ("นายกมล ใจดี", "name"),
        ("นายกฤษณะ ใจดี", "name"),
        ("นางรองรัตน์ ใจดี", "name"),
        ("นายสมชาย\nใจดี", "name"),
        ("ผมชื่อสมชาย ใจดี", "own_name"),
        ("ดิฉัน นางสมศรี รักไทย", "own_name"),
        ("รถ กข 1234 เชียงใหม่", "plate"),
        ("รถ 1กก 1234", "plate"),
        ("ทะเบียน กข 99", "plate"),
    ],
)
def test_what_belongs_to_a_person_is_found_whole(text: str, label: str) -> None:
    found = findings(text)
    assert [one.label for one in found] == [label]
    hidden = normal(text)[found[0].start : found[0].end]
    assert not any(c.isdigit() for c in without(text, found))
    assert "ใจดี" not in redact(text)
    assert "รักไทย" not in redact(text)
    assert hidden in normal(text)


@pytest.mark.parametrize(
    "text",
    [
        "นายกเทศมนตรีขอเงิน",
        "นายก อบต. สั่งให้ทำ",
        "นายกมาประชุม",
        "นายช่างขอเงินสองพัน",
        "นายทะเบียนบอกให้รอ",
        "นายอำเภอ",
        "นายหน้าขายที่ดิน",
        "นายทุน",
        "นายจ้าง",
        "นายแพทย์",
        "เจ้านาย",
        "ทนายความ",
        "อำเภอนางรอง",
        "นางรอง บุรีรัมย์",
        "นางเลิ้ง",
        "นางพยาบาล",
        "คุณภาพน้ำประปา",
        "คุณสมบัติผู้สมัคร",
        "ขอบคุณมาก",
        "กม 12",
        "กม 12 เชียงใหม่",
        "ซอย 7",
        "ซอย 7 เชียงใหม่",
        "อบต 12",
        "มาตรา 157",
        "พ.ศ. 2567",
        "ปี 2567 2568 2569",
        "2567-2568-2569",
        "เงิน 1,500,000 บาท",
        "เงิน 15000000000 บาท",
        "วันที่ 05-01-2569 ถึง 07-01-2569",
        "2026-11-24 2026-11-25",
        "บ้านเลขที่ 123/45 หมู่ 6",
        "โทร 191 หรือ 1567",
    ],
)
def test_what_belongs_to_nobody_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_neighbours_of_an_address_stay() -> None:
    assert redact("อีเมลtest@example.comครับ") == "อีเมล[อีเมล]ครับ"


def test_words_behind_a_name_that_runs_on_stay() -> None:
    assert redact("นายกมลเรียกเงินสองพัน") == "[ชื่อบุคคล]เรียกเงินสองพัน"


@pytest.mark.parametrize(
    ("digits", "hidden"), [("123456", False), ("1234567", True), ("12345678", True), ("1-2-3-4-5-6-7", True)]
)
def test_logs_hide_every_run_of_seven_digits(digits: str, hidden: bool) -> None:
    assert (digits not in redact(f"x {digits} x", Mode.LOGS)) is hidden


def test_thirteen_digits_with_a_wrong_check_digit_are_hidden_in_logs_too() -> None:
    assert not valid_national_id("1101700230709")
    assert "230709" not in redact("id=1101700230709", Mode.LOGS)


@pytest.mark.parametrize("text", ["นายช่างขอเงิน", "นายสมชาย ใจดี เรียกเงิน", "ทะเบียน กข 99", "โอนเข้าบัญชี 1234567890"])
def test_what_tells_of_the_accused_is_not_the_reporters_own(text: str) -> None:
    assert reporters_own(text) == []


@pytest.mark.parametrize("mode", list(Mode))
@given(text=st.text(alphabet=st.sampled_from("นายางสวก. \nคุณผมชื่อมาขอทด08126-@aU๑๒ๆ\u200b"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_hiding_twice_is_hiding_once(mode: Mode, text: str) -> None:
    once = redact(text, mode)
    assert redact(once, mode) == once


@given(text=st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_taken_and_findings_lie_inside_it_in_order(text: str) -> None:
    at = 0
    for one in findings(text, Mode.LOGS):
        assert at <= one.start < one.end <= len(normal(text))
        assert one.label in LABELS
        at = one.end


phone = st.from_regex(r"0[689][0-9]{8}", fullmatch=True)
words = st.text(alphabet="กขคงนมยรลวสอาิีุูเแโไ ", max_size=30)
separators = st.sampled_from(["", " ", "-", ".", "\u200b", "\u00ad"])


@given(before=words, digits=phone, separator=separators, thai=st.booleans(), after=words)
@settings(max_examples=300, deadline=None)
def test_a_planted_number_never_survives(before: str, digits: str, separator: str, thai: bool, after: str) -> None:
    planted = digits[:3] + separator + digits[3:6] + separator + digits[6:]
    if thai:
        planted = planted.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for mode in Mode:
        left = redact(f"{before} {planted} {after}", mode)
        assert not any(c.isdecimal() for c in left), left


WORST = [
    *["ก", "1", "1 ", "1-", "นาย", "นายก", "นาย สม ", "a", "a@", "@", "a.", "U", "ก1", "0 81 2", "ทะเบียน", "ผมชื่อ"],
    *["ขอบคุณ", "พ.ต.", "line id ", "๐", "\u200b", "เ", "ว่าที่ ", "(", "1.1.25", "กข 12 "],
]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("unit", WORST)
def test_the_worst_takes_time_with_its_length_not_with_its_square(unit: str, mode: Mode) -> None:
    assert_grows_with_the_length_alone(lambda text: redact(text, mode), unit)


def logged(message: str, *args: object, error: Exception | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("x", logging.ERROR, "f", 1, message, args, info)
    assert LogFilter().filter(record)
    return logging.Formatter("%(message)s").format(record)


def test_a_log_line_keeps_its_sense_and_loses_what_is_personal() -> None:
    assert logged("event %s for %s", "failed", LINE_ID) == "event failed for [ไอดี LINE]"


def test_a_log_line_cannot_begin_another() -> None:
    assert logged("a\r\nb\x1b[31m") == "a\\x0d\\x0ab\\x1b[31m"


def test_an_exception_is_logged_as_kind_and_place_without_its_words() -> None:
    try:
        raise ValueError("นายช่างเรียกเงิน")
    except ValueError as error:
        line = logged("failed", error=error)
    assert line.startswith("failed (ValueError at test_redact.py:")
    assert "เรียกเงิน" not in line
