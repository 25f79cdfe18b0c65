"""What may be asked of a case in the chat, the same as on the page, from the same phone or another."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework import pace
from casework.triage import Move, move
from models import Case, CaseItem, InboxEvent, Pace, RatingCount
from models.cases import ItemKind, Status
from models.queues import InboxState
from simulator import Person
from tests.fixtures import Bot


@pytest.fixture
def code(bot: Bot, somchai: Person) -> str:
    """The receipt of a general complaint of somchai's, without notices."""
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว", "ข้าม", "ไม่ต้อง"):
        bot.hears(somchai, words)
    somchai.taps("ส่งเรื่อง")
    bot.work()
    return next(m.text for m in somchai.chat if m.kind == "flex").split("\n")[2]


def case(bot: Bot) -> Case:
    with bot.db.read() as session:
        return session.scalars(select(Case)).one()


def step(bot: Bot, *ways: Status) -> None:
    """Steps of the staff."""
    for to in ways:
        with bot.db.write() as session:
            now = session.scalars(select(Case)).one()
            wanted = Move(to, "staff:anna", now.version, "ภายใน", "solved" if to is Status.FINISHED else "")
            move(session, bot.office, now, wanted, bot.clock.now())


def says(bot: Bot, person: Person, *lines: str) -> str:
    """Say some lines; the last answer."""
    said: list[str] = []
    for line in lines:
        said = bot.hears(person, line)
    return "\n".join(said)


def test_the_chat_offers_what_the_case_allows(bot: Bot, somchai: Person, code: str) -> None:
    said = says(bot, somchai, "ติดตามเรื่อง")
    assert "ขอถอนเรื่อง · ขอลบข้อมูล · ขอรับแจ้งเตือน" in said
    assert "คัดค้านผล" not in said
    step(bot, Status.ACCEPTED, Status.FINISHED)
    said = says(bot, somchai, "ติดตามเรื่อง")
    assert "คัดค้านผล" in said
    assert "ขอถอนเรื่อง" not in said
    assert "คัดค้านได้ถึง 24 ธ.ค. 2569" in said


def test_a_result_is_objected_to_in_the_chat(bot: Bot, somchai: Person, code: str) -> None:
    step(bot, Status.ACCEPTED, Status.FINISHED)
    says(bot, somchai, "ติดตามเรื่อง")
    somchai.taps("คัดค้านผล")
    bot.work()
    assert "พิมพ์เหตุผล" in somchai.last_texts()[-1]
    said = says(bot, somchai, "ยังไม่ได้ซ่อมเลย")
    assert "เจ้าหน้าที่คนอื่น" in said
    assert case(bot).status == Status.SCREENING
    with bot.db.read() as session:
        kinds = [item.kind for item in session.scalars(select(CaseItem).order_by(CaseItem.position))]
    assert kinds[-1] == ItemKind.REQUEST


@pytest.mark.parametrize(
    ("answer", "status"), [("1", "withdrawn"), ("ยืนยัน", "withdrawn"), ("2", "received"), ("๑", "withdrawn")]
)
def test_withdrawing_asks_first_each_time(bot: Bot, somchai: Person, code: str, answer: str, status: str) -> None:
    assert "1. ยืนยัน" in says(bot, somchai, "ติดตามเรื่อง", "ขอถอนเรื่อง")
    assert "โปรดเลือกคำตอบ" in says(bot, somchai, "อะไรนะ")
    says(bot, somchai, answer)
    assert case(bot).status == status


def test_cancelling_leaves_the_case_as_it_was(bot: Bot, somchai: Person, code: str) -> None:
    says(bot, somchai, "ติดตามเรื่อง", "ขอถอนเรื่อง", "ยกเลิก", "1")
    assert case(bot).status == Status.RECEIVED


def test_notices_are_asked_for_and_stopped_in_the_chat(bot: Bot, somchai: Person, code: str) -> None:
    says(bot, somchai, "ติดตามเรื่อง", "ขอรับแจ้งเตือน", "1")
    assert case(bot).notify is not None
    assert "ลบเลขประจำบัญชี LINE" in says(bot, somchai, "ติดตามเรื่อง", "หยุดแจ้งเตือน")
    assert case(bot).notify is None


def test_erasure_is_asked_for_in_the_chat(bot: Bot, somchai: Person, code: str) -> None:
    says(bot, somchai, "ติดตามเรื่อง", "ขอรับแจ้งเตือน", "1", "ติดตามเรื่อง", "ขอลบข้อมูล", "1")
    assert case(bot).notify is None


def test_a_rating_is_one_to_five_and_given_once(bot: Bot, somchai: Person, code: str) -> None:
    step(bot, Status.REFERRED)
    says(bot, somchai, "ติดตามเรื่อง", "ให้คะแนน")
    assert "1 ถึง 5" in says(bot, somchai, "6")
    assert "ขอบคุณสำหรับคะแนน" in says(bot, somchai, "๕")
    assert "ให้คะแนน" not in says(bot, somchai, "ติดตามเรื่อง")
    with bot.db.read() as session:
        assert {row.score: row.count for row in session.scalars(select(RatingCount))}[5] == 1


def test_a_wish_that_came_too_late_is_told_kindly(bot: Bot, somchai: Person, code: str) -> None:
    says(bot, somchai, "ติดตามเรื่อง", "ขอถอนเรื่อง")
    step(bot, Status.REFERRED)
    assert "ทำรายการนี้ไม่ได้แล้ว" in says(bot, somchai, "1")
    assert case(bot).status == Status.REFERRED


def test_the_receipt_opens_the_same_case_on_another_phone(bot: Bot, somchai: Person, code: str) -> None:
    other = bot.line.person("สมหญิง")
    assert "รับเรื่องแล้ว" in says(bot, other, code)
    says(bot, other, "ขอถอนเรื่อง", "1")
    assert case(bot).status == Status.WITHDRAWN


def test_receipts_beyond_the_pace_wait_in_the_queue_and_are_answered(bot: Bot, somchai: Person, code: str) -> None:
    with bot.db.write() as session:
        for _ in range(pace.LOOK_UPS_PER_MINUTE):
            pace.look_up(session, "line", bot.clock.now())
    somchai.says(code)
    bot.work()
    with bot.db.read() as session:
        assert len(session.scalars(select(InboxEvent).where(InboxEvent.state == InboxState.WAITING)).all()) == 1
        assert len(session.scalars(select(Pace)).one().recent) == pace.LOOK_UPS_PER_MINUTE
    for _ in range(7):
        bot.clock.advance(10)
        bot.work()
    with bot.db.read() as session:
        assert session.scalars(select(InboxEvent).where(InboxEvent.state == InboxState.WAITING)).all() == []
    says(bot, somchai, "เมนู")
    assert any("รับเรื่องแล้ว" in message.text for message in somchai.chat)
