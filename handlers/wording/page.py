"""How the report form on a page asks: short labels, no talk of typing or of LINE."""

from __future__ import annotations

from typing import Any

from handlers import wording
from handlers.form import Question
from handlers.wording import report
from models.cases import Kind

ENTRANCES = {
    Kind.CORRUPTION: "แจ้งการทุจริตหรือประพฤติมิชอบ",
    Kind.GENERAL: "ร้องเรียนทั่วไป เช่น ถนน ไฟ น้ำ ขยะ บริการ",
    Kind.FEEDBACK: "ชมเชย เสนอแนะ ติชม",
    Kind.GIFT: "เรื่องของขวัญ (No Gift Policy)",
    Kind.QUESTION: "ถามเจ้าหน้าที่เรื่องบริการ",
}
ASKS = {
    "category": "เรื่องที่พบใกล้เคียงกับข้อใด",
    "accused": "เรื่องนี้เกี่ยวกับใคร",
    "who": "ผู้เกี่ยวข้อง",
    "what": "เกิดอะไรขึ้น",
    "when": "เกิดขึ้นเมื่อใด",
    "where": "เกิดขึ้นที่ไหน",
    "often": "เกิดขึ้นบ่อยเพียงใด",
    "witness": "มีใครเห็นหรือรู้เรื่องนี้อีกบ้าง",
    "evidence": "หลักฐาน",
    "safety": "ท่านกังวลเรื่องความปลอดภัยของตนเองหรือครอบครัวหรือไม่",
    "identity": "ต้องการบอกชื่อผู้แจ้งหรือไม่",
    "name": "ชื่อและนามสกุล",
    "phone": "เบอร์โทรศัพท์",
    "address": "ที่อยู่",
}
HINTS = {
    "accused": "โปรดเลือกให้ตรงตำแหน่ง ระบบใช้คำตอบข้อนี้กันผู้ดำรงตำแหน่งนั้นไม่ให้เปิดเรื่อง",
    "who": "ชื่อ ตำแหน่ง หรือหน่วยงาน เท่าที่ทราบ",
    "what": "เล่าเท่าที่ทราบและสบายใจจะเล่า โปรดอย่าใส่ชื่อหรือเบอร์โทรของท่าน ถ้าต้องการปกปิดตัว",
    "when": "เช่น เมื่อวาน หรือ 5 ม.ค. 69 จำไม่ได้ก็เว้นว่าง",
    "where": "เช่น ชื่อสถานที่ ซอย หมู่ที่",
    "witness": "บอกเท่าที่บอกได้ ไม่ต้องบอกชื่อก็ได้",
    "evidence": "เช่น มีรูปถ่าย มีเอกสาร มีสลิปโอนเงิน มีคนเห็นเหตุการณ์",
    "identity": "ไม่บังคับ ถ้าบอก ระบบเก็บชื่อแยกจากเรื่อง เจ้าหน้าที่เปิดดูได้ต่อเมื่อผู้เก็บรักษาข้อมูลสองคนอนุมัติ และระบบจะแจ้งท่าน",
}
FILES = "แนบไฟล์"
FILES_REFUSED = {
    "type": (
        "ไม่ได้รับไฟล์ที่เลือกครั้งนี้ทั้งหมด เพราะมีไฟล์ชนิดที่รับไม่ได้ รับเฉพาะรูป วิดีโอ เสียง PDF Word Excel PowerPoint และไฟล์ข้อความ (.txt)"
    ),
    "empty": "ไม่ได้รับไฟล์ที่เลือกครั้งนี้ทั้งหมด เพราะมีไฟล์ว่างเปล่า โปรดตรวจแล้วเลือกใหม่",
    "size": "ไม่ได้รับไฟล์ที่เลือกครั้งนี้ทั้งหมด เพราะมีไฟล์ใหญ่เกิน 25 MB โปรดเลือกไฟล์ที่เล็กกว่า เช่น วิดีโอที่สั้นลง",
    "count": "ไม่ได้รับไฟล์ที่เลือกครั้งนี้ทั้งหมด เพราะเรื่องหนึ่งแนบได้ไม่เกิน 20 ไฟล์ โปรดเลือกใหม่ให้น้อยลง",
    "total": "ไม่ได้รับไฟล์ที่เลือกครั้งนี้ทั้งหมด เพราะไฟล์ของเรื่องนี้รวมกันเกิน 100 MB โปรดเลือกใหม่ให้น้อยลง",
    "form": (
        "ส่งไม่สำเร็จ ยังไม่ได้รับทั้งข้อความและไฟล์ โปรดกดปุ่มย้อนกลับของเบราว์เซอร์ "
        "แล้วเลือกไฟล์ที่เล็กลงหรือน้อยลง (ไฟล์ละไม่เกิน 25 MB รวมไม่เกิน 100 MB)"
    ),
}
"""By the reason of casework.evidence.FileRefused; none of the files chosen together is kept then."""

