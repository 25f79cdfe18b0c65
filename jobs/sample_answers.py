"""Sample answers: the starter manual filled up with marked samples, a survey window, a declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge import gate, manual_store
from knowledge.entries import Entry, Source
from knowledge.manual_store import Town
from knowledge.starter import starter_entries
from models import Declaration, SurveyPeriod
from models.days import bangkok_day, fiscal_range, fiscal_year

SAMPLE = "(ข้อมูลตัวอย่าง)"
SOURCE = Source("ข้อมูลตัวอย่าง ไม่ใช่ข้อมูลจริง")
DECLARED = f"{SAMPLE} ข้าพเจ้าและเจ้าหน้าที่ทุกคนของหน่วยงาน จะไม่รับของขวัญหรือประโยชน์ใด ๆ จากการปฏิบัติหน้าที่ ทั้งก่อน ขณะ และหลังปฏิบัติหน้าที่"
DECLARED_EN = "(Sample) All of us accept no gifts of any kind in the performance of our duties."


def plant(session: Session, municipality: str, now: datetime) -> None:
    """Fill the manual, the survey and the declaration of an empty sample database."""
    today = bangkok_day(now)
    town = Town(gate.agency_type(municipality), today)
    entries = [_complete(entry, today) for entry in starter_entries()]
    manual_store.take_in(session, entries, "system", town)
    year = fiscal_year(today)
    first, last = fiscal_range(year)
    session.add(SurveyPeriod(fiscal_year=year, code="sample", opens_on=first, closes_on=last))
    session.add(
        Declaration(
            fiscal_year=year,
            signed_on=first,
            signer="นายตัวอย่าง ใจสุจริต",
            position="นายกเทศมนตรี",
            words=DECLARED,
            words_en=DECLARED_EN,
        )
    )


def _complete(entry: Entry, today: date) -> Entry:
    """A service with a marked sample for whatever nobody has confirmed yet, so that the demo can show its card."""
    if gate.is_topic(entry):
        return replace(entry, status="published") if entry.answer else entry
    samples = {
        "steps": (f"{SAMPLE} ยื่นคำขอพร้อมเอกสาร", "เจ้าหน้าที่ตรวจสอบ", "รับผลหรือใบเสร็จ"),
        "time": f"{SAMPLE} ภายในวันเดียว เมื่อเอกสารครบ",
        "where": f"{SAMPLE} {entry.office} ในเวลาทำการ",
        "fee": f"{SAMPLE} ไม่มีค่าธรรมเนียม",
        "documents": (f"{SAMPLE} บัตรประจำตัวประชาชน",),
    }
    missing: dict[str, Any] = {name: value for name, value in samples.items() if gate.is_empty(getattr(entry, name))}
    if not missing:
        return entry
    return replace(entry, **missing, status="published", source=SOURCE, as_of=today, valid_to=None)
