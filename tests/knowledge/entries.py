"""Entries to test with: a whole one, and one like it in every respect but what is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.entries import Entry, Source

WHOLE = Entry(
    id="signboard-tax",
    name="การชำระภาษีป้าย",
    aliases=("ภาษีป้าย", "ป้ายร้าน"),
    hints=("ติดป้ายหน้าร้าน",),
    office="กองคลัง",
    who="เจ้าของป้าย",
    steps=("ยื่นแบบ ภ.ป.1", "เจ้าหน้าที่ประเมิน", "ชำระเงิน"),
    time="10 นาที",
    fee="ไม่มีค่าธรรมเนียม จ่ายเฉพาะภาษี",
    documents=("บัตรประจำตัวประชาชน", "แบบ ภ.ป.1"),
    where="กองคลัง ชั้น 1",
    source=Source("ประกาศเทศบาล", "https://town.example/manual"),
    as_of=date(2026, 10, 1),
    legal="พ.ร.บ. ภาษีป้าย พ.ศ. 2510",
    phone="053 111 222",
)


def like(entry: Entry = WHOLE, **changes: Any) -> Entry:
    """The entry with other values."""
    return replace(entry, **changes)
