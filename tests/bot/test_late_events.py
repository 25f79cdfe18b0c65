"""Words LINE delivers late are no answer to what is asked now; what takes something back always counts."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models import Conversation
from simulator import Person
from tests.fixtures import Bot


def late(bot: Bot, person: Person, text: str, seconds: float) -> list[str]:
    """What is answered to words said so long before."""
    event = person.event_text(text)
    event["timestamp"] -= round(seconds * 1000)
    bot.line.deliver([event])
    bot.work()
    return person.last_texts()


def drafts(bot: Bot) -> int:
    with bot.db.read() as session:
        return session.scalar(select(func.count()).select_from(Conversation)) or 0


@pytest.mark.parametrize(("seconds", "applied"), [(4.999, True), (5.0, True), (5.001, False), (3600, False)])
def test_a_late_cancel_does_not_delete_the_draft_of_now(
    bot: Bot, somchai: Person, seconds: float, applied: bool
) -> None:
    bot.clock.advance(7200)
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง"):
        bot.hears(somchai, words)
    said = late(bot, somchai, "ยกเลิก", seconds)
    assert ("มาถึงล่าช้า" in said[0]) is not applied
    assert drafts(bot) == (0 if applied else 1)


def test_after_late_words_the_question_of_now_is_asked_again_and_goes_on(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว"):
        asked = bot.hears(somchai, words)
    again = late(bot, somchai, "คำจากเมื่อกี้", 60)
    assert "เกิดขึ้นที่ไหน" in asked[-1]
    assert "เกิดขึ้นที่ไหน" in again[-1]
    bot.hears(somchai, "ข้าม")
    assert "คำจากเมื่อกี้" not in "".join(bot.hears(somchai, "1"))


def test_a_late_unfollow_and_a_late_unsend_always_count(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1"):
        bot.hears(somchai, words)
    event = {**somchai.event_text("x"), "type": "unfollow"}
    event["timestamp"] -= 3_600_000
    bot.line.deliver([event])
    bot.work()
    assert drafts(bot) == 0
