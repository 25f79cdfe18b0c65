"""An opened identity is told in the chat, however many letters follow, and nobody can leave it out."""

from __future__ import annotations

from sqlalchemy import select

from casework.seal import Piece, add_item
from models import Case
from models.cases import ItemKind
from models.staff import Role
from simulator import Person
from tests.casework.identities import Vault
from tests.fixtures import Bot

STORY = ("แจ้งทุจริต", "1", "1", "7", "ข้าม", "เรื่องสมมุติ", "เสร็จแล้ว", "เมื่อวาน", "ข้าม", "ข้าม", "ไม่ต้อง")


def test_the_chat_shows_an_opening_also_after_many_letters(bot: Bot, somchai: Person) -> None:
    vault = Vault(bot.db, bot.office, bot.clock.now())
    keepers = [vault.hire("kanda"), vault.hire("wichai")]
    handler = vault.hire("malee", Role.HANDLER, duties=("corruption",))
    for words in STORY:
        bot.hears(somchai, words)
    somchai.taps("ส่งเรื่อง")
    bot.work()
    case = vault.all(Case)[0]
    request = vault.ask(case, handler)
    for keeper in keepers:
        vault.approve(request, keeper)
    with bot.db.write() as session:
        known = session.scalars(select(Case)).one()
        for number in range(5):
            letter = Piece(ItemKind.MESSAGE_TO_REPORTER, f"ข้อความที่ {number}", for_reporter=True)
            add_item(session, bot.office, known, letter, bot.clock.now())
    said = bot.hears(somchai, "ติดตามเรื่อง")
    assert "เปิดข้อมูลผู้แจ้งเมื่อ 24/11/2569" in said[0]
    assert "ข้อความที่ 4" in said[-1]
