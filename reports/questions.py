"""Questions to staff in a fiscal year: received, answered, waiting; apart from all complaints."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case
from models.cases import Kind
from models.days import fiscal_range
from reports.calendar import fiscal_months, month_name
from reports.statistics import HEADINGS, Cell, Table, check


def question_figures(session: Session, year: int) -> Table:
    """A row for each month of a Buddhist fiscal year and their sum; FiguresDisagreeError instead of wrong ones."""
    first, last = fiscal_range(year)
    finished = Case.finished_on.is_not(None) & (Case.finished_on <= last)
    query = (
        select(Case.received_on, finished, func.count())
        .where(Case.kind == Kind.QUESTION, Case.received_on.between(first, last))
        .group_by(Case.received_on, finished)
    )
    counts: Counter[tuple[int, int, bool]] = Counter()
    for day, is_finished, count in session.execute(query):
        counts[day.year, day.month, bool(is_finished)] += count
    rows = [_row(month_name(y, m), counts[y, m, True], counts[y, m, False]) for y, m in fiscal_months(year)]
    total = _row("รวม", sum(int(row[2]) for row in rows), sum(int(row[3]) for row in rows))
    table = Table("questions", "คำถามถึงเจ้าหน้าที่", ("เดือน", *HEADINGS), (*rows, total))
    check(table)
    return table


def _row(label: str, finished: int, waiting: int) -> tuple[Cell, ...]:
    return (label, finished + waiting, finished, waiting)
