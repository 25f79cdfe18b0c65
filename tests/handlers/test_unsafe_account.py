"""While others could read the chat, no words are asked for, and what was begun waits."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from handlers import readers
from handlers.speech import Heard
from models import CaseItem
from models.cases import ItemKind
from simulator import Person
from tests.bot.test_main_job import file_report
from tests.fixtures import Bot


def test_a_report_does_not_begin_while_the_account_is_unsafe_and_the_page_is_offered(bot: Bot, somchai: Person) -> None:
    bot.free_text_safe = False
    said = bot.hears(somchai, "แจ้งเรื่องของขวัญ")
    assert "ไม่ปลอดภัยพอ" in said[0]
    assert "/report?openExternalBrowser=1" in said[0]
    assert somchai.user_id not in str(somchai.actions())


def test_a_report_begun_before_takes_no_words_meanwhile_and_goes_on_afterwards(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง"):
        bot.hears(somchai, words)
    bot.free_text_safe = False
    assert "ไม่ปลอดภัยพอ" in bot.hears(somchai, "เรื่องลับ")[0]
    bot.free_text_safe = True
    said = bot.hears(somchai, "เสร็จแล้ว")
    assert "เกิดขึ้นที่ไหน" in said[0]
    for words in ("ข้าม", "1"):
        said = bot.hears(somchai, words)
    assert "เรื่องที่เกิดขึ้น: 1 ข้อความ" in said[0]


def test_an_emergency_is_answered_first_even_inside_a_report_and_once(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1"):
        bot.hears(somchai, words)
    first = bot.hears(somchai, "ไฟไหม้ข้างบ้าน")
    assert all(number in first[0] for number in ("191", "199", "1669"))
    assert "รับข้อความแล้ว" in first[-1]
    assert "191" not in "".join(bot.hears(somchai, "ไฟไหม้ใหญ่มาก"))


def letters(bot: Bot) -> int:
    with bot.db.read() as session:
        query = select(func.count()).select_from(CaseItem)
        return session.scalar(query.where(CaseItem.kind == ItemKind.MESSAGE_FROM_REPORTER)) or 0


def test_no_letter_to_staff_is_asked_for_or_taken_meanwhile(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    bot.hears(somchai, "ติดตามเรื่อง")
    bot.free_text_safe = False
    refused = bot.hears(somchai, "เขียนถึงเจ้าหน้าที่")
    assert "ไม่ปลอดภัยพอ" in refused[0]
    assert "/report?" in refused[0]
    bot.free_text_safe = True
    bot.hears(somchai, "เขียนถึงเจ้าหน้าที่")
    bot.free_text_safe = False
    assert "ไม่ปลอดภัยพอ" in bot.hears(somchai, "ชื่อพยานคือ")[0]
    assert letters(bot) == 0
    bot.free_text_safe = True
    bot.hears(somchai, "ขอบคุณ")
    assert letters(bot) == 1


def test_no_file_for_a_case_is_taken_meanwhile(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    bot.hears(somchai, "ติดตามเรื่อง")
    bot.free_text_safe = False
    somchai.sends_image()
    bot.work()
    assert "ไม่ปลอดภัยพอ" in somchai.last_texts()[0]


@pytest.mark.parametrize(("marks", "left"), [(9, 9), (10, 10), (11, 10), (4000, 10)])
def test_marks_heaped_on_one_letter_are_collapsed(marks: int, left: int) -> None:
    assert readers.words(Heard("ก" + "\u0e38" * marks + "ข")) == "ก" + "\u0e38" * left + "ข"
