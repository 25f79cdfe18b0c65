"""The EIT survey of the NACC: the agency's own link inside its window, handed out and counted, never steered.

Rules (ITA, part 1 of the EIT): the agency makes its link easy to find and knows neither who answered nor what.
The IIT, which shares the code, is for staff and never shown here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from keys import ServerKeys
from ledger.append import Act, append
from models import SurveyCount, SurveyPeriod
from models.days import bangkok_day, fiscal_range, fiscal_year

ITAS = "https://itas.nacc.go.th/go/eit/"
CODE = re.compile(r"[A-Za-z0-9]{3,16}")


class Place(StrEnum):
    """Where the link is handed out."""

    LINE = "line"
    WEB = "web"
    COUNTER = "counter"


class SurveyAct(StrEnum):
    """Shown to somebody, or opened by somebody."""

    SHOWN = "shown"
    OPENED = "opened"


class PeriodBroken(Exception):
    """A survey window cannot be saved; the text says why, in Thai."""


@dataclass(frozen=True)
class Count:
    """A line of the count: day, place and how often."""

    day: date
    place: str
    shown: int
    opened: int


def open_period(session: Session, today: date) -> SurveyPeriod | None:
    """The survey that may be handed out today, None outside its window."""
    period = session.get(SurveyPeriod, fiscal_year(today))
    return period if period is not None and period.opens_on <= today <= period.closes_on else None


def address(period: SurveyPeriod) -> str:
    """The survey in ITAS."""
    return ITAS + period.code


def way_there(public_url: str, place: Place) -> str:
    """Our counting door to it: no token, nothing of who opens it; outside LINE's own browser."""
    return f"{public_url}/eit/go/{place}?openExternalBrowser=1"


def count(session: Session, keys: ServerKeys, place: Place, act: SurveyAct, now: datetime) -> None:
    """One more, by day and place. The first of a day enters the day before it in the ledger, with its count."""
    day = bangkok_day(now)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(SurveyCount).values(day=day, place=place, act=act, count=0).on_conflict_do_nothing()
    if session.execute(new.returning(SurveyCount.day)).first() is not None:
        _enter_day_before(session, keys, SurveyCount(day=day, place=place, act=act), now)
    mine = (SurveyCount.day == day, SurveyCount.place == place, SurveyCount.act == act)
    session.execute(update(SurveyCount).where(*mine).values(count=SurveyCount.count + 1))


def _enter_day_before(session: Session, keys: ServerKeys, first: SurveyCount, now: datetime) -> None:
    """The last day before this one on which the same was counted: an entry a day, however often somebody asks."""
    same = (SurveyCount.place == first.place, SurveyCount.act == first.act, SurveyCount.day < first.day)
    last = session.scalar(select(SurveyCount).where(*same).order_by(SurveyCount.day.desc()).limit(1))
    if last is not None:
        payload: dict[str, str | int] = {"day": last.day.isoformat(), "count": last.count}
        append(session, keys, Act("eit", f"{first.act}.{first.place}", "system", payload=payload), now)


def save(session: Session, period: SurveyPeriod) -> None:
    """Set a year's window. PeriodBroken for a code ITAS does not have or days outside the fiscal year."""
    first, last = fiscal_range(period.fiscal_year)
    if not CODE.fullmatch(period.code):
        raise PeriodBroken("รหัสแบบวัดเป็นตัวอักษรอังกฤษหรือตัวเลข 3 ถึง 16 ตัว (ส่วนท้ายของลิงก์ EIT)")
    if not first <= period.opens_on <= period.closes_on <= last:
        raise PeriodBroken("วันเปิดและวันปิดต้องอยู่ในปีงบประมาณ และวันเปิดต้องไม่หลังวันปิด")
    session.merge(period)


def counts(session: Session, year: int) -> list[Count]:
    """The year's counts, newest day first."""
    first, last = fiscal_range(year)
    found: dict[tuple[date, str], dict[str, int]] = {}
    rows = session.scalars(select(SurveyCount).where(SurveyCount.day.between(first, last)))
    for row in rows:
        found.setdefault((row.day, row.place), {})[row.act] = row.count
    lines = [Count(day, place, acts.get("shown", 0), acts.get("opened", 0)) for (day, place), acts in found.items()]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.place))
