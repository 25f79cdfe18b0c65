"""Unsend: what came from a message is erased before, during and after filing, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import unseal, withdraw
from casework.office import Office
from casework.seal import new_pair
from casework.staff_seal import sign
from keys import ServerKeys
from ledger.owners import entries_of
from models import Case, CaseItem, CaseKey, LedgerEntry, Staff, WithdrawnMessage
from models.cases import ItemKind
from models.database import Database
from models.staff import Duty
from simulator import Person
from tests.fixtures import Bot


def hire(db: Database) -> bytes:
    private, public = new_pair()
    blank = {"password_salt": b"", "password_cost": "", "verifier": b"", "private_by_password": b"", "totp_sealed": b""}
    with db.write() as session:
        one = Staff(username="h", display_name="h", roles=[], duties=[Duty.GENERAL], public_key=public, **blank)
        session.add(sign(ServerKeys((b"a server secret made for a test!",)), one))
    return private


def read(db: Database, office: Office, private: bytes) -> tuple[dict[str, str], list[str]]:
    """What staff read: answers by key, and the reporter's letters."""
    with db.read() as session:
        case = session.scalars(select(Case)).one()
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
        key = unseal.content_key(private, slots, office, case)
        assert key
        items = session.scalars(select(CaseItem).order_by(CaseItem.position)).all()
        report = unseal.read_report(office, case, items[0], key)
        letters = [i for i in items if i.kind == ItemKind.MESSAGE_FROM_REPORTER]
        return {a.key: a.shown for a in report.answers}, [unseal.read_text(office, case, i, key) for i in letters]


@pytest.fixture
def handler(bot: Bot) -> bytes:
    """Staff who may open general complaints."""
    return hire(bot.db)


def say(bot: Bot, person: Person, *words: str) -> dict[str, str]:
    """Say things; each message's id."""
    ids = {}
    for one in words:
        event = person.event_text(one)
        ids[one] = event["message"]["id"]
        bot.line.deliver([event])
        bot.work()
    return ids


def unsend(bot: Bot, person: Person, message: str) -> None:
    event = person.event_text("x")
    gone = {key: value for key, value in event.items() if key not in ("message", "replyToken")}
    bot.line.deliver([{**gone, "type": "unsend", "unsend": {"messageId": message}}])
    bot.work()


def file(bot: Bot, person: Person) -> dict[str, str]:
    ids = say(bot, person, "ร้องเรียนทั่วไป", "1", "ถนนพังมาก", "เด็กล้มทุกวัน", "เสร็จแล้ว", "หน้าวัด", "1")
    return ids | say(bot, person, "ส่งเรื่อง")


def test_a_message_taken_back_after_filing_is_erased_and_the_rest_stays(
    bot: Bot, somchai: Person, handler: bytes
) -> None:
    ids = file(bot, somchai)
    assert read(bot.db, bot.office, handler)[0]["what"] == "ถนนพังมาก\nเด็กล้มทุกวัน"
    unsend(bot, somchai, ids["ถนนพังมาก"])
    answers, _ = read(bot.db, bot.office, handler)
    assert answers["what"] == f"{withdraw.WITHDRAWN}\nเด็กล้มทุกวัน"
    assert answers["where"] == "หน้าวัด"
    with bot.db.read() as session:
        erased = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "payload.erased")).all()
        tag = session.scalars(select(Case.ledger_tag)).one()
        assert entries_of(session, bot.keys, tag, ("payload.erased",)) == [entry.id for entry in erased]
    assert bot.ledger_is_whole()


def test_an_answer_of_one_message_is_erased_whole(bot: Bot, somchai: Person, handler: bytes) -> None:
    ids = file(bot, somchai)
    unsend(bot, somchai, ids["หน้าวัด"])
    assert read(bot.db, bot.office, handler)[0]["where"] == withdraw.WITHDRAWN


def test_taking_back_twice_or_a_strangers_message_changes_nothing_more(
    bot: Bot, somchai: Person, handler: bytes
) -> None:
    ids = file(bot, somchai)
    unsend(bot, bot.line.person("สมหญิง"), ids["หน้าวัด"])
    unsend(bot, somchai, "999999")
    assert read(bot.db, bot.office, handler)[0]["where"] == "หน้าวัด"
    for _ in range(2):
        unsend(bot, somchai, ids["หน้าวัด"])
    with bot.db.read() as session:
        assert len(session.scalars(select(LedgerEntry).where(LedgerEntry.type == "payload.erased")).all()) == 1


def test_a_letter_taken_back_is_erased_for_staff_and_reporter(bot: Bot, somchai: Person, handler: bytes) -> None:
    file(bot, somchai)
    say(bot, somchai, "ติดตามเรื่อง", "เขียนถึงเจ้าหน้าที่")
    ids = say(bot, somchai, "เพิ่มเติมว่ามืดมาก")
    assert read(bot.db, bot.office, handler)[1] == ["เพิ่มเติมว่ามืดมาก"]
    unsend(bot, somchai, ids["เพิ่มเติมว่ามืดมาก"])
    assert read(bot.db, bot.office, handler)[1] == [withdraw.WITHDRAWN]


def test_a_message_that_comes_after_its_unsend_is_never_read(bot: Bot, somchai: Person, handler: bytes) -> None:
    say(bot, somchai, "ร้องเรียนทั่วไป", "1")
    late = somchai.event_text("คำที่ถอนแล้ว")
    unsend(bot, somchai, late["message"]["id"])
    bot.line.deliver([late])
    bot.work()
    say(bot, somchai, "ถนนพัง", "เสร็จแล้ว", "ข้าม", "1", "ส่งเรื่อง")
    assert read(bot.db, bot.office, handler)[0]["what"] == "ถนนพัง"


@pytest.mark.parametrize(("later", "remembered"), [(timedelta(days=7), True), (timedelta(days=8), False)])
def test_an_unsend_waits_a_week_for_its_message(bot: Bot, somchai: Person, later: timedelta, remembered: bool) -> None:
    unsend(bot, somchai, "4711")
    with bot.db.read() as session:
        row = session.scalars(select(WithdrawnMessage)).one()
        assert (row.expires_at < bot.clock.now() + later) is not remembered
        assert b"4711" not in row.key


def test_a_taken_back_draft_keeps_what_was_said_in_other_messages(bot: Bot, somchai: Person, handler: bytes) -> None:
    say(bot, somchai, "ร้องเรียนทั่วไป", "1")
    ids = say(bot, somchai, "ถนนพัง", "บ้านเลขที่ของฉัน")
    unsend(bot, somchai, ids["บ้านเลขที่ของฉัน"])
    say(bot, somchai, "เสร็จแล้ว", "ข้าม", "1", "ส่งเรื่อง")
    assert read(bot.db, bot.office, handler)[0]["what"] == "ถนนพัง"


def test_the_keys_of_a_report_are_as_large_whether_it_came_in_one_message_or_ten(bot: Bot) -> None:
    sizes = set()
    for story in (["ก"], [f"เรื่อง {number}" for number in range(10)]):
        person = bot.line.person(str(len(story)))
        say(bot, person, "ร้องเรียนทั่วไป", "1", *story, "เสร็จแล้ว", "ข้าม", "1", "ส่งเรื่อง")
    with bot.db.read() as session:
        sizes = {len(blob) for blob in session.scalars(select(CaseItem.sources)) if blob}
    assert len(sizes) == 1
