"""Complaint statistics of a fiscal year: received, finished, in progress; one value all writers share.

Internal figures: small cells are shown. What is published is suppressed elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import Case, Instance
from models.cases import Channel, Kind, Status
from models.catalogue import CATEGORIES, CHANNELS, KINDS
from models.days import fiscal_range
from reports.calendar import fiscal_months, month_name, thai_digits

ZERO = "ไม่มีเรื่องร้องเรียน"
COUNTED = tuple(kind for kind in Kind if kind is not Kind.QUESTION)
"""Questions to staff are no complaints: they never enter these figures."""

HEADINGS = ("รับเรื่อง", "แล้วเสร็จ", "อยู่ระหว่างดำเนินการ")
OWN_NOTE = "หมายเหตุ: นับเฉพาะเรื่องที่ผู้จัดทำรายงานมีสิทธิเปิดอ่าน ไม่ใช่ยอดรวมทั้งหน่วยงาน"
SAMPLE_NOTE = "ข้อมูลตัวอย่าง ไม่ใช่เรื่องจริง"
ENDINGS = {
    Status.FINISHED: "ดำเนินการแล้วเสร็จ",
    Status.REJECTED: "ไม่รับเรื่อง",
    Status.REFERRED: "ส่งต่อหน่วยงานอื่น",
    Status.WITHDRAWN: "ผู้ร้องขอถอนเรื่อง",
}
Cell = str | int


class FiguresDisagreeError(Exception):
    """Received is not finished plus in progress somewhere; nothing is written."""


@dataclass(frozen=True)
class Table:
    """A table as it is shown: the first column is words, all others are numbers."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ReportData:
    """Everything a writer needs. ``note`` states zero, or that the data is a sample."""

    title: str
    municipality: str
    year: int
    first_day: date
    last_day: date
    note: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Group:
    """Cases that look alike to the statistics: received on a day (or before the year), of a kind and category."""

    received: date
    kind: str
    category: str
    channel: str
    status: str
    finished: bool
    before: bool
    count: int


def complaint_figures(session: Session, year: int, only: Collection[str] | None = None) -> ReportData:
    """The statistics of a Buddhist fiscal year, as they stand now; FiguresDisagreeError instead of wrong ones.

    ``only``: ids of the cases that whoever asks may know of; without it those of the whole office.
    """
    first, last = fiscal_range(year)
    groups = _groups(session, first, last) if only is None else _some(session, (first, last), only)
    own = [group for group in groups if not group.before]
    instance = session.get(Instance, 1)
    tables = (
        _summary(groups),
        _monthly(own, year),
        _by_kind(own),
        *_by_category(own),
        _by_channel(own),
        _by_ending(own),
    )
    for table in tables:
        check(table)
    _agree(tables)
    notes = [SAMPLE_NOTE] if instance is not None and instance.sample else []
    notes += [] if only is None else [OWN_NOTE]
    notes += [] if sum(group.count for group in own) else [f"ปีงบประมาณ พ.ศ. {thai_digits(year)} {ZERO}"]
    name = instance.municipality if instance is not None else ""
    title = f"สถิติเรื่องร้องเรียน ประจำปีงบประมาณ พ.ศ. {thai_digits(year)}"
    return ReportData(title, name, year, first, last, " · ".join(notes), tables)


def check(table: Table) -> None:
    """Received = finished + in progress in every row. FiguresDisagreeError names the row."""
    for row in table.rows:
        received, finished, in_progress = (int(cell) for cell in row[1:4])
        if received != finished + in_progress:
            raise FiguresDisagreeError(f"{table.title}: {row[0]}")


def _agree(tables: Sequence[Table]) -> None:
    """The year's own cases are the same number however they are divided."""
    summary, months, kinds, *_ = tables
    if not summary.rows[1][1:] == months.rows[-1][1:] == kinds.rows[-1][1:]:
        raise FiguresDisagreeError("summary, months and kinds")


def _groups(session: Session, first: date, last: date) -> list[Group]:
    """One grouped query over plain columns; cases of earlier years only while unfinished when the year began."""
    looks = _looks(first, last)
    query = select(*looks, func.count()).where(counted(first, last)).group_by(*looks)
    rows: list[Any] = list(session.execute(query))
    return [Group(*(*row[:5], bool(row[5]), bool(row[6]), row[7])) for row in rows]


