"""Promises of protection.md 1, tested by attacking what is really on the disk."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.seal import Piece, add_item, new_pair
from casework.staff_seal import sign
from keys import SealBroken, ServerKeys, key_id
from ledger import export
from ledger.seal import seal_all
from models import Case, CaseItem, CaseKey, Conversation, InboxEvent, OutboxMessage, Staff
from models.cases import ItemKind
from models.staff import Duty
from simulator import Person
from tests.fixtures import Bot
from tests.promises.conftest import Canary, disguises, dump

Finds = Callable[[bytes, list[Canary]], list[str]]
STORY = "กาเหว่าสีม่วงเรียกเงินสองพันบาท"
WHO = "นายสมมุติยิ่งนักผู้ไม่มีจริง"
WHERE = "ศาลาริมน้ำบ้านทุ่งสมมุติ"
EVIDENCE = "คลิปเสียงสมมุติสามนาที"
LETTER = "ขอทราบวันเวลาที่เกิดเหตุสมมุติ"
ANSWER = "วันพุธสมมุติเวลาบ่ายสอง"
NOTE = "บันทึกภายในสมมุติห้ามเปิดเผย"
DRAFT = "ร่างที่ยังไม่ได้ส่งเรื่องสมมุติ"


def hire(bot: Bot) -> bytes:
    private, public = new_pair()
    blank = {"password_salt": b"", "password_cost": "", "verifier": b"", "private_by_password": b"", "totp_sealed": b""}
    with bot.db.write() as session:
        session.add(
            sign(
                bot.keys,
                Staff(username="h", display_name="h", roles=[], duties=[Duty.CORRUPTION], public_key=public, **blank),
            )
        )
    return private


@pytest.fixture
def scene(bot: Bot, somchai: Person) -> list[Canary]:
    """A full course: filed, asked, answered, noted; a second report; another person's unfinished draft."""
    hire(bot)
    details = ("1", WHO, "เมื่อวาน", WHERE, "1", "ข้าม", EVIDENCE, "เสร็จแล้ว", "ต้องการ", "ไม่กังวล", "ไม่บอกชื่อ")
    for words in ("แจ้งทุจริต", "1", "1", "7", STORY, "เสร็จแล้ว", *details):
        bot.hears(somchai, words)
    somchai.taps("ส่งเรื่อง")
    bot.work()
    receipt = next(m.text for m in somchai.chat if m.kind == "flex").split("\n")[2]
    with bot.db.write() as session:
        case = session.scalars(select(Case)).one()
        letter = Piece(ItemKind.MESSAGE_TO_REPORTER, LETTER, for_reporter=True)
        add_item(session, bot.office, case, letter, bot.clock.now())
        add_item(session, bot.office, case, Piece(ItemKind.NOTE, NOTE), bot.clock.now())
    bot.hears(somchai, "ติดตามเรื่อง")
    somchai.taps("เขียนถึงเจ้าหน้าที่")
    bot.work()
    bot.hears(somchai, ANSWER)
    other = bot.line.person("สมหญิง")
    for words in ("ร้องเรียนทั่วไป", "1", DRAFT):
        bot.hears(other, words)
    other.says("ข้อความที่รออยู่ในคิวสมมุติ")
    return [
        Canary("the story", STORY),
        Canary("who it is about", WHO),
        Canary("the place", WHERE),
        Canary("the evidence", EVIDENCE),
        Canary("a staff letter", LETTER),
        Canary("the reporter's answer", ANSWER),
        Canary("an internal note", NOTE),
        Canary("a draft", DRAFT),
        Canary("a waiting message", "ข้อความที่รออยู่ในคิวสมมุติ"),
        Canary("the reporter's LINE id", somchai.user_id),
        Canary("another person's LINE id", other.user_id),
        Canary("the receipt", receipt),
        Canary("the receipt without spaces", receipt.replace(" ", "")),
        Canary("a display name", "สมชาย"),
    ]


def test_the_attack_would_find_an_unsealed_word(finds: Finds) -> None:
    for form in disguises(STORY):
        assert finds(b"before" + form + b"after", [Canary("the story", STORY)]) == ["the story"]


def test_a_database_dump_holds_no_word_no_id_no_receipt(bot: Bot, scene: list[Canary], finds: Finds) -> None:
    assert finds(dump(bot.db), scene) == []


