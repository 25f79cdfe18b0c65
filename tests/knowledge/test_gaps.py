"""Questions grouped by likeness, the plainest understanding, and phrases that would spoil another entry."""

from __future__ import annotations

import time
from datetime import date

import pytest

from knowledge.gaps import Question, grouped, harmed, with_phrase
from knowledge.likeness import Nearest, grams, likeness
from knowledge.understood import Intent
from models.manual import PhraseKind
from tests.growth import assert_grows_with_the_length_alone
from tests.knowledge.entries import WHOLE, like

DAY = date(2026, 11, 24)
BIRTH = like(id="birth", name="การแจ้งเกิด", aliases=("แจ้งเกิด", "ใบเกิด"), hints=())
LAND = like(id="land", name="การชำระภาษีที่ดินและสิ่งปลูกสร้าง", aliases=("ภาษีที่ดิน",), hints=())
ENTRIES = (WHOLE, BIRTH, LAND)


def asked(*texts: str) -> list[Question]:
    return [Question(str(number), text, DAY) for number, text in enumerate(texts)]


def test_questions_that_say_the_same_stand_in_one_group() -> None:
    groups = grouped(asked("ขอรถดูดส้วม", "ขอรถดูดส้วมหน่อยครับ", "อยากขอรถดูดส้วมค่ะ", "จองสนามกีฬา"))
    assert [(group.text, len(group.questions)) for group in groups] == [("ขอรถดูดส้วม", 3), ("จองสนามกีฬา", 1)]


def test_a_group_names_the_entry_most_of_it_was_near_to() -> None:
    questions = [Question("1", "ก ข", DAY, "a"), Question("2", "ก ข", DAY, "b"), Question("3", "ก ข", DAY, "b")]
    (group,) = grouped(questions)
    assert (group.near, group.last_day) == ("b", DAY)
    assert grouped(asked("x"))[0].near == ""


@pytest.mark.parametrize(("one", "other", "alike"), [("แจ้งเกิด", "แจ้งเกิดค่ะ", True), ("แจ้งเกิด", "จองสนาม", False)])
def test_likeness_is_one_for_the_same_and_nought_for_nothing(one: str, other: str, alike: bool) -> None:
    assert (likeness(grams(one), grams(other)) == 1) is alike


@pytest.mark.parametrize("text", ["", "ก", "!!!", "😀"])
def test_the_shortest_texts_have_a_likeness_too(text: str) -> None:
    assert likeness(grams(text), grams(text)) == 1


def test_the_nearest_entry_is_found_despite_a_lost_tone_mark() -> None:
    assert Nearest(ENTRIES).understand("แจงเกิดลูก").entry == "birth"
    found = Nearest(ENTRIES).understand("จองสนามกีฬา")
    assert found.intent is Intent.UNSURE


def test_two_entries_as_near_as_each_other_are_offered() -> None:
    found = Nearest((BIRTH, like(id="b", name="x", aliases=("แจ้งเกิด",)))).understand("แจ้งเกิด")
    assert (found.intent, found.candidates) == (Intent.UNSURE, ("birth", "b"))


def test_a_phrase_that_takes_another_entrys_name_is_named() -> None:
    taught = with_phrase(WHOLE, PhraseKind.HINT, "แจ้งเกิด")
    assert "แจ้งเกิด" in harmed(ENTRIES, taught, "แจ้งเกิด", Nearest)


def test_a_phrase_of_its_own_harms_nobody() -> None:
    taught = with_phrase(WHOLE, PhraseKind.HINT, "ป้ายไฟวิ่งหน้าร้าน")
    assert harmed(ENTRIES, taught, "ป้ายไฟวิ่งหน้าร้าน", Nearest) == []


def test_a_phrase_is_taught_once_as_what_it_is() -> None:
    once = with_phrase(WHOLE, PhraseKind.ALIAS, "ค่าป้าย")
    assert once.aliases[-1] == "ค่าป้าย"
    assert with_phrase(once, PhraseKind.HINT, "ค่าป้าย") == once


@pytest.mark.parametrize("unit", ["ก", "่", "ครับ", " \n", "ขอสอบ"])
def test_the_worst_takes_time_with_its_length_not_with_its_square(unit: str) -> None:
    assert_grows_with_the_length_alone(lambda text: (grams(text), Nearest(ENTRIES).rank(text)), unit)


def test_hundreds_of_questions_are_grouped_in_a_moment() -> None:
    questions = asked(*(f"คำถามที่ {n} เรื่อง {chr(0xE01 + n % 40) * 6}" for n in range(600)))
    started = time.thread_time()
    assert sum(len(group.questions) for group in grouped(questions)) == 600
    assert time.thread_time() - started < 5
