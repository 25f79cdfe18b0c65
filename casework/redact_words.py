"""Names behind a title, names given as one's own, and number plates: what Thai words give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
NAME_ENDS = (
    "เรียก|ขอ|รับ|บอก|มา(?![ลนศก])|ไป|อยู่|เป็น|ได้|ให้|และ|กับ|โทร|เบอร์|เลขที่|ที่|จะ|ว่า|ซึ่ง|เขา|ไม่|ทำ(?!นอง)|เอา|"
    "แจ้ง|ครับ|ค่ะ|นะ|บ้าน|หมู่|พูด|ถาม|จ่าย|เก็บ|โกง|ไลน์|อีเมล|อายุ|ทุกวัน|เคย|ถูก|โดน|ตำแหน่ง|ข่มขู่|ขู่"
)
"""Words at which a name that runs on without a space is taken to end."""

TOKEN = rf"[{THAI}]{{2}}[{THAI}]*?(?={NAME_ENDS}|[^{THAI}]|$)"
SECOND = rf"(?:[ \t\r\n]{{1,2}}(?!(?:{NAME_ENDS}))[{THAI}]{{2}}[{THAI}]*?(?={NAME_ENDS}|[^{THAI}]|$))?"
MAYOR = (
    r"ก(?:เทศ|รัฐ|องค์|อบต|อบจ|สมาคม|สภา|ฯ|เล็ก|คน|ท่าน|บอก|มา|ไป|ขอ|ให้|เรียก|รับ|สั่ง|และ|หรือ|ของ|กับ|ได้|ไม่|ที่|เป็น|จะ|ก็|เอา|โกง|ชื่อ"
    rf"|เก่า|ใหม่|ชุด|[^{THAI}]|$)"
)
OFFICES = "ช่าง|ทะเบียน|อำเภอ|หน้า|ทุน|จ้าง|แพทย์|ท่า|ด่าน|สถานี|ประกัน|ทหาร|ตำรวจ|ตรวจ|เรือ|กอง|เวร|ร้อย|พล(?=[^ก-ฮ])|ประตู|ธนาคาร"
TITLES = (
    r"นางสาว|น\.[ ]?ส\.|(?<![ก-ฮ])นส\.|"
    rf"(?<!ท)(?<!เจ้า)(?<!ขุน)(?<!ว)(?<!หัว)นาย(?!{MAYOR}|{OFFICES})|"
    rf"(?<!ขุน)(?<!อำเภอ)(?<!อ\.)(?<!คะ)นาง(?!สาว|รอง(?:จังหวัด|บุรีรัมย์|[^{THAI}]|$)|เลิ้ง|พยาบาล|แบบ|งาม|ร้าย|กวัก|ไม้|นวล|ฟ้า|เอก(?![ก-ฮ]))|"
    r"ด\.[ ]?[ชญ]\.|เด็กชาย|เด็กหญิง|(?:ว่าที่[ ]?)?(?:พล|พ|ร|จ|ส|ด)\.[ ]?(?:[ตสอท]\.[ ]?){1,2}|ว่าที่ร้อย(?:ตรี|โท|เอก)|"
    r"(?<![ก-ฮ])(?:ดร|ผศ|รศ)\.|พระ(?:มหา|ครู|อธิการ|อาจารย์|สมุห์)|หม่อม(?:หลวง|ราชวงศ์)|"
    r"(?<!ขอบ)(?<!พระ)(?<!บุญ)คุณ(?!ภาพ|สมบัติ|วุฒิ|ธรรม|ค่า|ลักษณะ|ูปการ|ประโยชน์|งาม|หมอ|ครู|แม่|พ่อ|ตา|ยาย|ลุง|ป้า|น้า|อา(?![ก-ฮ])|พระ|ก็|คือ|เอง)"
)
NAME = re.compile(rf"(?:{TITLES})[ \t\r\n]{{0,2}}(?!(?:{NAME_ENDS}))(?:นาย|นาง|นางสาว)?{TOKEN}{SECOND}")
SELF = r"(?:กระผม|ผม|ดิฉัน|ดิชั้น|ฉัน|หนู|ข้าพเจ้า|ข้าเจ้า|ตัวข้า)"
OWN_NAME = re.compile(
    rf"(?:{SELF}[ ]?(?:มี)?(?:ชื่อ(?:ว่า)?|คือ(?=[ ]?(?:{TITLES})))|{SELF}(?=[ ]?(?:นาย|นาง|น\.ส\.))|"
    rf"ชื่อ(?:ของ)?{SELF}(?:คือ)?)"
    rf"[ :]{{0,2}}(?:{TITLES})?[ ]?{TOKEN}{SECOND}"
)
PROVINCES = (
    "กระบี่|กรุงเทพ|กทม|กาญจนบุรี|กาฬสินธุ์|กำแพงเพชร|ขอนแก่น|จันทบุรี|ฉะเชิงเทรา|ชลบุรี|ชัยนาท|ชัยภูมิ|ชุมพร|เชียงราย|เชียงใหม่|ตรัง|ตราด|ตาก|นครนายก|"
    "นครปฐม|นครพนม|นครราชสีมา|นครศรีธรรมราช|นครสวรรค์|นนทบุรี|นราธิวาส|น่าน|บึงกาฬ|บุรีรัมย์|ปทุมธานี|ประจวบ|ปราจีนบุรี|ปัตตานี|"
    "พระนครศรีอยุธยา|อยุธยา|พะเยา|พังงา|พัทลุง|พิจิตร|พิษณุโลก|เพชรบุรี|เพชรบูรณ์|แพร่|ภูเก็ต|มหาสารคาม|มุกดาหาร|แม่ฮ่องสอน|"
    "ยโสธร|ยะลา|ร้อยเอ็ด|ระนอง|ระยอง|ราชบุรี|ลพบุรี|ลำปาง|ลำพูน|เลย|ศรีสะเกษ|สกลนคร|สงขลา|สตูล|สมุทร|สระแก้ว|สระบุรี|สิงห์บุรี|"
    "สุโขทัย|สุพรรณบุรี|สุราษฎร์ธานี|สุรินทร์|หนองคาย|หนองบัวลำภู|อ่างทอง|อำนาจเจริญ|อุดรธานี|อุตรดิตถ์|อุทัยธานี|อุบลราชธานี"
)
PLATE = re.compile(
    rf"(?P<said>ทะเบียน(?:รถ)?|ป้าย(?:แดง|ดำ)?)?[ ]?(?P<first>\d)?[ ]?"
    rf"(?P<letters>(?<![ก-ฮ.])[ก-ฮ]{{1,40}}+)[ ]?-?[ ]?\d{{1,4}}(?!\d(?![ก-ฮ]{{2}}[ ]?\d)|[ก-ฮ]{{2}}[ ]?\d)"
    rf"(?P<province>[ ]?(?:จังหวัด)?(?:{PROVINCES}))?"
)
NOT_LETTERS = re.compile(
    r"(?:กม|ซอย|อบต|อบจ|หมู|มาตรา|พศ|ถนน|ทต|ทม|ทน|ตร|ปณ|รพ|รร|สภ|สน|ชม|นบ|บท|ขอ|ครบ|ตอน|รอบ|ราย|คน|สาย|มอก|กก|ตก|งวด|ปวช|ปวส|ยอด|ลด|จบ|จน)$"
)


def names(text: str) -> Iterator[tuple[int, int, str]]:
    """Names behind a title, and names somebody gives as their own; of two at one place the own one."""
    own = [(match.start(), match.end(), "own_name") for match in OWN_NAME.finditer(text)]
    yield from own
    taken = {place for start, end, _ in own for place in range(start, end)}
    for match in NAME.finditer(text):
        if match.start() not in taken:
            yield match.start(), match.end(), "name"


def plates(text: str) -> Iterator[tuple[int, int, str]]:
    """Number plates: with their province, behind the word for them, or in the form 1กข 2345."""
    for match in PLATE.finditer(text):
        letters, first = match["letters"], match["first"]
        known = match["said"] or match["province"] or (first and len(letters) == 2)
        trap = letters == "กม" if first and len(letters) == 2 else NOT_LETTERS.search(letters)
        if not known or trap or len(letters) < 2:
            continue
        start = match.start("letters") + max(0, len(letters) - 3)
        yield (match.start("first") if first and len(letters) <= 3 else start), match.end(), "plate"