def _some(session: Session, days: tuple[date, date], only: Collection[str]) -> list[Group]:
    """The same of some cases, counted here: no engine takes so many ids in one query."""
    rows = session.execute(select(Case.id, *_looks(*days)).where(counted(*days)))
    looks: Counter[Any] = Counter((*row[1:6], bool(row[6]), bool(row[7])) for row in rows if row[0] in only)
    return [Group(*(*look, number)) for look, number in looks.items()]


def counted(first: date, last: date) -> ColumnElement[bool]:
    """Whether a case counts in a year: a complaint or feedback received in it, or before it and unfinished then."""
    carried = or_(Case.received_on >= first, Case.finished_on.is_(None), Case.finished_on >= first)
    return and_(Case.kind.in_(COUNTED), Case.received_on <= last, carried)


def _looks(first: date, last: date) -> tuple[ColumnElement[Any], ...]:
    finished = Case.finished_on.is_not(None) & (Case.finished_on <= last)
    columns = (Case.received_on, Case.kind, Case.category, Case.channel, Case.status)
    return (*(column.expression for column in columns), finished, Case.received_on < first)


def _summary(groups: Sequence[Group]) -> Table:
    def count(before: bool, finished: bool) -> int:
        return sum(g.count for g in groups if g.before is before and g.finished is finished)

    rows = (
        ("ยกมาจากปีก่อน", count(True, True) + count(True, False), count(True, True), count(True, False)),
        ("รับในปีงบประมาณนี้", count(False, True) + count(False, False), count(False, True), count(False, False)),
    )
    return Table("summary", "สรุปจำนวนเรื่อง", ("รายการ", *HEADINGS), (*rows, _total("รวมทั้งสิ้น", rows)))


def _monthly(groups: Sequence[Group], year: int) -> Table:
    labels = {(y, m): month_name(y, m) for y, m in fiscal_months(year)}
    split = Split("months", "จำแนกรายเดือน", "เดือน", [*labels.values()])
    return _table(split, groups, lambda group: labels[group.received.year, group.received.month])


def _by_kind(groups: Sequence[Group]) -> Table:
    split = Split("kinds", "จำแนกตามประเภท", "ประเภท", [KINDS[kind] for kind in COUNTED])
    return _table(split, groups, lambda group: KINDS[Kind(group.kind)])


def _by_category(groups: Sequence[Group]) -> list[Table]:
    tables = []
    for kind in (Kind.CORRUPTION, Kind.GENERAL, Kind.FEEDBACK):
        labels = {code: one.official for code, one in CATEGORIES[kind].items()}
        split = Split(f"categories_{kind}", f"จำแนกตามหมวด: {KINDS[kind]}", "หมวด", [*labels.values()])
        tables.append(_table(split, [group for group in groups if group.kind == kind], _category(labels)))
    return tables


def _by_channel(groups: Sequence[Group]) -> Table:
    split = Split("channels", "จำแนกตามช่องทาง", "ช่องทาง", [CHANNELS[channel] for channel in Channel])
    return _table(split, groups, lambda group: CHANNELS[Channel(group.channel)])


def _by_ending(groups: Sequence[Group]) -> Table:
    """The finished ones by how they ended: what counts as finished stands on lines of its own."""
    split = Split("endings", "จำแนกเรื่องที่แล้วเสร็จ", "ผล", list(ENDINGS.values()))
    finished = [group for group in groups if group.finished]
    return _table(split, finished, lambda group: ENDINGS[Status(group.status)])


def _category(labels: dict[str, str]) -> Callable[[Group], str]:
    return lambda group: labels[group.category]


@dataclass(frozen=True)
class Split:
    """How a table divides the cases: its name, and all labels of its first column in order."""

    key: str
    title: str
    heading: str
    labels: list[str]


def _table(split: Split, groups: Sequence[Group], label: Callable[[Group], str]) -> Table:
    finished: Counter[str] = Counter()
    in_progress: Counter[str] = Counter()
    for group in groups:
        (finished if group.finished else in_progress)[label(group)] += group.count
    rows = [(name, finished[name] + in_progress[name], finished[name], in_progress[name]) for name in split.labels]
    return Table(split.key, split.title, (split.heading, *HEADINGS), (*rows, _total("รวม", rows)))


def _total(name: str, rows: Sequence[tuple[str, int, int, int]]) -> tuple[Cell, ...]:
    return (name, sum(row[1] for row in rows), sum(row[2] for row in rows), sum(row[3] for row in rows))
