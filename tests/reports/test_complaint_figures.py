"""The first export: the same figures in every format, counted rightly, with zero stated."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from casework import intake
from casework.intake import Report, Reporter
from casework.office import Office
from models import Case, Instance
from models.cases import Kind
from models.database import Database
from models.days import fiscal_range, fiscal_year
from reports.calendar import fiscal_months, thai_date, thai_digits
from reports.questions import question_figures
from reports.statistics import FiguresDisagreeError, ReportData, Table, check, complaint_figures
from reports.writers import FORMATS
from reports.writers.csv import safe
from tests.site import Site

NOON = datetime(2026, 1, 1, 5, tzinfo=UTC)


def file(db: Database, office: Office, received: str, finished: str = "", kind: Kind = Kind.GENERAL) -> None:
    """A case received (and perhaps finished) on Thai days."""
    category = {"general": "road", "corruption": "bribe", "feedback": "praise"}[kind]
    with db.write() as session:
        filed = intake.file(session, office, Report(kind, category, ()), Reporter(), NOON)
        case = session.get_one(Case, filed.case_id)
        case.received_on = date.fromisoformat(received)
        if finished:
            case.finished_on, case.status = date.fromisoformat(finished), "finished"


def figures(db: Database, year: int) -> ReportData:
    with db.read() as session:
        return complaint_figures(session, year)


def written(report: ReportData, form: str) -> bytes:
    target = io.BytesIO()
    FORMATS[form](report, target)
    return target.getvalue()


def rows(report: ReportData, key: str) -> dict[str, tuple[object, ...]]:
    table = next(table for table in report.tables if table.key == key)
    return {str(row[0]): row[1:] for row in table.rows}


def test_a_case_counts_in_the_year_and_month_it_was_received(db: Database, office: Office) -> None:
    for day in ("2025-09-30", "2025-10-01", "2026-09-30", "2026-10-01"):
        file(db, office, day)
    report = figures(db, 2569)
    assert rows(report, "summary")["รับในปีงบประมาณนี้"] == (2, 0, 2)
    assert rows(report, "summary")["ยกมาจากปีก่อน"] == (1, 0, 1)
    assert rows(report, "months")["ตุลาคม 2568"] == (1, 0, 1)
    assert rows(report, "months")["กันยายน 2569"] == (1, 0, 1)


@pytest.mark.parametrize(
    ("finished", "carried", "done"),
    [("2025-09-30", 0, 0), ("2025-10-01", 1, 1), ("2026-09-30", 1, 1), ("2026-10-01", 1, 0)],
)
def test_a_case_is_brought_forward_until_it_is_finished(
    db: Database, office: Office, finished: str, carried: int, done: int
) -> None:
    file(db, office, "2025-05-01", finished)
    assert rows(figures(db, 2569), "summary")["ยกมาจากปีก่อน"] == (carried, done, carried - done)


def test_kinds_and_categories_are_counted_apart(db: Database, office: Office) -> None:
    file(db, office, "2026-01-05", kind=Kind.CORRUPTION)
    file(db, office, "2026-01-05", "2026-02-01", kind=Kind.FEEDBACK)
    report = figures(db, 2569)
    assert rows(report, "kinds")["เรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"] == (1, 0, 1)
    assert rows(report, "categories_corruption")["เรียกรับทรัพย์สินหรือสินบน"] == (1, 0, 1)
    assert rows(report, "categories_feedback")["รวม"] == (1, 1, 0)
    assert rows(report, "categories_general")["รวม"] == (0, 0, 0)


def test_a_year_without_cases_says_so(db: Database, office: Office) -> None:
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๕ ไม่มีเรื่องร้องเรียน" in figures(db, 2565).note
    assert "ไม่มีเรื่องร้องเรียน" in written(figures(db, 2565), "csv").decode("utf-8-sig")
    file(db, office, "2026-01-05")
    assert "ไม่มีเรื่องร้องเรียน" not in figures(db, 2569).note


def test_all_formats_hold_the_same_numbers(db: Database, office: Office) -> None:
    for number in range(7):
        file(db, office, f"2026-0{number + 1}-15", "2026-09-01" if number % 2 else "")
    report = figures(db, 2569)
    expected = [[list(row) for row in table.rows] for table in report.tables]
    assert [table["rows"] for table in json.loads(written(report, "json"))["tables"]] == expected
    book = openpyxl.load_workbook(io.BytesIO(written(report, "xlsx")))
    for table, sheet in zip(report.tables, book.worksheets, strict=False):
        cells = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
        start = cells.index(list(table.headings)) + 1
        assert cells[start : start + len(table.rows)] == [list(row) for row in table.rows]
    lines = list(csv.reader(io.StringIO(written(report, "csv").decode("utf-8-sig"))))
    for table in report.tables:
        start = lines.index(list(table.headings), lines.index([table.title])) + 1
        assert lines[start : start + len(table.rows)] == [[str(cell) for cell in row] for row in table.rows]


def test_the_same_figures_give_the_same_bytes(db: Database, office: Office) -> None:
    file(db, office, "2026-01-05")
    report = figures(db, 2569)
    for form in FORMATS:
        assert written(report, form) == written(report, form)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "ก" * 300, '<b>"&'])
def test_a_hostile_name_runs_nowhere(db: Database, office: Office, name: str) -> None:
    with db.write() as session:
        session.get_one(Instance, 1).municipality = name[:200]
    report = figures(db, 2569)
    for line in csv.reader(io.StringIO(written(report, "csv").decode("utf-8-sig"))):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "＝")) for cell in line)
    book = openpyxl.load_workbook(io.BytesIO(written(report, "xlsx")))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_numbers_stay_numbers_in_csv_cells() -> None:
    assert safe(-5) == -5
    assert safe("-5") == "'-5"


def test_figures_that_disagree_are_never_written() -> None:
    wrong = Table("x", "ตาราง", ("เดือน", "รับ", "เสร็จ", "เหลือ"), (("ตุลาคม", 3, 1, 1),))
    with pytest.raises(FiguresDisagreeError, match="ตุลาคม"):
        check(wrong)
    check(replace(wrong, rows=(("ตุลาคม", 3, 1, 2),)))


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_lies_in_its_fiscal_year(day: date) -> None:
    first, last = fiscal_range(fiscal_year(day))
    assert first <= day <= last
    assert (first.month, first.day, last.month, last.day) == (10, 1, 9, 30)
    assert (day.year, day.month) in fiscal_months(fiscal_year(day))
    assert fiscal_year(last + timedelta(days=1)) == fiscal_year(day) + 1


def test_dates_read_as_in_official_documents() -> None:
    day = date(2026, 11, 24)
    assert thai_date(day) == "24 พฤศจิกายน 2569"
    assert thai_date(day, digits="thai") == "๒๔ พฤศจิกายน ๒๕๖๙"
    assert thai_date(day, "short") == "24 พ.ย. 2569"
    assert thai_date(day, "plain", "thai") == "๒๔/๑๑/๒๕๖๙"
    assert thai_digits("ปี 2569") == "ปี ๒๕๖๙"


def test_questions_to_staff_are_never_counted_as_complaints(site: Site) -> None:
    site.file(Kind.GENERAL, "road")
    site.file(Kind.QUESTION, "revenue")
    with site.db.read() as session:
        figures = complaint_figures(session, 2570)
    assert figures.tables[0].rows[-1][1] == 1
    assert not any("คำถาม" in str(row[0]) for table in figures.tables for row in table.rows)


def test_questions_to_staff_have_figures_of_their_own(site: Site) -> None:
    site.file(Kind.GENERAL, "road")
    for _ in range(2):
        site.file(Kind.QUESTION, "revenue")
    with site.db.write() as session:
        one = session.scalars(select(Case).where(Case.kind == Kind.QUESTION)).first()
        assert one is not None
        one.finished_on = one.received_on
    with site.db.read() as session:
        table = question_figures(session, 2570)
        assert question_figures(session, 2569).rows[-1][1:] == (0, 0, 0)
    assert len(table.rows) == 13
    assert table.rows[-1][1:] == (2, 1, 1)
