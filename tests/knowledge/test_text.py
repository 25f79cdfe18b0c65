"""Cleaning, folding and the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.keyboard import repair
from knowledge.lexicon import Lexicon
from knowledge.text import LONGEST, clean, coverage, fold, pattern, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("เเจ้งเกิด", "แจ้งเกิด"),
        ("น\u0e4d\u0e32", "น\u0e33"),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("ม\u200bี😀ไหม\ufeff", "มีไหม"),
        ("๒๕๖๙", "2569"),
        ("มากกกกก", "มาก"),
        ("10000", "10000"),
        ("  ขอ \n\t ถัง ", "ขอ ถัง"),
        ("หรือ....เปล่า", "หรือ เปล่า"),
    ],
)
def test_what_looks_the_same_is_written_the_same(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1])
def test_a_text_is_cut_at_its_limit(length: int) -> None:
    assert len(clean(("กขคงจ" * 200)[:length])) == min(length, LONGEST)


def test_cutting_happens_before_anything_slow() -> None:
    assert len(clean("กข" * 50_000)) == LONGEST


@given(st.text(max_size=800))
@settings(max_examples=150, deadline=None)
def test_any_text_becomes_short_and_plain(text: str) -> None:
    once = clean(text)
    assert len(once) <= LONGEST
    assert not set(once) & {"\u200b", "\ufeff", "\n", "\t", "๑"}
    assert "  " not in once


@pytest.mark.parametrize(
    ("written", "other"),
    [("ใช้เวลา", "ไช้เวลา"), ("เอกสาร", "เอกสาล"), ("พาณิชย์", "พานิช"), ("กี่วัน", "กีวัน"), ("อนุญาต", "อนุยาต")],
)
def test_spellings_that_sound_alike_fold_together(written: str, other: str) -> None:
    assert fold(written) == fold(other)


def test_new_burning_and_the_question_word_stay_apart() -> None:
    assert len({fold("ใหม่"), fold("ไหม"), fold("ไหม้")}) == 3


def test_patterns_in_good_thai_find_what_is_misspelt() -> None:
    assert pattern(["ค่าธรรมเนียม"]).search(fold("คาธรรมเนียมเท่าไร"))


def test_words_join_to_the_text() -> None:
    assert "".join(words("ขอใบอนุญาตก่อสร้างบ้าน 2 ชั้น")) == "ขอใบอนุญาตก่อสร้างบ้าน 2 ชั้น"


def test_coverage_tells_thai_from_noise() -> None:
    assert coverage("ขอถังขยะหน่อย") == 1
    assert coverage("ฟหกดส") < 0.5
    assert coverage("abc") == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l;ylfu", "สวัสดี"),
        ("-v5y'-pt", "ขอถังขยะ"),
        ("0jkp8jkohe", "จ่ายค่าน้ำ"),
        ("L;YLFU", "สวัสดี"),
    ],
)
def test_thai_on_english_keys_is_read(typed: str, meant: str, lexicon: Lexicon) -> None:
    assert repair(typed, lexicon.latin_words) == meant


@pytest.mark.parametrize(
    "typed", ["EIT", "hello", "how much is the fee", "no gift policy", "bat prachachon hai", "12345"]
)
def test_what_means_something_in_latin_letters_stays(typed: str, lexicon: Lexicon) -> None:
    assert repair(typed, lexicon.latin_words) == typed


def test_english_on_thai_keys_is_read(lexicon: Lexicon) -> None:
    keys = dict(zip("hello", "้ำสสน", strict=True))
    assert repair("".join(keys[one] for one in "hello"), lexicon.latin_words) == "hello"


def test_good_thai_is_never_turned_into_latin(lexicon: Lexicon) -> None:
    assert repair("ขอถังขยะ", lexicon.latin_words) == "ขอถังขยะ"
