"""Files sent in LINE: announced, fetched, cleaned, filed; late, lost, too large, taken back, sent in albums."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.content import ContentClient, Gone, NotReady, TooLarge
from casework.evidence import MOST_BYTES, MOST_FILES
from jobs.evidence import CLEAN_ATTEMPTS, Bench, clean_one, fetch_one
from models import Case, Evidence, EvidenceChunk
from models.evidence import EvidenceState
from simulator import Person
from tests.casework.canaries import Canary, jpeg
from tests.fixtures import Bot

DETAILS = ("1", "ข้าม", "เมื่อวาน", "ข้าม", "1", "ข้าม")
TO_THE_EVIDENCE = ("แจ้งทุจริต", "1", "1", "7", "นายช่างเรียกเงิน", "เสร็จแล้ว", *DETAILS)
TO_THE_SUMMARY = ("1", "1", "1")
"""No notices, no worry, no name."""


@pytest.fixture
def asked(bot: Bot, somchai: Person) -> Person:
    """Somebody who has come to the question about evidence."""
    for words in TO_THE_EVIDENCE:
        bot.hears(somchai, words)
    return somchai


def finish(bot: Bot, person: Person) -> Case:
    """Say what is left to say; the case."""
    for words in ("เสร็จแล้ว", *TO_THE_SUMMARY):
        bot.hears(person, words)
    person.taps("ส่งเรื่อง")
    bot.work()
    with bot.db.read() as session:
        return session.scalars(select(Case)).one()


def rows(bot: Bot) -> list[Evidence]:
    with bot.db.read() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.position, Evidence.on_day)))


def chunks(bot: Bot) -> int:
    with bot.db.read() as session:
        return session.scalar(select(func.count()).select_from(EvidenceChunk)) or 0


def test_a_photo_sent_to_the_question_is_fetched_cleaned_and_filed(bot: Bot, asked: Person) -> None:
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    assert "รับไฟล์แล้ว 1 ไฟล์" in asked.last_texts()[0]
    assert bot.fetch() == 2, "fetched, then cleaned"
    case = finish(bot, asked)
    (row,) = rows(bot)
    assert (row.case_id, row.state, row.holder, row.work, row.position) == (case.id, EvidenceState.KEPT, None, None, 1)
    assert row.for_staff
    assert row.for_custodians
    assert chunks(bot) == 2
    assert bot.ledger_is_whole() > 20


def test_a_report_does_not_wait_for_its_files(bot: Bot, asked: Person) -> None:
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    finish(bot, asked)
    assert rows(bot)[0].state == EvidenceState.WAITING
    bot.fetch()
    row = rows(bot)[0]
    assert row.state == EvidenceState.KEPT
    assert row.work is None
    assert row.for_custodians


@pytest.mark.parametrize("order", ["as sent", "shuffled"])
@pytest.mark.parametrize("total", [True, False])
def test_an_album_is_acknowledged_once_in_whatever_order_it_comes(
    bot: Bot, asked: Person, order: str, total: bool
) -> None:
    bot.line.webhooks.hold()
    asked.sends_album([jpeg(Canary()) for _ in range(3)], total)
    bot.line.webhooks.release(lambda events: events if order == "as sent" else events[::-1])
    bot.work()
    assert [text for text in asked.last_texts() if "รับรูปชุดนี้แล้ว" in text] == asked.last_texts()
    assert len(asked.last_texts()) == 1
    assert "รับไว้ทั้งหมด 3 ไฟล์" in bot.hears(asked, "เสร็จแล้ว")[0]


def test_a_picture_of_an_album_that_comes_late_joins_the_others(bot: Bot, asked: Person) -> None:
    bot.line.webhooks.hold()
    asked.sends_album([jpeg(Canary()) for _ in range(3)])
    bot.line.webhooks.release(lambda events: events[:2])
    late = asked.chat[-1]
    bot.work()
    bot.hears(asked, "เสร็จแล้ว")
    album = late.raw["imageSet"]
    message = {**late.raw, "id": late.message_id, "imageSet": album}
    bot.line.webhooks.happen(bot.line.webhooks.event("message", asked.user_id, message=message))
    bot.work()
    for words in TO_THE_SUMMARY:
        bot.hears(asked, words)
    assert any("ไฟล์แนบ 3 ไฟล์" in text for text in asked.last_texts())


def test_i27_content_that_is_not_ready_is_asked_for_again_later(bot: Bot, asked: Person) -> None:
    message = asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.line.platform.contents[message].not_ready = 2
    bot.work()
    assert fetch_one(Bench(bot.db, bot.office, bot.clock.now), bot.content)
    assert not fetch_one(Bench(bot.db, bot.office, bot.clock.now), bot.content), "not before the pause is over"
    for _ in range(2):
        bot.clock.advance(10)
        bot.fetch()
    assert rows(bot)[0].state == EvidenceState.KEPT


@pytest.mark.parametrize("how", ["gone", "unknown"])
def test_i27_whoever_sent_a_file_that_is_gone_is_asked_to_send_it_again(bot: Bot, asked: Person, how: str) -> None:
    message = asked.sends_image()
    bot.work()
    if how == "gone":
        bot.line.platform.contents[message].gone = True
    else:
        del bot.line.platform.contents[message]
    bot.fetch()
    said = bot.hears(asked, "เสร็จแล้ว")
    assert "มี 1 ไฟล์ที่รับไม่สำเร็จ" in said[0]
    assert "มีหลักฐานไหม" in said[0], "the question is open again"
    assert rows(bot) == []
    bot.line.platform.calls.clear()  # LINE's 404 is meant here


def test_i27_a_file_lost_after_filing_is_told_when_the_case_is_followed(bot: Bot, asked: Person) -> None:
    message = asked.sends_image()
    bot.work()
    finish(bot, asked)
    bot.line.platform.contents[message].gone = True
    bot.fetch()
    assert "มี 1 ไฟล์ที่รับไม่สำเร็จ" in bot.hears(asked, "ติดตามเรื่อง")[0]
    assert not any("รับไม่สำเร็จ" in text for text in bot.hears(asked, "ติดตามเรื่อง")), "told once"


def test_line_is_given_up_after_twelve_attempts(bot: Bot, asked: Person) -> None:
    message = asked.sends_image()
    bot.line.platform.contents[message].not_ready = 1000
    bot.work()
    for _ in range(12):
        bot.fetch()
        bot.clock.advance(601)
    assert rows(bot)[0].state == EvidenceState.LOST


@pytest.mark.parametrize(("size", "fits"), [(999, True), (1000, True), (1001, False)])
def test_i28_a_content_longer_than_allowed_is_cut_and_refused(bot: Bot, somchai: Person, size: int, fits: bool) -> None:
    message = somchai.sends_image(b"x" * size)
    read = bytearray()
    try:
        with bot.content.open(message, 1000) as pieces:
            for piece in pieces:
                read += piece
    except TooLarge:
        assert not fits
    else:
        assert fits
        assert len(read) == size


@pytest.mark.parametrize("message", ["../../etc", "12?x=http://t.example", "", "๑๒๓", "1/2"])
def test_a_message_id_that_is_no_number_never_becomes_an_address(bot: Bot, message: str) -> None:
    with pytest.raises(Gone), bot.content.open(message, 1000):
        pass
    assert not any(call.endpoint == "content" for call in bot.line.platform.calls)


def test_a_line_that_cannot_be_reached_is_tried_later(bot: Bot) -> None:
    from tests.fixtures import settings_for

    nowhere = ContentClient(settings_for("", data_url="http://127.0.0.1:9"))
    with pytest.raises(NotReady), nowhere.open("1", 1000):
        pass


def test_a_picture_that_lies_elsewhere_is_never_fetched(bot: Bot, asked: Person) -> None:
    provider = {"type": "external", "originalContentUrl": "http://127.0.0.1:9/x.jpg"}
    message = {"type": "image", "id": "123456789", "contentProvider": provider}
    bot.line.webhooks.happen(bot.line.webhooks.event("message", asked.user_id, message=message))
    bot.work()
    bot.fetch()
    assert "ไม่ได้อยู่ใน LINE" in "\n".join(m.text for m in asked.chat[-1:])
    assert rows(bot) == []
    assert not any(call.endpoint == "content" for call in bot.line.platform.calls)


@pytest.mark.parametrize("before", [True, False], ids=["before it is fetched", "after it was fetched"])
def test_k05_a_file_that_is_unsent_while_the_draft_is_open_leaves_nothing(
    bot: Bot, asked: Person, before: bool
) -> None:
    bot.hears(asked, "ป้าแดงเห็น")
    message = asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    if not before:
        bot.fetch()
    asked.unsends(message)
    bot.work()
    bot.fetch()
    assert (rows(bot), chunks(bot)) == ([], 0)
    for words in ("เสร็จแล้ว", *TO_THE_SUMMARY):
        bot.hears(asked, words)
    assert "หลักฐาน: 1 ข้อความ" in asked.last_texts()[0], "what else was said stays"


def test_k05_a_file_unsent_before_its_event_is_worked_off_is_never_fetched(bot: Bot, asked: Person) -> None:
    asked.sends_image()
    asked.unsends()
    bot.work()
    bot.fetch()
    assert rows(bot) == []
    assert not any(call.endpoint == "content" for call in bot.line.platform.calls)


@pytest.mark.parametrize("way", ["ยกเลิก", "ย้อนกลับ", "block", "expire"])
def test_a_draft_that_is_dropped_takes_its_files_with_it(bot: Bot, asked: Person, way: str) -> None:
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    bot.fetch()
    assert chunks(bot) == 2
    if way == "block":
        asked.blocks()
        bot.work()
    elif way == "expire":
        from casework import evidence

        with bot.db.write() as session:
            evidence.sweep(session, bot.clock.advance(25 * 3600 + 1))
    else:
        bot.hears(asked, "เสร็จแล้ว") if way == "ย้อนกลับ" else None
        bot.hears(asked, way)
    assert (rows(bot), chunks(bot)) == ([], 0)


def test_a_file_with_nothing_open_is_neither_fetched_nor_stored(bot: Bot, somchai: Person) -> None:
    somchai.sends_image()
    bot.work()
    bot.fetch()
    assert "ยังไม่มีเรื่องที่กำลังแจ้ง" in somchai.last_texts()[0]
    assert rows(bot) == []
    assert not any(call.endpoint == "content" for call in bot.line.platform.calls)


def test_i33_the_twenty_first_file_is_refused_kindly(bot: Bot, asked: Person) -> None:
    for _ in range(MOST_FILES):
        asked.sends_image()
        bot.work()
    assert f"รับไฟล์แล้ว {MOST_FILES} ไฟล์" in asked.last_texts()[0]
    asked.sends_image()
    bot.work()
    assert "ไม่เกิน 20 ไฟล์" in asked.last_texts()[0]
    assert len(rows(bot)) == MOST_FILES


@pytest.mark.parametrize(("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_i33_a_file_that_declares_more_than_there_is_room_for_is_refused_unfetched(
    bot: Bot, asked: Person, size: int, taken: bool
) -> None:
    message = {"type": "file", "id": "123456789", "fileName": "a.pdf", "fileSize": size}
    bot.line.webhooks.happen(bot.line.webhooks.event("message", asked.user_id, message=message))
    bot.work()
    assert len(rows(bot)) == int(taken)


def test_a_reporter_who_follows_a_case_adds_a_photo_to_it(bot: Bot, asked: Person) -> None:
    bot.hears(asked, "มีคลิปอยู่")
    case = finish(bot, asked)
    bot.hears(asked, "ติดตามเรื่อง")
    asked.taps("เขียนถึงเจ้าหน้าที่")
    bot.work()
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    bot.fetch()
    (row,) = rows(bot)
    assert (row.case_id, row.state, row.position) == (case.id, EvidenceState.KEPT, 1)
    assert row.for_custodians


def test_x10_a_download_that_was_killed_is_fetched_again_from_the_start(bot: Bot, asked: Person) -> None:
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    with bot.db.write() as session:  # what a worker leaves behind that was killed in the middle
        row = session.scalars(select(Evidence)).one()
        row.lease, row.attempts = b"a dead worker", 1
        session.add(EvidenceChunk(evidence_id=row.id, part=1, step=0, sealed=b"half"))
    bot.fetch()
    assert rows(bot)[0].state == EvidenceState.KEPT
    assert chunks(bot) == 2


def test_x12_a_file_whose_cleaner_dies_every_time_is_quarantined_and_the_case_goes_on(bot: Bot, asked: Person) -> None:
    asked.sends_image(jpeg(Canary()), "image/jpeg")
    bot.work()
    bench = Bench(bot.db, bot.office, bot.clock.now)
    assert fetch_one(bench, bot.content)
    with bot.db.write() as session:
        session.scalars(select(Evidence)).one().attempts = CLEAN_ATTEMPTS
    assert clean_one(bench)
    finish(bot, asked)
    assert rows(bot)[0].state == EvidenceState.KEPT
    assert chunks(bot) == 1, "the original alone"


def test_a_file_taken_back_while_it_is_fetched_is_not_stored(bot: Bot, asked: Person) -> None:
    message = asked.sends_image(jpeg(Canary()) * 40_000, "image/jpeg")
    bot.work()

    class Slow(ContentClient):
        """While the first bytes come in, the sender takes the file back."""

        def open(self, message_id: str, most: int):  # type: ignore[no-untyped-def]
            asked.unsends(message)
            bot.read()
            return bot.content.open(message_id, most) if not bot.line.platform.contents[message].gone else kept

    from contextlib import nullcontext

    kept = nullcontext(iter([b"\xff\xd8\xff" + bytes(2_000_000)]))
    from tests.fixtures import settings_for

    assert fetch_one(Bench(bot.db, bot.office, bot.clock.now), Slow(settings_for("")))
    assert (rows(bot), chunks(bot)) == ([], 0)
