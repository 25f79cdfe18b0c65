"""CSV as Excel opens it: UTF-8 with a mark, and no cell that could run as a formula."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from reports.calendar import thai_date
from reports.statistics import Cell, ReportData

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula, half and full width (OWASP, CSV injection)."""


def safe(cell: Cell) -> Cell:
    """The cell; words that look like a formula behind an apostrophe. Numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def write(report: ReportData, target: BinaryIO) -> None:
    """Write all tables one under the other, each with its title and headings."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    period = f"{thai_date(report.first_day)} ถึง {thai_date(report.last_day)}"
    for line in (report.title, report.municipality, period, report.note):
        sheet.writerow([safe(line)])
    for table in report.tables:
        sheet.writerow([])
        sheet.writerow([safe(table.title)])
        sheet.writerow([safe(heading) for heading in table.headings])
        sheet.writerows([[safe(cell) for cell in row] for row in table.rows])
    target.write(text.getvalue().encode("utf-8-sig"))
