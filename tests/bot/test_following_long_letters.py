"""Following a case with long letters: the newest is always read, the others are named."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework.seal import Piece, add_item
from models import Case
from models.cases import ItemKind
from simulator import Person
from tests.bot.test_main_job import file_report
from tests.fixtures import Bot


def write(bot: Bot, text: str, kind: ItemKind = ItemKind.MESSAGE_TO_REPORTER) -> None:
    with bot.db.write() as session:
        case = session.scalars(select(Case)).one()
        add_item(session, bot.office, case, Piece(kind, text, for_reporter=True), bot.clock.now())


@pytest.mark.parametrize("letter", ["ก" * 4990, "😀" * 4990, "คำ " * 1660])
def test_the_newest_letter_is_read_to_its_end_however_long_the_letters_are(
    bot: Bot, somchai: Person, letter: str
) -> None:
    file_report(bot, somchai)
    for number in range(3):
        write(bot, f"ฉบับที่ {number} {letter} จบฉบับที่ {number}")
    said = bot.hears(somchai, "ติดตามเรื่อง")
    assert len(said) <= 5
    assert "สถานะ" in said[0]
    assert "ฉบับที่ 2" in "".join(said)
    assert "จบฉบับที่ 2" in "".join(said)
    assert "/follow" in said[-1]
    assert "เขียนถึงเจ้าหน้าที่" in somchai.buttons()


def test_what_the_system_told_does_not_push_the_newest_letter_out(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    for number in range(12):
        write(bot, f"ข่าวที่ {number} " + "ข" * 900, ItemKind.SYSTEM)
    write(bot, "ก" * 4900 + "จบ")
    said = "".join(bot.hears(somchai, "ติดตามเรื่อง"))
    assert "ข่าวที่ 11" in said
    assert "ข่าวที่ 0" not in said
    assert "จบ" in said


def test_a_single_short_letter_needs_no_hint(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    write(bot, "ขอทราบวันที่")
    said = "".join(bot.hears(somchai, "ติดตามเรื่อง"))
    assert "ขอทราบวันที่" in said
    assert "ข้อความทั้งหมด" not in said
