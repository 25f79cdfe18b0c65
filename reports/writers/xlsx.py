"""XLSX as officers use it: a sheet per table, real numbers, ready to print on A4 across."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO

import xlsxwriter

from reports.calendar import thai_date, thai_digits
from reports.statistics import ReportData, Table

FONT = "TH Sarabun New"
"""By name only: it is on the PCs of Thai offices."""

A4 = 9
WIDTHS = (46, 16, 16, 24)
SHEETS = {
    "summary": "สรุป",
    "months": "รายเดือน",
    "kinds": "ตามประเภท",
    "categories_corruption": "หมวดทุจริต",
    "categories_general": "หมวดทั่วไป",
    "categories_feedback": "หมวดข้อเสนอแนะ",
    "channels": "ตามช่องทาง",
    "endings": "ผลเรื่องที่แล้วเสร็จ",
}
MEANINGS = (
    ("รับเรื่อง", "เรื่องที่ลงรับในช่วงเวลา นับตามวันที่รับในประเทศไทย"),
    ("แล้วเสร็จ", "เรื่องที่แล้วเสร็จ ไม่รับ ส่งต่อหน่วยงานอื่น หรือผู้ร้องขอถอน ภายในสิ้นช่วงเวลา"),
    ("อยู่ระหว่างดำเนินการ", "เรื่องที่เหลือ รับเรื่อง = แล้วเสร็จ + อยู่ระหว่างดำเนินการ เสมอ"),
    ("ยกมาจากปีก่อน", "เรื่องที่รับก่อนปีงบประมาณนี้และยังไม่แล้วเสร็จเมื่อเริ่มปี"),
)


def write(report: ReportData, target: BinaryIO) -> None:
    """Write the workbook. The same report gives the same bytes: its creation date is the period's end."""
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    ended = datetime.combine(report.last_day, datetime.min.time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": report.title, "author": report.municipality, "created": ended})
    styles = _styles(book)
    for table in report.tables:
        sheet = book.add_worksheet(SHEETS[table.key])
        _page(sheet, report)
        _table(sheet, report, table, styles)
    meanings = book.add_worksheet("คำอธิบายข้อมูล")
    _page(meanings, report)
    for number, line in enumerate(MEANINGS):
        meanings.write_row(number, 0, line, styles["words"])
    meanings.set_column(0, 0, 28)
    meanings.set_column(1, 1, 90)
    book.close()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 16, "valign": "vcenter"}
    edge = {**base, "border": 1}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 20}),
        "words": book.add_format({**base, "text_wrap": True}),
        "head": book.add_format({**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E3ECE9"}),
        "name": book.add_format({**edge, "text_wrap": True}),
        "number": book.add_format({**edge, "num_format": "#,##0"}),
        "total_name": book.add_format({**edge, "bold": True}),
        "total": book.add_format({**edge, "bold": True, "num_format": "#,##0"}),
    }


def _page(sheet: Any, report: ReportData) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{report.municipality.replace('&', '&&')}&Rหน้า &P/&N")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _table(sheet: Any, report: ReportData, table: Table, styles: dict[str, Any]) -> None:
    period = f"{thai_date(report.first_day)} ถึง {thai_date(report.last_day)}"
    heads = (report.title, report.municipality, thai_digits(period), table.title, report.note)
    for number, line in enumerate(line for line in heads if line):
        sheet.set_row(number, 26)
        sheet.write_string(number, 0, line, styles["title" if number == 0 else "words"])
    top = sum(1 for line in heads if line) + 1
    sheet.write_row(top, 0, table.headings, styles["head"])
    sheet.repeat_rows(top)
    for number, row in enumerate(table.rows, start=top + 1):
        last = number == top + len(table.rows)
        sheet.set_row(number, 24)
        sheet.write_string(number, 0, str(row[0]), styles["total_name" if last else "name"])
        sheet.write_row(number, 1, row[1:], styles["total" if last else "number"])
