"""What the bot says about the No Gift Policy."""

from __future__ import annotations

ASK_GUIDE = "ถามทีละข้อ"
QUESTIONS = "คำถามที่พบบ่อย"
REPORT = "แจ้งเรื่องของขวัญ"
POLICY = "นโยบายไม่รับของขวัญ (No Gift Policy)\nมาติดต่อราชการไม่ต้องมีของตอบแทน จ่ายเฉพาะค่าธรรมเนียมตามคู่มือและรับใบเสร็จทุกครั้ง"
DECLARED = "ประกาศปีงบประมาณ {year} ลงนามโดย {signer} {position} เมื่อ {day}"
NOT_DECLARED = "หน่วยงานยังไม่ได้บันทึกประกาศของปีงบประมาณนี้ในระบบ"
WHAT_NEXT = "1. {guide} ว่าให้หรือรับได้หรือไม่\n2. {questions}\n3. {report}"
MORE = "อ่านทั้งหมดที่ {url}"
ANSWER = "{question}\n\n{answer}\n\nอ้างอิง: {rule}\nที่มา: {source} (ข้อมูล ณ {day})\n{closing}"
VERDICT = "{verdict}\n{words}\n\nอ้างอิง: {rule}\n{closing}"
WHICH_QUESTION = "พิมพ์เลขข้อที่ต้องการอ่าน"
YES_OR_NO = "\n1. {yes}\n2. {no}"
GUIDE_AGAIN = "โปรดตอบ 1 หรือ 2"
