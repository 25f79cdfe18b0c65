"""The main job at the LINE edge: a report travels from a signed webhook to a sealed case and a receipt."""

from __future__ import annotations

import re

from sqlalchemy import select

from models import Case, Conversation, InboxEvent, OutboxMessage
from models.queues import InboxState, OutboxState
from simulator import Person
from tests.fixtures import Bot

REPORT = ("แจ้งทุจริต", "1", "1", "7", "นายช่างเรียกเงิน", "เสร็จแล้ว", "เพิ่มรายละเอียด", "ข้าม", "เมื่อวาน", *["ข้าม"] * 7)


def file_report(bot: Bot, person: Person) -> str:
    """Say everything that files a report; the receipt."""
    for words in REPORT:
        bot.hears(person, words)
    person.taps("ส่งเรื่อง")
    bot.work()
    found = re.search(r"\d{3}( \d{3}){5}", "\n".join(person.last_texts()))
    assert found
    return found[0]


def test_a_person_files_a_report_and_gets_a_receipt(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    with bot.db.read() as session:
        case = session.scalars(select(Case)).one()
        assert (case.kind, case.category, case.status) == ("corruption", "bribe", "received")
        assert session.scalars(select(Conversation)).all() == []
    assert bot.line.platform.pushes == 0
    assert bot.ledger_is_whole() > 20


def test_nothing_of_a_finished_conversation_stays_in_the_queues(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    with bot.db.read() as session:
        for event in session.scalars(select(InboxEvent)):
            assert event.state == InboxState.DONE
            assert (event.sealed, event.lane, event.event_at, event.received_at) == (None,) * 4
        for answer in session.scalars(select(OutboxMessage)):
            assert answer.state == OutboxState.SENT
            assert (answer.sealed, answer.lane) == (None, None)


def test_the_reporter_follows_the_case_by_tapping(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    said = bot.hears(somchai, "ติดตามเรื่อง")
    assert "สถานะ: รับเรื่องแล้ว" in said[0]


def test_another_person_finds_no_case(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    assert "ไม่พบเรื่อง" in bot.hears(bot.line.person("สมหญิง"), "ติดตามเรื่อง")[0]


def test_the_receipt_typed_by_anybody_follows_the_case(bot: Bot, somchai: Person) -> None:
    code = file_report(bot, somchai)
    assert "สถานะ" in bot.hears(bot.line.person("สมหญิง"), code)[0]
