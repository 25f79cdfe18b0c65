"""What a case can be about: official categories, the plain words offered in chat, who can be accused."""

from __future__ import annotations

from dataclasses import dataclass

from models.cases import Channel, Kind


@dataclass(frozen=True)
class Category:
    """A category: its official name (screens, documents) and what a reporter is offered (chat)."""

    official: str
    plain: str


CORRUPTION = {
    "bribe": Category("เรียกรับทรัพย์สินหรือสินบน", "เรียกเงินหรือของตอบแทน"),
    "procurement": Category("การจัดซื้อจัดจ้าง", "จัดซื้อจัดจ้างไม่โปร่งใส"),
    "embezzlement": Category("ยักยอก เบียดบังเงินหรือทรัพย์สินราชการ", "ยักยอกเงินหรือของหลวง"),
    "permit": Category("การออกเอกสารสิทธิหรืออนุญาต", "ออกใบอนุญาตไม่ถูกต้อง"),
    "personnel": Category("การบริหารงานบุคคล", "แต่งตั้งหรือรับคนไม่เป็นธรรม"),
    "budget": Category("ทุจริตงบประมาณ โครงการ เบิกจ่ายเท็จ", "เบิกเงินเท็จ โครงการไม่จริง"),
    "neglect": Category("ปฏิบัติหรือละเว้นหน้าที่โดยมิชอบ", "ไม่ทำหน้าที่หรือทำโดยมิชอบ"),
    "conflict_of_interest": Category("การขัดกันแห่งผลประโยชน์", "เอื้อประโยชน์ให้พวกพ้อง"),
    "asset_misuse": Category("ใช้ทรัพย์สินราชการเพื่อประโยชน์ส่วนตัว", "ใช้รถหรือของหลวงส่วนตัว"),
    "discrimination": Category("เลือกปฏิบัติ", "เลือกปฏิบัติ"),
    "unusual_wealth": Category("ร่ำรวยผิดปกติ", "ร่ำรวยผิดปกติ"),
    "ethics": Category("ฝ่าฝืนจริยธรรมร้ายแรง", "ประพฤติผิดจริยธรรม"),
    "gift": Category("รับของขวัญขัดนโยบาย No Gift Policy", "รับของขวัญ"),
    "other": Category("อื่น ๆ", "เรื่องอื่น"),
}
GENERAL = {
    "road": Category("โครงสร้างพื้นฐาน", "ถนน ทางเท้า ท่อระบายน้ำ"),
    "light": Category("ไฟฟ้าสาธารณะ", "ไฟทาง ไฟสาธารณะ"),
    "water": Category("น้ำประปา", "น้ำประปา"),
    "waste": Category("ขยะ", "ขยะ"),
    "nuisance": Category("เหตุรำคาญ", "กลิ่น เสียง ฝุ่นควัน"),
    "safety": Category("ป้องกันภัย", "ความปลอดภัย ภัยพิบัติ"),
    "service": Category("การให้บริการของเจ้าหน้าที่", "การให้บริการ"),
    "other": Category("อื่น ๆ", "เรื่องอื่น"),
}
FEEDBACK = {
    "praise": Category("ชมเชย", "ชมเชย"),
    "suggestion": Category("เสนอแนะ", "เสนอแนะ"),
    "comment": Category("ติชม", "ติชม"),
}
GIFT = {
    "gift_demanded": Category("เรียกรับของขวัญหรือประโยชน์อื่นใด", "เจ้าหน้าที่ขอของขวัญ"),
    "gift_taken": Category("รับของขวัญขัดนโยบาย No Gift Policy", "เจ้าหน้าที่รับของขวัญ"),
    "gift_offered": Category("เสนอหรือให้ของขวัญแก่เจ้าหน้าที่", "มีคนให้ของขวัญเจ้าหน้าที่"),
    "gift": Category("ของขวัญหรือประโยชน์อื่นใด (ไม่ระบุลักษณะ)", "เรื่องของขวัญอื่น"),
}
QUESTIONS = {
    "office": Category("สำนักปลัดและงานทั่วไป", "งานทั่วไป"),
    "registry": Category("งานทะเบียนราษฎรและบัตร", "งานทะเบียน"),
    "revenue": Category("งานคลังและจัดเก็บรายได้", "ภาษีและค่าธรรมเนียม"),
    "works": Category("งานช่างและสาธารณูปโภค", "ก่อสร้างและสาธารณูปโภค"),
    "health": Category("งานสาธารณสุขและสิ่งแวดล้อม", "สาธารณสุขและสิ่งแวดล้อม"),
    "welfare": Category("งานสวัสดิการสังคม", "สวัสดิการ"),
    "education": Category("งานการศึกษา", "การศึกษา"),
    "other": Category("อื่น ๆ", "เรื่องอื่น"),
}
"""What a question to staff is about: the room of the town hall that answers it."""

CATEGORIES: dict[Kind, dict[str, Category]] = {
    Kind.CORRUPTION: CORRUPTION,
    Kind.GENERAL: GENERAL,
    Kind.FEEDBACK: FEEDBACK,
    Kind.GIFT: GIFT,
    Kind.QUESTION: QUESTIONS,
}
"""Official corruption categories: the NACC's ten merged with local forms; general ones are kept apart."""

KINDS = {
    Kind.CORRUPTION: "เรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
    Kind.GENERAL: "เรื่องร้องเรียนร้องทุกข์ทั่วไป",
    Kind.FEEDBACK: "ข้อเสนอแนะ ติชม ชมเชย",
    Kind.GIFT: "การรับหรือเสนอของขวัญ",
    Kind.QUESTION: "คำถามเกี่ยวกับบริการ",
}
CHANNELS = {
    Channel.ONLINE: "ออนไลน์",
    Channel.WALK_IN: "ด้วยตนเอง",
    Channel.PHONE: "โทรศัพท์",
    Channel.LETTER: "ไปรษณีย์หรือหนังสือ",
    Channel.BOX: "ตู้รับเรื่องร้องเรียน",
    Channel.AGENCY: "ผ่านหน่วยงานอื่น",
}
ACCUSED = {
    "mayor": "นายก",
    "deputy": "รองนายก ที่ปรึกษา หรือเลขานุการนายก",
    "council": "สมาชิกสภา",
    "clerk": "ปลัดหรือรองปลัด",
    "division_head": "หัวหน้าสำนักปลัดหรือผู้อำนวยการกอง",
    "complaint_officer": "เจ้าหน้าที่รับเรื่องร้องเรียน",
    "officer": "เจ้าหน้าที่อื่น",
    "contractor": "ผู้รับเหมาหรือบุคคลภายนอก",
    "other": "ผู้อื่น",
    "unknown": "ไม่ทราบ",
}
ACCUSED_CHOICES = tuple(code for code in ACCUSED if code not in ("contractor", "other", "unknown"))
"""Those that mean a position here, so that whoever holds it can be left out."""
