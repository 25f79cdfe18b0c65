"""The cases one holds a key to: due first, filtered by the address, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from admin.desk import DUTY_WORDS, Desk, actor_of
from admin.openable import slots_of
from admin.permissions import allowed
from casework import staffing
from casework.office import Office
from casework.triage import FINISHED_STATES
from casework.unseal import content_key
from handlers.wording import nobody
from ledger.append import Act, append
from models import Case
from models.cases import Kind, Status
from models.days import fiscal_range, written_year

PAGE = 50
BATCH = 200


@dataclass(frozen=True)
class Filters:
    """What is asked for in the address; ``after`` is the last row of the page before."""

    state: str = "open"
    kind: str = ""
    year: int = 0
    after: str = ""


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The list, and where somebody lands after signing in."""
    blueprint.add_url_rule("/", "home", lambda: home(desk))
    blueprint.add_url_rule("/cases", "work_list", lambda: work_list(desk))


def home(desk: Desk) -> Response:
    """The first page somebody may see."""
    roles = desk.who().roles
    order = (
        "admin.work_list",
        "admin.identity_list",
        "admin.export",
        "admin.manual",
        "admin.survey",
        "admin.accounts",
        "admin.my_sessions",
    )
    return redirect(url_for(next(one for one in order if allowed(one, roles))))  # type: ignore[return-value]


def work_list(desk: Desk) -> str:
    """One page of cases; cases without a key for this person do not exist here, not even as a number."""
    filters = _filters()
    with desk.db.read() as session:
        found = _openable(session, desk.office(), desk.who().private_key, filters)
        page = [case for _, case in zip(range(PAGE + 1), found, strict=False)]
    with desk.db.write() as session:
        append(session, desk.keys, Act("list.viewed", "cases", actor_of(desk.who())), desk.clock())
        warnings = _warnings(session, desk.office())
    after = f"{page[PAGE - 1].answer_due_on}.{page[PAGE - 1].id}" if len(page) > PAGE else ""
    return render_template("admin/work_list.html", cases=page[:PAGE], filters=filters, after=after, warnings=warnings)


def _warnings(session: Session, office: Office) -> list[str]:
    """What keeps reports from being taken, or from whoever they are about."""
    said = [nobody.NO_HANDLER.format(duty=DUTY_WORDS[duty]) for duty in staffing.nobody_on(session, office)]
    names = staffing.without_code(session, office)
    return [*said, nobody.NO_CODE.format(names=", ".join(names))] if names else said


def _filters() -> Filters:
    given = request.args
    state, kind, year = given.get("state", "open"), given.get("kind", ""), given.get("year", "")
    wanted = written_year(year)
    if state not in ("open", "finished", "all", *Status) or kind not in ("", *Kind) or (year and not wanted):
        abort(400)
    return Filters(state, kind, wanted, given.get("after", ""))


def _query(filters: Filters) -> Select[Case]:
    query = select(Case).order_by(Case.answer_due_on, Case.id)
    if filters.state == "open":
        query = query.where(Case.status.not_in(FINISHED_STATES))
    elif filters.state == "finished":
        query = query.where(Case.status.in_(FINISHED_STATES))
    elif filters.state != "all":
        query = query.where(Case.status == filters.state)
    if filters.kind:
        query = query.where(Case.kind == filters.kind)
    if filters.year:
        query = query.where(Case.received_on.between(*fiscal_range(filters.year)))
    return query


def _openable(session: Session, office: Office, private_key: bytes, filters: Filters) -> Iterator[Case]:
    place = _place(filters.after)
    while True:
        query = _query(filters).limit(BATCH)
        if place:
            due, case_id = place
            query = query.where(or_(Case.answer_due_on > due, and_(Case.answer_due_on == due, Case.id > case_id)))
        batch = session.scalars(query).all()
        slots = slots_of(session, batch)
        yield from (case for case in batch if content_key(private_key, slots[case.id], office, case))
        if len(batch) < BATCH:
            return
        place = (batch[-1].answer_due_on, batch[-1].id)


def _place(after: str) -> tuple[date, str] | None:
    day, _, case_id = after.partition(".")
    try:
        return (date.fromisoformat(day), case_id) if after else None
    except ValueError:
        abort(400)
