"""What an entry must say before citizens are told it, and when it stops being told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.entries import SIX_ELEMENTS, Entry

ELEMENT_WORDS = {
    "name": "ชื่องานบริการ",
    "steps": "วิธีการและขั้นตอน",
    "time": "ระยะเวลา",
    "where": "ช่องทางหรือสถานที่",
    "fee": "ค่าธรรมเนียม",
    "documents": "เอกสารที่ต้องใช้",
}
SAY_NONE = {"fee": "ไม่มีค่าธรรมเนียม", "documents": "ไม่ต้องใช้เอกสาร"}
"""What may not be left empty: where there is none, the entry says so."""

MUNICIPALITY, SAO = "เทศบาล", "อบต."
AGENCY_WORDS = {"เทศบาล": MUNICIPALITY, "municipality": MUNICIPALITY, "อบต": SAO, "อบต.": SAO, "sao": SAO}
SAO_NAME = re.compile(r"^(องค์การบริหารส่วนตำบล|อบต)")
OLD_LAW = ("ภาษีโรงเรือน", "ภาษีบำรุงท้องที่")
REPLACED = re.compile(r"ยกเลิก|แทน")
REGISTRY = re.compile(
    r"แจ้งเกิด|แจ้งตาย|แจ้งการตาย|แจ้งการเกิด|ย้ายที่อยู่|แจ้งย้าย|การย้าย|ย้ายเข้า|ย้ายออก|บ้านเลขที่|เลขที่บ้าน|เลขหมายประจำบ้าน"
)
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
DIGIT = re.compile(r"[0-9๐-๙]")
NOTHING = re.compile(r"[-–—.,\s0๐]*")


def agency_type(municipality: str) -> str:
    """Which kind of local body a name is of: the registry of persons stands in a municipality only."""
    return SAO if SAO_NAME.match(municipality.strip()) else MUNICIPALITY


def is_for(entry: Entry, agency: str) -> bool:
    """Whether an entry is meant for this kind of body; without a word it is for all."""
    named = {AGENCY_WORDS.get(one.strip().casefold(), one) for one in entry.agency_types}
    return not named or agency in named


def is_due(entry: Entry, today: date) -> bool:
    """Whether its time has come and not passed: the last day still counts."""
    return (entry.valid_from is None or entry.valid_from <= today) and not is_over(entry, today)


def is_over(entry: Entry, today: date) -> bool:
    """Whether its last day has passed."""
    return entry.valid_to is not None and entry.valid_to < today


def problems(entry: Entry, agency: str, today: date) -> list[str]:
    """Why an entry may not be published, each line naming the entry and the element; empty when it may."""
    found = [*_missing(entry), *_unsourced(entry), *_old_law(entry), *_not_for_us(entry, agency)]
    if is_over(entry, today):
        found.append("พ้นวันสิ้นสุดการใช้ (valid_to) แล้ว")
    if entry.valid_from and entry.valid_to and entry.valid_from > entry.valid_to:
        found.append("วันเริ่มใช้ (valid_from) อยู่หลังวันสิ้นสุด (valid_to)")
    return [f"{entry.id} ({entry.name}): {line}" for line in found]


def is_topic(entry: Entry) -> bool:
    """Whether an entry is a ready answer and not a service with its elements."""
    return entry.intent != "service" or (bool(entry.answer) and not (entry.steps or entry.time or entry.fee))


def _missing(entry: Entry) -> Iterator[str]:
    if is_topic(entry):
        if not entry.answer:
            yield "ขาดคำตอบ (answer)"
        return
    for element in SIX_ELEMENTS:
        if is_empty(getattr(entry, element)):
            none = SAY_NONE.get(element)
            yield f"ขาด{ELEMENT_WORDS[element]}" + (f" ถ้าไม่มี ให้เขียนว่า {none}" if none else "")


def is_empty(value: str | tuple[str, ...]) -> bool:
    """Nothing, or only a dash or a zero."""
    return all(NOTHING.fullmatch(line) for line in ((value,) if isinstance(value, str) else value))


def _unsourced(entry: Entry) -> Iterator[str]:
    told = (*entry.steps, entry.time, entry.fee, *entry.documents, entry.answer)
    if not any(map(DIGIT.search, told)):
        return
    if not entry.source.title:
        yield "มีตัวเลขแต่ขาดที่มา (source)"
    if entry.as_of is None:
        yield "มีตัวเลขแต่ขาดวันที่ของข้อมูล (as_of)"


def _old_law(entry: Entry) -> Iterator[str]:
    for law in OLD_LAW:
        told = (entry.name, *entry.steps, entry.time, entry.fee, *entry.documents)
        if any(law in words and not REPLACED.search(words) for words in told):
            yield f"อ้าง{law}ซึ่งยกเลิกแล้ว ให้ใช้เรื่องภาษีที่ดินและสิ่งปลูกสร้าง (land-building-tax) แทน"


def _not_for_us(entry: Entry, agency: str) -> Iterator[str]:
    if not is_for(entry, agency):
        yield f"ไม่ใช่เรื่องของ{agency} (agency_types)"
    if agency == SAO and not is_topic(entry) and REGISTRY.search(entry.name) and "อำเภอ" not in entry.where:
        yield "อบต. ไม่มีสำนักทะเบียนท้องถิ่น ช่องทางหรือสถานที่ต้องชี้ไปที่ที่ว่าการอำเภอ"