def test_a_guessed_line_id_cannot_be_confirmed_from_a_dump(bot: Bot, scene: list[Canary], somchai: Person) -> None:
    haystack, guess = dump(bot.db), somchai.user_id.encode()
    attempts = [hashlib.sha256(guess).digest(), hashlib.md5(guess).digest(), hmac.digest(b"", guess, "sha256")]  # noqa: S324
    with bot.db.read() as session:
        case = session.scalars(select(Case)).one()
        salts = [case.owner_salt, bot.office.receipt_salt, bot.office.tag.encode()]
    attempts += [hmac.digest(salt, guess, "sha256") for salt in salts]
    attempts += [hashlib.sha256(salt + guess).digest() for salt in salts]
    stranger = ServerKeys((bytes(32),))
    attempts += [stranger.mac(purpose, somchai.user_id) for purpose in ("session", "lane", "owner", "dedupe")]
    for attempt in attempts:
        assert attempt not in haystack
        assert attempt.hex().encode() not in haystack


def test_two_cases_of_one_person_share_nothing_in_a_dump(bot: Bot, somchai: Person) -> None:
    hire(bot)
    for _ in range(2):
        for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว", "ข้าม", "ต้องการ"):
            bot.hears(somchai, words)
        somchai.taps("ส่งเรื่อง")
        bot.work()
    plain = {"kind", "channel", "category", "status", "outcome", "received_on", "answer_due_on", "finished_on"}
    plain |= {"version", "notice_version", "sample", "objections", "erased_on"}
    with bot.db.read() as session:
        one, other = session.scalars(select(Case)).all()
        for column in Case.__table__.columns:
            if column.name not in plain:
                assert getattr(one, column.name) != getattr(other, column.name), column.name


def test_with_the_servers_secret_too_filed_cases_stay_closed(bot: Bot, scene: list[Canary], finds: Finds) -> None:
    """A powered-off disk: whatever the server could open, it opens; the filed case is not among it."""
    opened = b""
    with bot.db.read() as session:
        blobs = [(i.sealed, i.event_key.hex(), "inbox") for i in session.scalars(select(InboxEvent)) if i.sealed]
        blobs += [(o.sealed, o.retry_key or "", "outbox") for o in session.scalars(select(OutboxMessage)) if o.sealed]
        for row in session.scalars(select(Conversation)):  # what is remembered takes the person's LINE id as well
            with pytest.raises(SealBroken):
                bot.keys.unseal("draft", row.sealed, row.key.hex())
        blobs += [(c.notify, c.id, "push") for c in session.scalars(select(Case)) if c.notify]
        for blob, bind, purpose in blobs:
            opened += bot.keys.unseal(purpose, blob or b"", bind)
        case_blobs = [slot.sealed for slot in session.scalars(select(CaseKey))]
        for item in session.scalars(select(CaseItem)):
            case_blobs += [blob for blob in (item.for_staff, item.for_reporter) if blob]
    for blob in case_blobs:
        for purpose in ("inbox", "outbox", "draft", "push", "ledger", "totp", "mailbox"):
            with pytest.raises(SealBroken):
                bot.keys.unseal(purpose, blob)
    closed = {"the story", "who it is about", "the place", "the evidence", "an internal note", "the receipt"}
    assert closed & set(finds(opened, scene)) == set()


def test_a_dump_cannot_tell_whose_wrapping_is_whose(bot: Bot, scene: list[Canary]) -> None:
    private = hire_public(bot)
    with bot.db.read() as session:
        slots = session.scalars(select(CaseKey.sealed)).all()
    assert all(private[:8] not in slot for slot in slots)
    assert len({slot[:11] for slot in slots}) == len(slots)


def hire_public(bot: Bot) -> bytes:
    """What an attacker computes from a staff row to find its wrapping: the key's own id."""
    with bot.db.read() as session:
        return key_id(session.scalars(select(Staff.public_key)).one())


def test_no_log_and_no_temporary_file_holds_anything(
    bot: Bot,
    somchai: Person,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    finds: Finds,
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    hire(bot)
    bot.line.faults.next("reply", status=500)
    for words in ("แจ้งทุจริต", "1", "1", "7", WHO, STORY, "เสร็จแล้ว"):
        bot.hears(somchai, words)
        bot.clock.advance(3)
        bot.send()
    logged = (caplog.text + "".join(capfd.readouterr())).encode()
    planted = [Canary("story", STORY), Canary("who", WHO), Canary("id", somchai.user_id)]
    assert finds(logged, planted) == []
    assert finds(b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()), planted) == []


def test_profile_followers_and_audiences_are_never_asked_for(bot: Bot, scene: list[Canary]) -> None:
    assert bot.line.misuses == []
    assert {call.endpoint for call in bot.line.calls} <= {"reply", "push", "bot_info"}


def test_the_ledger_shows_the_day_and_never_who(bot: Bot, scene: list[Canary], finds: Finds) -> None:
    seal_all(bot.db)
    lines = "".join(export.lines(bot.db, bot.keys, "test/ledger"))
    assert finds(lines.encode(), scene) == []
    assert '"actor": "reporter"' in lines
    with bot.db.read() as session:
        assert session.scalars(select(Case.reference)).one() not in lines
