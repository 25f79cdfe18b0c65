"""Reporting on the web: choose, fill in one page, check, send, receipt. The same questions as in the chat.

Works without scripts. Nothing is kept between pages but what the form itself carries, sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from casework import clock, intake, once, receipt
from casework.intake import Reporter
from casework.office import Office
from handlers import complaint
from handlers.filling import fields, fill
from handlers.form import Form, Place, shown
from handlers.readers import cleaned
from handlers.wording import OUTSIDE, nobody
from handlers.wording import page as words
from handlers.wording.report import NOTICE_VERSION
from models.cases import Kind
from models.days import bangkok_day
from portal import draft as drafts
from portal.desk import Desk, FilesRefused
from portal.draft import Draft
from reports.calendar import thai_date

CHOOSE = "โปรดเลือกเรื่องที่ต้องการแจ้ง"
AGREE = "โปรดอ่านแล้วเลือก รับทราบ ก่อนเริ่ม"


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/report`` and its pages: every step is a POST, so no address says how far somebody is."""
    rule = blueprint.add_url_rule
    rule("/report", "report", lambda: _first(desk))
    rule("/report", "report_begun", lambda: begun(desk), methods=["POST"])
    rule("/report/check", "report_checked", lambda: checked(desk), methods=["POST"])
    rule("/report/change", "report_changed", lambda: changed(desk), methods=["POST"])
    rule("/report/send", "report_sent", lambda: sent(desk), methods=["POST"])


def begun(desk: Desk) -> str | tuple[str, int]:
    """The kind is chosen and the notice read: the questions of that kind, in one page."""
    kind, errors = request.form.get("kind", ""), {}
    if kind not in complaint.FORMS:
        errors["kind"] = CHOOSE
    if request.form.get("consent") != "accept":
        errors["consent"] = AGREE
    if errors:
        return _first(desk, errors, kind), 400
    with desk.db.read() as session:
        if not intake.somebody_can_open(session, desk.office(), Kind(kind)):
            return _first(desk, {"kind": _nobody()}, kind), 503
    return _questions(desk, drafts.begin(Kind(kind)), {})


def checked(desk: Desk) -> str | tuple[str, int]:
    """What was typed, read: with errors the page again, without any the summary."""
    draft, form = _draft(desk)
    typed = {key: cleaned(request.form.get(key, "")) for key in (q.key for q in form.questions)}
    draft = draft.with_typed(typed)
    place, errors = fill(form, typed, words.GIVEN)
    try:
        with desk.db.write() as session:
            draft = draft.with_files(desk.take_files(session, draft.slip.number))
    except FilesRefused as sentence:
        errors["files"] = str(sentence)
    if errors:
        return _questions(desk, draft, errors), 400
    return _summary(desk, draft, form, place)


def changed(desk: Desk) -> str:
    """Back from the summary to the questions, everything as it was typed."""
    return _questions(desk, _draft(desk)[0], {})


def sent(desk: Desk) -> str | tuple[str, int]:
    """File it and show the receipt. The same form sent again files nothing."""
    draft, form = _draft(desk)
    place, errors = fill(form, draft.typed, words.GIVEN)
    if errors:
        return _questions(desk, draft, errors), 400
    now, office = desk.clock(), desk.office()
    try:
        with desk.db.write() as session:
            used = once.claim(session, office, draft.slip, now)
            if used is None:
                _file(session, office, draft, complaint.as_report(draft.kind, form, place), now)
    except intake.NobodyCanOpen:
        return _summary(desk, draft, form, place, _nobody()), 503
    if used is not None and now - used >= once.SHOWN_AGAIN:
        return render_template("report_again.html", office=office), 409
    return _receipt(office, draft, bangkok_day(used or now))


def _file(session: Session, office: Office, draft: Draft, report: intake.Report, now: datetime) -> None:
    report = replace(report, files=draft.files)
    intake.file(session, office, report, Reporter(receipt=draft.slip.receipt), now)


