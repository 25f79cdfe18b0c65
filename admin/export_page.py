"""Statistics of a fiscal year as a file."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from admin.openable import openable_of_year
from ledger.append import Act, append
from models.days import bangkok_day, fiscal_year, written_year
from models.staff import Role
from reports.statistics import complaint_figures
from reports.writers import FORMATS, MEDIA_TYPES

YEARS_BACK = 5


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The page and the download."""
    blueprint.add_url_rule("/export", "export", lambda: page(desk))
    blueprint.add_url_rule("/export", "export_made", lambda: download(desk), methods=["POST"])


def page(desk: Desk) -> str:
    """Choose a year and a format; the year's figures at a glance."""
    this_year = fiscal_year(bangkok_day(desk.clock()))
    wanted = written_year(request.args.get("year", str(this_year)))
    years = [this_year - back for back in range(YEARS_BACK)]
    if wanted not in years:
        abort(400)
    with desk.db.read() as session:
        figures = complaint_figures(session, wanted, _known_to(session, desk, wanted))
    return render_template("admin/export.html", figures=figures, years=years, year=wanted)


def download(desk: Desk) -> Response:
    """The file; its making is entered in the ledger."""
    form, year = request.form.get("format", ""), written_year(request.form.get("year", ""))
    if form not in FORMATS or not year:
        abort(400)
    target = io.BytesIO()
    with desk.db.write() as session:
        FORMATS[form](complaint_figures(session, year, _known_to(session, desk, year)), target)
        payload: dict[str, str | int] = {"year": year, "format": form}
        made = Act("export.made", "complaints", actor_of(desk.who()), payload=payload)
        append(session, desk.keys, made, desk.clock())
    headers = {"Content-Disposition": f'attachment; filename="complaints-{year}.{form}"'}
    return Response(target.getvalue(), mimetype=MEDIA_TYPES[form], headers=headers)


def _known_to(session: Session, desk: Desk, year: int) -> frozenset[str] | None:
    """The cases whoever is signed in may know of. All (None) for supervisors and auditors whom no case can accuse.

    A number is a trace too: for whoever is accused, a case they cannot open is not counted.
    """
    who = desk.who()
    if not who.staff.accused_code and {Role.SUPERVISOR, Role.AUDITOR} & set(who.roles):
        return None
    return openable_of_year(session, desk.office(), who.private_key, year)
