"""A question from a phone to the answer on its screen: what LINE is sent, whether LINE takes it, what is entered."""

from __future__ import annotations

from datetime import date

import pytest

from keys import ServerKeys
from knowledge import manual_file, manual_store
from knowledge.manual_store import Town
from models.database import Database
from simulator import Person
from tests.fixtures import Bot
from tests.handlers.understanding import FOLDER, ByTheBook


@pytest.fixture
def asked(bot: Bot) -> Bot:
    """A bot with the manual and the understanding of the dialogues."""
    entries = manual_file.from_yaml((FOLDER / "manual.yaml").read_bytes())
    with bot.db.write() as session:
        manual_store.take_in(session, entries, "system", Town("เทศบาล", date(2026, 11, 24)))
    bot.understanding = ByTheBook()
    return bot


def test_a_question_is_answered_on_the_phone_and_entered_in_the_ledger(asked: Bot, somchai: Person) -> None:
    said = "\n".join(asked.hears(somchai, "ภาษีป้ายเสียเท่าไหร่"))
    assert "ไม่มีค่าธรรมเนียม" in said
    assert "ข้อมูล ณ 1 ต.ค. 2569 ที่มา ประกาศเทศบาล" in said
    assert asked.ledger_is_whole() > 0


def test_every_line_of_the_book_is_taken_by_line(asked: Bot, somchai: Person) -> None:
    for line in ByTheBook().book:
        asked.hears(somchai, "ยกเลิก")
        assert asked.hears(somchai, line["text"])


def test_a_database_dump_tells_nothing_of_what_was_asked(asked: Bot, somchai: Person, keys: ServerKeys) -> None:
    for text in ("คำถามลับเรื่องสนามบอล", "ภาษีป้ายเสียเท่าไหร่"):
        asked.hears(somchai, text)
    assert "สนามบอล" not in dumped(asked.db)
    assert somchai.user_id not in dumped(asked.db)
    with asked.db.read() as session:
        assert [one.text for one in manual_store.questions(session, keys)] == ["คำถามลับเรื่องสนามบอล"]


def dumped(db: Database) -> str:
    """Every cell of every table as text."""
    from models import Base

    with db.engine.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in Base.metadata.sorted_tables]
        connection.rollback()
    cells = [cell for table in rows for row in table for cell in row]
    return " ".join(cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell) for cell in cells)
