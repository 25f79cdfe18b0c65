"""The EIT survey's link and window, how often it was handed out, its poster; the No Gift declaration of a year."""

from __future__ import annotations

from datetime import date

import segno
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from admin.desk import Desk, actor_of
from knowledge import survey
from knowledge.survey import PeriodBroken, Place
from ledger.append import Act, append
from models import Declaration, SurveyPeriod
from models.days import BUDDHIST, bangkok_day, fiscal_range, fiscal_year
from reports.calendar import thai_date, thai_digits
from reports.writers.pdf import pdf

LONGEST_DECLARATION = 5000


class FormBroken(Exception):
    """What was typed cannot be saved; the text says why, in Thai."""


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The page, its two forms and the poster."""
    rule = blueprint.add_url_rule
    rule("/survey", "survey", lambda: page(desk))
    rule("/survey", "survey_saved", lambda: save_period(desk), methods=["POST"])
    rule("/survey/declaration", "declaration_saved", lambda: save_declaration(desk), methods=["POST"])
    rule("/survey/poster.pdf", "survey_poster", lambda: poster(desk))


def page(desk: Desk, problem: str = "") -> str:
    """This fiscal year's window, counts and declaration."""
    year = fiscal_year(bangkok_day(desk.clock()))
    with desk.db.read() as session:
        period, declared = session.get(SurveyPeriod, year), session.get(Declaration, year)
        counts = survey.counts(session, year)
    shown = {"period": period, "declared": declared, "counts": counts, "year": year}
    first, last = fiscal_range(year)
    given = request.form if problem else {}
    return render_template("admin/survey.html", **shown, problem=problem, given=given, first=first, last=last)


def save_period(desk: Desk) -> Response | tuple[str, int]:
    """Set the year's code and window; a refusal keeps what was typed."""
    form, year = request.form, fiscal_year(bangkok_day(desk.clock()))
    try:
        code = form.get("code", "").strip().removeprefix(survey.ITAS)
        opens, closes = _day("opens_on"), _day("closes_on")
        period = SurveyPeriod(fiscal_year=year, code=code, opens_on=opens, closes_on=closes)
        with desk.db.write() as session:
            survey.save(session, period)
            append(session, desk.keys, Act("eit", "window", actor_of(desk.who()), payload={"year": year}), desk.clock())
    except (FormBroken, PeriodBroken) as broken:
        return page(desk, str(broken)), 400
    return redirect(url_for("admin.survey"), 303)  # type: ignore[return-value]


def save_declaration(desk: Desk) -> Response | tuple[str, int]:
    """Set the year's declaration; a refusal keeps what was typed."""
    form, year = request.form, fiscal_year(bangkok_day(desk.clock()))
    try:
        declared = Declaration(
            fiscal_year=year,
            signed_on=_day("signed_on"),
            signer=_words("signer", 120),
            position=_words("position", 120),
            words=_words("words", LONGEST_DECLARATION),
            words_en=form.get("words_en", "").strip()[:LONGEST_DECLARATION],
        )
        with desk.db.write() as session:
            session.merge(declared)
            made = Act("no_gift", "declaration", actor_of(desk.who()), payload={"year": year})
            append(session, desk.keys, made, desk.clock())
    except FormBroken as broken:
        return page(desk, str(broken)), 400
    return redirect(url_for("admin.survey"), 303)  # type: ignore[return-value]


def poster(desk: Desk) -> Response:
    """A poster for the counter, with a QR that counts openings by place; 404 while no window is set."""
    year = fiscal_year(bangkok_day(desk.clock()))
    with desk.db.read() as session:
        period = session.get(SurveyPeriod, year)
    if period is None:
        abort(404)
    office = desk.office()
    code = segno.make(survey.way_there(office.public_url, Place.COUNTER), error="m")
    data = {
        "municipality": office.municipality,
        "year": thai_digits(year),
        "qr": code.svg_inline(scale=10, border=2),
        "address": survey.address(period),
        "opens": thai_date(period.opens_on, digits="thai"),
        "closes": thai_date(period.closes_on, digits="thai"),
    }
    headers = {"Content-Disposition": f'inline; filename="eit-{year}.pdf"'}
    return Response(pdf("eit_poster", data), mimetype="application/pdf", headers=headers)


def _day(name: str) -> date:
    """A day as the browser's field or a person writes it; Buddhist years are understood."""
    try:
        day = date.fromisoformat(request.form.get(name, "").strip())
        return day.replace(year=day.year - BUDDHIST) if day.year > 2400 else day
    except ValueError:
        raise FormBroken("โปรดกรอกวันที่ให้ครบ") from None


def _words(name: str, most: int) -> str:
    text = request.form.get(name, "").strip()
    if not text or len(text) > most:
        raise FormBroken("โปรดกรอกประกาศ ผู้ลงนาม และตำแหน่งให้ครบ" if not text else f"ข้อความยาวเกิน {most:,} ตัวอักษร")
    return text
