"""The day's memory of a conversation: with the dump and the server's secret, still closed without the LINE id."""

from __future__ import annotations

from sqlalchemy import select

from keys import SealBroken, ServerKeys
from models import Case, Conversation, LedgerEntry
from simulator import Person
from tests.fixtures import Bot

OLD, NEW = b"a server secret made for a test!", b"another server secret for a test"


def report(bot: Bot, person: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว", "ข้าม", "ต้องการ"):
        bot.hears(person, words)
    person.taps("ส่งเรื่อง")
    bot.work()


def opens(keys: ServerKeys, row: Conversation) -> bool:
    """Whether the server's own keys open a row, under whatever purpose they have for it."""
    for purpose in ("draft", "session", "inbox", "outbox"):
        try:
            keys.unseal(purpose, row.sealed, row.key.hex())
        except SealBroken:
            continue
        return True
    return False


def test_the_secret_and_a_dump_open_no_letter_box_and_link_no_cases(bot: Bot, somchai: Person) -> None:
    for _ in range(2):
        report(bot, somchai)
    bot.hears(somchai, "ติดตามเรื่อง")
    with bot.db.read() as session:
        rows, cases = session.scalars(select(Conversation)).all(), session.scalars(select(Case)).all()
    assert len(rows) == 1
    assert not opens(bot.keys, rows[0])
    assert all(case.id.encode() not in rows[0].sealed for case in cases)


def test_a_conversation_goes_on_while_the_secret_is_rotated(bot: Bot, somchai: Person) -> None:
    from dataclasses import replace

    bot.hears(somchai, "ร้องเรียนทั่วไป")
    before = bot.hears(somchai, "1")
    bot.office = replace(bot.office, keys=ServerKeys((NEW, OLD)))
    bot.keys = bot.office.keys
    after = bot.hears(somchai, "ถนนพัง")
    assert after != before
    with bot.db.read() as session:
        assert len(session.scalars(select(Conversation)).all()) == 1


def test_the_plaintext_ledger_does_not_say_which_case_a_reporter_looked_at(bot: Bot, somchai: Person) -> None:
    report(bot, somchai)
    bot.hears(somchai, "ติดตามเรื่อง")
    with bot.db.read() as session:
        tag = session.scalars(select(Case.ledger_tag)).one()
        acts = session.scalars(select(LedgerEntry).where(LedgerEntry.actor == "reporter")).all()
    assert {"case.filed", "case.followed"} <= {act.type for act in acts}
    assert all(tag not in (act.case_tag, act.topic) for act in acts)
