"""An entry as a row of words, for a workbook and for the form editors fill in: a list is one item a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from knowledge.entries import Entry, ManualBroken, Source
from knowledge.manual_file import DATES, LISTS

COLUMNS: dict[str, str] = {
    "id": "รหัส (id)",
    "name": "ชื่องานบริการ",
    "intent": "ชนิด (intent)",
    "status": "สถานะ (draft/published/withdrawn)",
    "office": "หน่วยงานที่รับผิดชอบ",
    "who": "ผู้มีสิทธิ",
    "steps": "วิธีการและขั้นตอน",
    "time": "ระยะเวลา",
    "fee": "ค่าธรรมเนียม",
    "documents": "เอกสารที่ต้องใช้",
    "where": "ช่องทางหรือสถานที่",
    "answer": "คำตอบ",
    "aliases": "ชื่อเรียกอื่น",
    "hints": "คำที่ประชาชนใช้ถาม",
    "source_title": "ที่มา",
    "source_url": "ที่อยู่เว็บของที่มา",
    "as_of": "ข้อมูล ณ วันที่",
    "legal": "กฎหมาย",
    "agency_types": "ประเภทหน่วยงาน",
    "valid_from": "เริ่มใช้",
    "valid_to": "ใช้ถึง",
    "phone": "โทรศัพท์",
    "map_url": "ลิงก์แผนที่",
    "name_en": "ชื่อภาษาอังกฤษ",
    "answer_en": "คำตอบภาษาอังกฤษ",
}
"""Every column with its heading, in the order of the workbook."""


def as_row(entry: Entry) -> dict[str, str]:
    """Every column of an entry as words."""
    return {key: _told(_value(entry, key)) for key in COLUMNS}


def from_row(given: Mapping[str, Any]) -> Entry:
    """The entry of a row; ManualBroken when it has no id and name, or a day that is none."""
    if not given.get("id") or not given.get("name"):
        raise ManualBroken("ต้องมีรหัส (id) และชื่องานบริการ")
    known = {one.name for one in fields(Entry)}
    values = {key: _typed(key, value) for key, value in given.items() if key in known and value not in (None, "")}
    source = Source(words_of(given.get("source_title")), words_of(given.get("source_url")))
    return Entry(**values, source=source)


def words_of(value: Any) -> str:
    """A cell as words; a whole number without the .0 that workbooks give it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).replace("\r\n", "\n")


def _value(entry: Entry, key: str) -> Any:
    if key.startswith("source_"):
        return getattr(entry.source, key.removeprefix("source_"))
    return getattr(entry, key)


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(line.replace("\\", "\\\\").replace("\n", "\\n") for line in value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _typed(key: str, value: Any) -> Any:
    if key in DATES:
        return _day(key, value)
    if key in LISTS:
        return tuple(_unescaped(line) for line in words_of(value).split("\n") if line.strip())
    return words_of(value)


def _day(key: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(words_of(value))
    except ValueError:
        raise ManualBroken(f"{COLUMNS[key]} ต้องเป็นวันที่ เช่น 2026-11-24") from None


def _unescaped(line: str) -> str:
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
