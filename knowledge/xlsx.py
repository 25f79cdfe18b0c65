"""The service manual as a workbook: one row an entry, one line of a cell an item of a list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import xlsxwriter

from knowledge.entries import Entry, ManualBroken, Source
from knowledge.manual_file import DATES, LISTS, checked

FONT = "TH Sarabun New"
SHEET = "คู่มือบริการ"
BIGGEST, UNPACKED = 5 * 1024 * 1024, 60 * 1024 * 1024
"""Bytes of a workbook, packed and unpacked: a small file can hide a huge one."""

CELL_MOST = 32_767
"""Characters Excel keeps in a cell."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "รหัส (id)"),
    ("name", "ชื่องานบริการ"),
    ("intent", "ชนิด (intent)"),
    ("status", "สถานะ (draft/published/withdrawn)"),
    ("office", "หน่วยงานที่รับผิดชอบ"),
    ("who", "ผู้มีสิทธิ"),
    ("steps", "วิธีการและขั้นตอน"),
    ("time", "ระยะเวลา"),
    ("fee", "ค่าธรรมเนียม"),
    ("documents", "เอกสารที่ต้องใช้"),
    ("where", "ช่องทางหรือสถานที่"),
    ("answer", "คำตอบ"),
    ("aliases", "ชื่อเรียกอื่น"),
    ("hints", "คำที่ประชาชนใช้ถาม"),
    ("source_title", "ที่มา"),
    ("source_url", "ที่อยู่เว็บของที่มา"),
    ("as_of", "ข้อมูล ณ วันที่"),
    ("legal", "กฎหมาย"),
    ("agency_types", "ประเภทหน่วยงาน"),
    ("valid_from", "เริ่มใช้"),
    ("valid_to", "ใช้ถึง"),
    ("phone", "โทรศัพท์"),
    ("map_url", "ลิงก์แผนที่"),
    ("name_en", "ชื่อภาษาอังกฤษ"),
    ("answer_en", "คำตอบภาษาอังกฤษ"),
)


def to_xlsx(entries: Sequence[Entry]) -> bytes:
    """The workbook. ManualBroken when a cell would not hold an entry's words."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    base = {"font_name": FONT, "font_size": 14, "text_wrap": True, "valign": "top"}
    head = book.add_format({**base, "bold": True, "bg_color": "#E3ECE9", "border": 1})
    cell = book.add_format({**base, "quote_prefix": True, "num_format": "@"})  # text stays text when edited
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) - 1, 28)
    sheet.write_row(0, 0, [words for _, words in COLUMNS], head)
    for number, entry in enumerate(entries, start=1):
        for column, words in enumerate(_row(entry)):
            if len(words) > CELL_MOST:
                raise ManualBroken(f"{entry.id}: {COLUMNS[column][1]} ยาวเกินช่องของ Excel")
            sheet.write_string(number, column, words, cell)
    book.close()
    return target.getvalue()


def from_xlsx(data: bytes) -> list[Entry]:
    """The entries of a workbook, checked. ManualBroken names the row and the column."""
    rows = _rows(data)
    columns = _columns([_words(cell.value) for cell in next(rows, ())])
    wrong: list[str] = []
    entries: list[Entry] = []
    for number, cells in enumerate(rows, start=2):
        try:
            given = _cells(columns, cells)
            if given:
                entries.append(_entry(given))
        except ManualBroken as error:
            wrong.append(f"แถวที่ {number}: {error}")
    if wrong:
        raise ManualBroken("\n".join(wrong))
    return checked(entries)


def _row(entry: Entry) -> list[str]:
    return [_told(_value(entry, key)) for key, _ in COLUMNS]


def _value(entry: Entry, key: str) -> Any:
    if key.startswith("source_"):
        return getattr(entry.source, key.removeprefix("source_"))
    return getattr(entry, key)


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(line.replace("\\", "\\\\").replace("\n", "\\n") for line in value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _rows(data: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if len(data) > BIGGEST or sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise ManualBroken("ไฟล์ใหญ่เกินไป")
        book = load_workbook(io.BytesIO(data), read_only=True)
        yield from book.worksheets[0].iter_rows(max_col=len(COLUMNS) + 20)
    except ManualBroken:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a broken workbook makes the reader raise)
        raise ManualBroken(f"ไฟล์ไม่ใช่ XLSX ที่ถูกต้อง ({type(error).__name__})") from None


def _columns(headings: Sequence[str]) -> dict[int, str]:
    """Which column holds what: by our headings or by the plain names of fields, in any order."""
    names = {words.casefold(): key for key, words in COLUMNS} | {key: key for key, _ in COLUMNS}
    found = {at: names[words.casefold()] for at, words in enumerate(headings) if words.casefold() in names}
    missing = [words for key, words in COLUMNS[:2] if key not in found.values()]
    if missing:
        raise ManualBroken(f"แถวที่ 1: ไม่พบหัวคอลัมน์ {' และ '.join(missing)}")
    return found


def _cells(columns: dict[int, str], cells: Sequence[Any]) -> dict[str, Any]:
    given = {}
    for at, cell in enumerate(cells):
        key = columns.get(at)
        if key and cell.value not in (None, ""):
            if cell.data_type == "f":
                raise ManualBroken(f"ช่อง {dict(COLUMNS)[key]} เป็นสูตร ให้ใส่เป็นข้อความ")
            given[key] = cell.value
    return given


def _entry(given: dict[str, Any]) -> Entry:
    if not given.get("id") or not given.get("name"):
        raise ManualBroken("ต้องมีรหัส (id) และชื่องานบริการ")
    known = {one.name for one in fields(Entry)}
    values = {key: _typed(key, value) for key, value in given.items() if key in known}
    source = Source(_words(given.get("source_title")), _words(given.get("source_url")))
    return Entry(**values, source=source)


def _typed(key: str, value: Any) -> Any:
    if key in DATES:
        return _day(key, value)
    if key in LISTS:
        return tuple(_unescaped(line) for line in _words(value).split("\n") if line.strip())
    return _words(value)


def _day(key: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(_words(value))
    except ValueError:
        raise ManualBroken(f"{dict(COLUMNS)[key]} ต้องเป็นวันที่ เช่น 2026-11-24") from None


def _unescaped(line: str) -> str:
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")


def _words(value: Any) -> str:
    """A cell as words; a whole number without the .0 that workbooks give it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).replace("\r\n", "\n")
