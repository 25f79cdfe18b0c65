"""What the bot says when it answers from the service manual, or hands a question to a person."""

from __future__ import annotations

from knowledge.understood import Facet, Intent

FACETS: dict[Facet, str] = {
    Facet.STEPS: "ขั้นตอน",
    Facet.TIME: "ระยะเวลา",
    Facet.FEE: "ค่าธรรมเนียม",
    Facet.DOCS: "เอกสาร",
    Facet.WHERE: "สถานที่",
    Facet.WHO: "ใครขอได้",
}
ENTRANCES: dict[str, str] = {
    Intent.CORRUPTION: "แจ้งทุจริต",
    Intent.COMPLAINT: "ร้องเรียนทั่วไป",
    Intent.FEEDBACK: "ติชม เสนอแนะ",
    Intent.STATUS: "ติดตามเรื่อง",
    Intent.GIFT: "นโยบายไม่รับของขวัญ",
    Intent.EIT: "แบบสำรวจ EIT",
    Intent.HANDOFF: "ติดต่อเจ้าหน้าที่",
    Intent.GREETING: "เมนู",
}
OFFICE = "หน่วยงาน"
SOURCE = "ข้อมูล ณ {day} ที่มา {source}"
OWN_MANUAL = "คู่มือบริการของ{municipality}"
NEXT = "พิมพ์ตัวเลขเพื่อถามต่อ: {options}"
NOT_SAID = "คู่มือไม่ได้ระบุข้อนี้"
REST = "อ่านทั้งหมดที่ {url}"
OPEN_PAGE = "เปิดหน้าคู่มือ"
CALL = "โทร {phone}"
MAP = "แผนที่"
ASK_STAFF = "ถามเจ้าหน้าที่"
YES, NO = "ตรงกับที่ถาม", "ไม่ตรงกับที่ถาม"
YES_WORDS = ("ใช่", "ตรง", "ตรงค่ะ", "ตรงครับ", "ใช่ค่ะ", "ใช่ครับ")
NO_WORDS = ("ไม่ใช่", "ไม่ตรง", "ไม่ตรงค่ะ", "ไม่ตรงครับ", "ไม่ใช่ค่ะ", "ไม่ใช่ครับ")
REPORT = "แจ้งทุจริต"
REPORT_LINE = "ถ้าพบการเรียกเงินหรือทุจริต พิมพ์ แจ้งทุจริต ได้โดยไม่ต้องบอกชื่อ"
THANKS = "ขอบคุณ ถามเรื่องอื่นต่อได้เลย"
OF_WHAT = "ถามเกี่ยวกับเรื่องใด โปรดพิมพ์ชื่อเรื่องด้วย เช่น แจ้งเกิดใช้เอกสารอะไร"
WHICH = "ต้องการถามเรื่องใด"
NO_SUCH = "ไม่มีข้อนี้ โปรดเลือกจากรายการ หรือพิมพ์ถามใหม่"
NOT_THAT = "ขออภัยที่ตอบไม่ตรง ลองพิมพ์ถามใหม่ด้วยคำอื่น หรือเลือกข้อด้านล่าง"
NOT_FOUND = "ขออภัย ยังไม่พบคำตอบเรื่องนี้ หรืออาจไม่ใช่งานของที่นี่ ลองพิมพ์ใหม่ด้วยคำอื่น หรือฝากคำถามให้เจ้าหน้าที่ตอบ"
NOT_FOUND_TWICE = "ขออภัยที่ยังช่วยไม่ได้ โทรคุยกับเจ้าหน้าที่ได้ที่ {phone} ({office_hours}) หรือฝากคำถามให้เจ้าหน้าที่ตอบ"
GONE = "ไม่มีเรื่องนี้ในคู่มือแล้ว ลองพิมพ์ถามใหม่"
UNCONFIRMED = (
    "เรื่อง: {name}\nหน่วยงานยังไม่ได้ยืนยันรายละเอียดเรื่องนี้ในระบบ เพื่อไม่ให้ท่านได้ข้อมูลผิด "
    "โปรดสอบถาม{office} โทร {phone} ({office_hours})"
)
OVER = "เรื่อง: {name}\nข้อมูลรอบที่มีอยู่สิ้นสุดแล้วเมื่อ {day} โปรดสอบถามรอบใหม่ที่{office} โทร {phone} ({office_hours})"
NOT_YET = "เรื่อง: {name}\nจะเริ่มเมื่อ {day} สอบถามได้ที่{office} โทร {phone} ({office_hours})"
NOT_HERE = "เรื่อง: {name}\n{municipality}ไม่ได้ให้บริการเรื่องนี้ โปรดติดต่อ{place}"
DISTRICT, SOMEWHERE = "ที่ว่าการอำเภอ", "หน่วยงานที่รับผิดชอบ"
ELSEWHERE = "เรื่องนี้ไม่ใช่งานของ{municipality} โปรดติดต่อ{agency}"
NO_ANSWER_YET = "หน่วยงานยังไม่มีข้อมูลเรื่อง “{name}” ในระบบ ฝากคำถามให้เจ้าหน้าที่ตอบได้"
OR_ASK = "หรือฝากคำถามไว้ที่นี่ พิมพ์ ถามเจ้าหน้าที่"
IN_THAI = "The official answer is in Thai, below. To ask our staff, tap or type: ถามเจ้าหน้าที่"

ASK_QUESTION = "พิมพ์คำถามถึงเจ้าหน้าที่ได้เลย ไม่ต้องบอกชื่อ เจ้าหน้าที่ไม่เห็นว่าใครถาม เมื่อครบแล้วพิมพ์ เสร็จแล้ว"
ASK_ABOUT = "คำถามนี้เกี่ยวกับงานใด"
QUESTION_TAKEN = "จะส่งคำถามนี้ถึงเจ้าหน้าที่โดยไม่บอกว่าใครถาม: {text}"
QUESTION_FILED = "ส่งคำถามแล้ว เจ้าหน้าที่จะตอบภายในกำหนดในใบรับ กด ติดตามเรื่อง เพื่ออ่านคำตอบ"
