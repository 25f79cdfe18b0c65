"""What people call what they come for: words that always work, menu words, and the entrances behind them."""

from __future__ import annotations

import re

from handlers import wording
from handlers.speech import plain
from models.cases import Kind

WORDS: dict[str, tuple[str, ...]] = {
    "cancel": (wording.CANCEL, "เลิก", "ไม่แจ้งแล้ว", "ออก", "cancel"),
    "back": (wording.BACK, "กลับ", "ก่อนหน้า", "back"),
    "menu": (wording.MENU_WORD, "เมนูหลัก", "เริ่มใหม่", "menu"),
    "help": ("ช่วยเหลือ", "วิธีใช้", "help", "?"),
    "services": (wording.SERVICES, "คู่มือ", "ถามเรื่องบริการ", "คู่มือประชาชน", "services"),
    "staff": (wording.STAFF, "เจ้าหน้าที่", "คุยกับเจ้าหน้าที่", "ขอคุยกับคน", "ติดต่อ", "staff"),
}
"""Words that always work, before any conversation."""

HELLO = re.compile(r"(สวัสดี|หวัดดี|ดีค่ะ|ดีครับ|hello|hi)( ?(ค่ะ|คะ|ครับ|คับ|จ้า|เจ้า))?")
EMERGENCY = re.compile(
    r"ไฟไหม้|ไฟใหม้|ไฟลุก|ทำร้าย(?!จิตใจ)|จะฆ่า|ขู่ฆ่า|เอาชีวิต|โดนยิง|ถูกยิง|ยิงกัน|ถูกแทง|โดนแทง|แทงกัน|จมน้ำ|หมดสติ|อุบัติเหตุ|รถชน"
    r"|^ช่วยด้วย|หายใจไม่ออก|ลุกไม่ขึ้น|ชักเกร็ง|เลือดออกไม่หยุด|งูกัด|ตบตี|ทุบตี|โดนซ้อม|ผัวซ้อม|สามีซ้อม|แฟนซ้อม|หมาบ้ากัด|หัวใจวาย|ฆ่าตัวตาย|อยากตาย|ไม่อยากอยู่แล้ว|ช็อก|ไฟดูด|ไฟช็อต|น้ำป่า|ข่มขืน|ลักพา|ระเบิด|ช่วยชีวิต|คนเจ็บ|เจ็บหนัก"
)
BRIBE = r"สินบน|ใต้โต๊ะ|ส่วย|เก็บเบี้ยใบ้รายทาง|แป๊ะเจี๊ยะ|(เรียก|ขอ|รีด)เงิน(?!กู้|คืน|ช่วย)|โกงกิน|คอร์รัปชั่?น|คอรัปชั่น|ยักยอก|ฮั้ว"
PRESENT = r"ของขวัญ|ของกำนัล|กระเช้า|อั่งเปา|ของฝาก"
ASKED_ABOUT = re.compile(r"ไหม|มั้ย|มั๊ย|หรือไม่|หรือเปล่า|รึเปล่า|คืออะไร|เท่าไ[รห]|ได้ก่อ|บ่|กี่บาท|\?")
"""A question about gifts is for the manual, not a report."""

ENTRANCES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.GIFT, re.compile(rf"แจ้ง\S{{0,6}}(?:{PRESENT})|(เรียก|ขอ|รับ|ให้|เสนอ|มอบ|เอา)\S{{0,20}}?(?:{PRESENT})")),
    (Kind.CORRUPTION, re.compile(rf"ทุจริต|{BRIBE}|corruption|bribe")),
    (Kind.FEEDBACK, re.compile(r"ติชม|เสนอแนะ|ข้อเสนอ|ชมเชย|ชื่นชม|คำแนะนำ|feedback")),
    (Kind.GENERAL, re.compile(r"ร้องเรียน|ร้องทุกข์|แจ้งปัญหา|แจ้งเหตุ|แจ้งซ่อม|complain")),
)
FOLLOW = re.compile(r"ติดตาม|ตามเรื่อง|ถึงไหนแล้ว|สถานะ|ความคืบหน้า|status|follow")


def wanted(said: str) -> str:
    """The entrance meant: a kind of case, ``follow``, or empty. The words are as ``plain`` gives them."""
    kind = next((kind for kind, words in ENTRANCES if words.search(said)), None)
    if kind is Kind.GIFT and said != plain(wording.GIFT) and ASKED_ABOUT.search(said):
        return ""
    if kind in (Kind.CORRUPTION, Kind.GIFT):
        return kind
    return "follow" if FOLLOW.search(said) else (kind or "")


def menu_words() -> frozenset[str]:
    """The words of the menu, which also begin another conversation in the middle of one."""
    words = (wording.CORRUPTION, wording.GIFT, wording.GENERAL, wording.FEEDBACK, wording.FOLLOW)
    return frozenset(map(plain, words))
