"""The service manual as a workbook: one row an entry, one line of a cell an item of a list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from knowledge.entries import Entry, ManualBroken
from knowledge.manual_file import checked
from knowledge.manual_row import COLUMNS, as_row, from_row, words_of

FONT = "TH Sarabun New"
SHEET = "คู่มือบริการ"
BIGGEST, UNPACKED = 5 * 1024 * 1024, 60 * 1024 * 1024
"""Bytes of a workbook, packed and unpacked: a small file can hide a huge one."""

CELL_MOST = 32_767
"""Characters Excel keeps in a cell."""


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
    sheet.write_row(0, 0, [*COLUMNS.values()], head)
    for number, entry in enumerate(entries, start=1):
        for column, (key, words) in enumerate(as_row(entry).items()):
            if len(words) > CELL_MOST:
                raise ManualBroken(f"{entry.id}: {COLUMNS[key]} ยาวเกินช่องของ Excel")
            sheet.write_string(number, column, words, cell)
    book.close()
    return target.getvalue()


def from_xlsx(data: bytes) -> list[Entry]:
    """The entries of a workbook, checked. ManualBroken names the row and the column."""
    rows = _rows(data)
    columns = _columns([words_of(cell.value) for cell in next(rows, ())])
    wrong: list[str] = []
    entries: list[Entry] = []
    for number, cells in enumerate(rows, start=2):
        try:
            given = _cells(columns, cells)
            if given:
                entries.append(from_row(given))
        except ManualBroken as error:
            wrong.append(f"แถวที่ {number}: {error}")
    if wrong:
        raise ManualBroken("\n".join(wrong))
    return checked(entries)


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
    names = {words.casefold(): key for key, words in COLUMNS.items()} | {key: key for key in COLUMNS}
    found = {at: names[words.casefold()] for at, words in enumerate(headings) if words.casefold() in names}
    missing = [COLUMNS[key] for key in ("id", "name") if key not in found.values()]
    if missing:
        raise ManualBroken(f"แถวที่ 1: ไม่พบหัวคอลัมน์ {' และ '.join(missing)}")
    return found


def _cells(columns: dict[int, str], cells: Sequence[Any]) -> dict[str, Any]:
    given = {}
    for at, cell in enumerate(cells):
        key = columns.get(at)
        if key and cell.value not in (None, ""):
            if cell.data_type == "f":
                raise ManualBroken(f"ช่อง {COLUMNS[key]} เป็นสูตร ให้ใส่เป็นข้อความ")
            given[key] = cell.value
    return given