WOULD_HELP = "ถ้าเพิ่มข้อมูลต่อไปนี้ จะช่วยให้ตรวจสอบได้ง่ายขึ้น (ไม่เพิ่มก็ส่งได้): {asked}"
PERSONAL = "ข้อ “{asked}” มี{found} ถ้าเป็นของท่านเอง ผู้อ่านเรื่องอาจรู้ว่าใครแจ้ง"
NOT_SENT = "กรอกไว้แต่จะไม่ถูกส่ง เพราะไม่เข้ากับคำตอบข้ออื่น: {asked}"
NOTHING = "ไม่ได้กรอก"
STAFF_HINTS = {
    "what": "บันทึกตามถ้อยคำของผู้ร้อง อย่าใส่ชื่อหรือเบอร์โทรของผู้ร้อง ถ้าผู้ร้องต้องการปกปิดตัว",
}
VAULT_HINT = "กรอกเมื่อเลือกบอกชื่อ ระบบเก็บแยกจากเรื่อง เจ้าหน้าที่เปิดดูได้ต่อเมื่อผู้เก็บรักษาข้อมูลสองคนอนุมัติ"
CHAT_ONLY = (
    " พิมพ์ได้หลายข้อความ เมื่อครบแล้วพิมพ์ เสร็จแล้ว",
    " พิมพ์บอกหรือส่งตำแหน่งก็ได้",
    " หรือพิมพ์ ข้าม",
    " หรือพิมพ์ ไม่ทราบ",
    " เมื่อครบแล้วพิมพ์ เสร็จแล้ว",
)
GIVEN: dict[str, Any] = {"consent": "accept", "notify": "no", "details": "more"}
"""Answers a page does not ask for: the notice is agreed to before, nobody is in LINE, all details stand on the page."""

ERRORS = {
    wording.EMPTY: "โปรดกรอกข้อนี้",
    report.ENGINE.which: "โปรดเลือกคำตอบ 1 ข้อ",
    wording.TOO_LONG: "ข้อความยาวเกินไป โปรดเว้นบรรทัดแบ่งเป็นย่อหน้า ย่อหน้าละไม่เกิน 5,000 ตัวอักษร",
}
"""Sentences of the chat that a page says otherwise."""


def ask(question: Question) -> str:
    """The question as a label; one this page does not know loses what only a chat can do."""
    text = ASKS.get(question.key, question.ask)
    for words in CHAT_ONLY:
        text = text.replace(words, "")
    return text


def hint(question: Question) -> str:
    """What helps to answer."""
    return VAULT_HINT if question.vault else HINTS.get(question.key, "")


def staff_hint(question: Question) -> str:
    """The same for an officer who writes it down for somebody."""
    return STAFF_HINTS.get(question.key) or hint(question)


def error(sentence: str) -> str:
    """A sentence of the chat as a page says it."""
    return ERRORS.get(sentence, sentence)