def _draft(desk: Desk) -> tuple[Draft, Form]:
    draft = drafts.unseal(desk.keys, request.form.get("ticket", ""), desk.clock())
    if draft.kind not in complaint.FORMS:
        abort(400)
    return draft, complaint.FORMS[draft.kind](lambda: _today(desk))


def _first(desk: Desk, errors: Mapping[str, str] | None = None, kind: str = "") -> str:
    return render_template(
        "report.html",
        office=desk.office(),
        kinds={one: words.ENTRANCES[one] for one in complaint.FORMS},
        kind=kind,
        errors=errors or {},
        problem=bool(errors),
        version=NOTICE_VERSION,
    )


def _questions(desk: Desk, draft: Draft, errors: Mapping[str, str]) -> str:
    form = complaint.FORMS[draft.kind](lambda: _today(desk))
    said = {key: words.error(sentence) for key, sentence in errors.items()}
    return render_template(
        "report_questions.html",
        office=desk.office(),
        fields=fields(form, draft.typed, said, words.GIVEN),
        errors=_listed(form, said),
        wrong_files=said.get("files", ""),
        takes_files=desk.receive is not None,
        files_at=_files_at(form),
        files=len(draft.files),
        words=words,
        kind=words.ENTRANCES[draft.kind],
        problem=bool(errors),
        ticket=drafts.seal(desk.keys, draft, desk.clock()),
    )


def _files_at(form: Form) -> str:
    """Below which question files are asked for: evidence, or the story where evidence is not asked for."""
    return "evidence" if any(question.key == "evidence" for question in form.questions) else "what"


def _listed(form: Form, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors at the top of the page: where, and what."""
    labels = {question.key: words.ask(question) for question in form.questions} | {"files": words.FILES}
    return [(key, f"{label}: {said[key]}") for key, label in labels.items() if key in said]


def _summary(desk: Desk, draft: Draft, form: Form, place: Place, problem: str = "") -> str:
    answered = [
        (words.ask(question), shown(question, value) if value else words.NOTHING, question.vault)
        for question, value in form.report(place)
        if question.label and question.key not in words.GIVEN
    ]
    return render_template(
        "report_check.html",
        office=desk.office(),
        kind=words.ENTRANCES[draft.kind],
        answered=answered,
        remarks=[problem] if problem else remarks(draft, form, place),
        personal=personal(form, place),
        files=len(draft.files),
        ticket=drafts.seal(desk.keys, draft, desk.clock()),
    )


def remarks(draft: Draft, form: Form, place: Place) -> list[str]:
    """What is worth a second look before sending, one sentence each; nothing here keeps anybody from sending."""
    unsent = [words.ask(q) for q in form.questions if draft.typed.get(q.key) and q.key not in place.answers]
    missing = [key for key in form.helps(place.answers) if not (key == "evidence" and draft.files)]
    helpful = [words.ask(question) for question in form.questions if question.key in missing]
    sentences = (
        form.note(place.answers),
        words.NOT_SENT.format(asked=", ".join(unsent)) if unsent else "",
        words.WOULD_HELP.format(asked=", ".join(helpful)) if helpful else "",
    )
    return [sentence for sentence in sentences if sentence]


def personal(form: Form, place: Place) -> list[str]:
    """What in the answers may tell who the reporter is, one sentence an answer; nothing is taken out unasked."""
    found = [(question, form.look(question, shown(question, value))) for question, value in form.report(place)]
    return [words.PERSONAL.format(asked=words.ask(question), found=one.what) for question, one in found if one]


def _receipt(office: Office, draft: Draft, day: date) -> str:
    return render_template(
        "report_receipt.html",
        office=office,
        code=receipt.show(draft.slip.receipt),
        received=thai_date(day, "short"),
        due=thai_date(clock.answer_due(draft.kind, day), "short"),
    )


def _nobody() -> str:
    return f"{nobody.PAGE}\n{OUTSIDE}"


def _today(desk: Desk) -> date:
    return bangkok_day(desk.clock())
