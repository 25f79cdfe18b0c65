"""``/eit``: what the survey is and the way to it; a door that counts and nothing else."""

from __future__ import annotations

from datetime import datetime

import segno
from flask import Blueprint, Response, abort, redirect, render_template, request

from knowledge import survey
from knowledge.survey import Place, SurveyAct
from models.days import bangkok_day
from portal.desk import Desk
from reports.calendar import thai_date


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The page and the door."""
    blueprint.add_url_rule("/eit", "eit", lambda: page(desk))
    blueprint.add_url_rule("/eit/go/<place>", "eit_go", lambda place: go(desk, place))


def page(desk: Desk) -> str:
    """Inside the window the link and its QR; outside it, that it is closed."""
    now = desk.clock()
    with desk.db.read() as session:
        period = survey.open_period(session, bangkok_day(now))
    if period is not None:
        _count(desk, Place.WEB, SurveyAct.SHOWN, now)
    office = desk.office()
    if period is None:
        return render_template("eit.html", office=office, period=None)
    there = survey.way_there(office.public_url, Place.WEB)
    closes = thai_date(period.closes_on)
    return render_template("eit.html", office=office, period=period, there=there, qr=qr(there), closes=closes)


def go(desk: Desk, place: str) -> Response:
    """Count one opening by day and place, and pass on to ITAS; 404 outside the window or for another place."""
    now = desk.clock()
    with desk.db.read() as session:
        period = survey.open_period(session, bangkok_day(now)) if place in set(Place) else None
    if period is None:
        abort(404)
    _count(desk, Place(place), SurveyAct.OPENED, now)
    return redirect(survey.address(period), 303)  # type: ignore[return-value]


def _count(desk: Desk, place: Place, act: SurveyAct, now: datetime) -> None:
    """One more, if somebody looks: neither HEAD nor what fetches an address for a preview and wants no page."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        with desk.db.write() as session:
            survey.count(session, desk.keys, place, act, now)


def qr(address: str) -> str:
    """A QR code as a data address for an image."""
    return segno.make(address, error="m").svg_data_uri(scale=6, border=3, dark="#0b5345")
