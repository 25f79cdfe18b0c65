"""A report that came by paper, telephone or in person, written down for somebody: the same questions, one register.

The receipt is printed once and handed over. Whoever wrote the report down opens it later only with its key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from flask import Blueprint, abort, render_template, request

from admin.desk import Desk, actor_of
from casework import clock, intake, once, receipt
from casework.intake import Report, Reporter
from casework.once import Slip
from handlers import complaint
from handlers.filling import fields, fill
from handlers.form import Choice, Form
from handlers.readers import cleaned
from handlers.wording import nobody
from handlers.wording import page as words
from keys import SealBroken
from models.cases import Channel, Kind
from models.catalogue import CHANNELS
from models.days import bangkok_day, fiscal_range, fiscal_year
from reports.calendar import thai_date

PAPER = {channel: Choice(channel, label) for channel, label in CHANNELS.items() if channel is not Channel.ONLINE}
WHICH_CHANNEL = "โปรดเลือกช่องทางที่ได้รับเรื่อง"
WHICH_DAY = "โปรดระบุวันที่ได้รับเรื่อง"
FUTURE = "วันที่ได้รับเรื่องต้องไม่เป็นวันในอนาคต"
TOO_OLD = "วันที่ได้รับเรื่องต้องไม่ก่อนปีงบประมาณที่แล้ว"


@dataclass(frozen=True)
class Came:
    """How and when a report came, and what is wrong with either, by the name of the field."""

    channel: str
    received_on: date | None
    errors: dict[str, str]


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """Choose a kind, fill in, receipt."""
    blueprint.add_url_rule("/intake", "intake", lambda: page(desk))
    blueprint.add_url_rule("/intake", "intake_entered", lambda: entered(desk), methods=["POST"])


def page(desk: Desk) -> str:
    """The empty form of a kind; without one, the choice."""
    kind = request.args.get("kind", "")
    if not kind:
        return render_template("admin/intake_kinds.html", kinds={one: words.ENTRANCES[one] for one in complaint.FORMS})
    return _form(desk, _kind(kind), once.new_slip(), {})


def entered(desk: Desk) -> str | tuple[str, int]:
    """File it and show the receipt to print; errors keep all that was typed."""
    kind, slip, now = _kind(request.form.get("kind", "")), _slip(desk), desk.clock()
    form = complaint.FORMS[kind](lambda: bangkok_day(now))
    place, wrong = fill(form, _typed(form), words.GIVEN)
    came = _came(bangkok_day(now))
    errors = {**came.errors, **{key: words.error(sentence) for key, sentence in wrong.items()}}
    if errors:
        return _form(desk, kind, slip, errors), 400
    report = replace(
        complaint.as_report(kind, form, place),
        channel=Channel(came.channel),
        received_on=came.received_on,
        entered_by=actor_of(desk.who()),
    )
    try:
        return _filed(desk, report, slip, now)
    except intake.NobodyCanOpen:
        return _form(desk, kind, slip, {"kind": nobody.STAFF}), 503


def _filed(desk: Desk, report: Report, slip: Slip, now: datetime) -> str | tuple[str, int]:
    office, received = desk.office(), report.received_on or bangkok_day(now)
    with desk.db.write() as session:
        used = once.claim(session, office, slip, now)
        if used is None:
            intake.file(session, office, report, Reporter(receipt=slip.receipt), now)
    if used is not None and now - used >= once.SHOWN_AGAIN:
        return render_template("admin/intake_kinds.html", again=True, kinds={}), 409
    return render_template(
        "admin/intake_receipt.html",
        code=receipt.show(slip.receipt),
        received=thai_date(received, "short"),
        due=thai_date(clock.answer_due(report.kind, received), "short"),
        channel=CHANNELS[report.channel],
    )


def _kind(name: str) -> Kind:
    if name not in complaint.FORMS:
        abort(400)
    return Kind(name)


def _typed(form: Form) -> dict[str, str]:
    return {question.key: cleaned(request.form.get(question.key, "")) for question in form.questions}


def _came(today: date) -> Came:
    """Channel and day as typed: no future, nothing older than the fiscal year before this one."""
    channel, typed = request.form.get("channel", ""), request.form.get("received_on", "")
    errors = {} if channel in PAPER else {"channel": WHICH_CHANNEL}
    try:
        day: date | None = date.fromisoformat(typed)
    except ValueError:
        day = None
    problem = _day_problem(day, today)
    return Came(channel, day, {**errors, **({"received_on": problem} if problem else {})})


def _day_problem(day: date | None, today: date) -> str:
    if day is None:
        return WHICH_DAY
    if day > today:
        return FUTURE
    return TOO_OLD if day < fiscal_range(fiscal_year(today) - 1)[0] else ""


def _form(desk: Desk, kind: Kind, slip: Slip, errors: Mapping[str, str]) -> str:
    today = bangkok_day(desk.clock())
    form = complaint.FORMS[kind](lambda: today)
    labels = {question.key: f"{words.ask(question)}: " for question in form.questions}
    return render_template(
        "admin/intake.html",
        kind=kind,
        fields=fields(form, _typed(form), errors, words.GIVEN),
        ask=words.ask,
        hint=words.staff_hint,
        errors=errors,
        listed=[(key, labels.get(key, "") + sentence) for key, sentence in errors.items()],
        problem=bool(errors),
        channels=PAPER.values(),
        channel=request.form.get("channel", ""),
        received_on=request.form.get("received_on", today.isoformat()),
        earliest=fiscal_range(fiscal_year(today) - 1)[0].isoformat(),
        slip=desk.keys.seal("form", json.dumps(asdict(slip)).encode(), "intake").hex(),
    )


def _slip(desk: Desk) -> Slip:
    try:
        return Slip(**json.loads(desk.keys.unseal("form", bytes.fromhex(request.form.get("slip", "")), "intake")))
    except (ValueError, SealBroken):
        abort(400)
