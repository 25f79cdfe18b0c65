"""One case: the report as it was told, letters both ways, notes, status; only for whoever holds its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import evidence_page
from admin.desk import Desk, actor_of
from admin.opened import OpenCase, opened_case
from casework import conflict, identity, identity_opening, notices, retention
from casework.requests import Decided, NotNow, NotYet, erasure_decided, erasure_waits
from casework.seal import Piece, add_item
from casework.triage import MOVES, ChangedMeanwhile, Move, MoveRefused, Told, last_finisher, move
from casework.unseal import SealedReport, read_report, read_text
from handlers.readers import cleaned
from ledger.append import Act, append
from models import Case, CaseItem
from models.cases import ItemKind, Status

REQUEST_STATES = {
    "waiting": "รอผู้เก็บรักษาข้อมูลอนุมัติ",
    "half": "อนุมัติแล้วหนึ่งคน รออีกหนึ่งคน",
    "open": "หมดเวลาเปิดดูแล้ว",
    "closed": "หมดอายุแล้ว",
    "refused": "ไม่อนุมัติ",
}
LONGEST = 5000
"""Characters of a letter or note: what fits one LINE message."""

CHANGED = "เรื่องนี้มีผู้แก้ไขก่อนหน้า ยังไม่ได้บันทึกสิ่งที่ท่านกรอก โปรดตรวจข้อมูลล่าสุดแล้วบันทึกอีกครั้ง"

NOT_YET = "ยังลบไม่ได้ เพราะเรื่องยังไม่เสร็จ หรือมีคำสั่งระงับการลบ"


@dataclass(frozen=True)
class Entry:
    """A line of the case's course: when, what sort, which words."""

    on_day: date
    kind: str
    text: str


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The case page and what can be done on it."""
    rule = blueprint.add_url_rule
    rule("/cases/<reference>", "case", lambda reference: show(desk, reference))
    rule("/cases/<reference>/status", "case_status", lambda reference: status(desk, reference), methods=["POST"])
    rule("/cases/<reference>/answer", "case_answer", lambda reference: answer(desk, reference), methods=["POST"])
    rule("/cases/<reference>/erasure", "case_erasure", lambda reference: erasure(desk, reference), methods=["POST"])
    rule("/cases/<reference>/note", "case_note", lambda reference: note(desk, reference), methods=["POST"])


def show(desk: Desk, reference: str, problem: str = "", kept: str = "") -> str:
    """The page. Seeing it is entered in the ledger before anything is shown."""
    with opened_case(desk, reference) as (session, opened):
        append(session, desk.keys, _act(desk, opened.case, "case.viewed"), desk.clock())
        report, course = _read(desk, session, opened)
        files = evidence_page.listed(desk, session, opened.case, opened.content_private)
        of_reporter = _identity(desk, session, opened.case)
        erase = erasure_waits(session, desk.office(), opened.case)
        held = retention.is_held(session, opened.case)
        mine = last_finisher(session, opened.case) == actor_of(desk.who())
    nexts = MOVES[Status(opened.case.status)]
    shown = {"case": opened.case, "report": report, "course": course, "files": files, "nexts": nexts}
    shown |= {"identity": of_reporter, "mine": mine, "erase": erase, "held": held}
    return render_template("admin/case.html", **shown, problem=problem, kept=kept)


def status(desk: Desk, reference: str) -> Response | tuple[str, int]:
    """Change the status. A refusal keeps what was typed."""
    given = request.form
    try:
        wanted = Move(
            Status(given.get("to", "")),
            actor_of(desk.who()),
            int(given.get("version", "0")),
            cleaned(given.get("reason", "")),
            given.get("outcome", ""),
            cleaned(given.get("to_reporter", "")),
        )
    except ValueError:
        return show(desk, reference, "โปรดเลือกสถานะ"), 400
    try:
        with opened_case(desk, reference) as (session, opened):
            move(session, desk.office(), opened.case, wanted, desk.clock())
    except MoveRefused as refusal:
        return show(desk, reference, str(refusal), wanted.reason), 400
    except ChangedMeanwhile:
        return show(desk, reference, CHANGED, wanted.reason), 409
    desk.db.bell.ring()
    return _back(reference)


def answer(desk: Desk, reference: str) -> Response | tuple[str, int]:
    """Write to the reporter, who reads it by tapping; a notice goes to those who asked for one."""
    return _write(desk, reference, ItemKind.MESSAGE_TO_REPORTER)


def note(desk: Desk, reference: str) -> Response | tuple[str, int]:
    """Write an internal note, which the reporter never sees."""
    return _write(desk, reference, ItemKind.NOTE)


def erasure(desk: Desk, reference: str) -> Response | tuple[str, int]:
    """Decide on the reporter's request for erasure; a refusal is told, an approval erases the case."""
    text, decision = cleaned(request.form.get("text", "")), request.form.get("decision", "")
    if decision not in ("approved", "refused") or _problem(text):
        problem = _problem(text) if text else "โปรดเลือกผลและพิมพ์ข้อความถึงผู้ร้อง"
        return show(desk, reference, problem or "โปรดเลือกผลและพิมพ์ข้อความถึงผู้ร้อง", text), 400
    try:
        with opened_case(desk, reference) as (session, opened):
            told = Told(text, actor_of(desk.who()))
            erasure_decided(session, desk.office(), opened.case, Decided(decision == "approved", told), desk.clock())
    except NotYet:
        return show(desk, reference, NOT_YET, text), 409
    except NotNow:
        return show(desk, reference, CHANGED, text), 409
    desk.db.forget()
    desk.db.bell.ring()
    if decision == "approved":  # the case is no more
        return redirect(url_for("admin.work_list"), 303)  # type: ignore[return-value]
    return _back(reference)


def _write(desk: Desk, reference: str, kind: ItemKind) -> Response | tuple[str, int]:
    text, to_reporter = cleaned(request.form.get("text", "")), kind is ItemKind.MESSAGE_TO_REPORTER
    problem = _problem(text)
    if problem:
        return show(desk, reference, problem, text), 400
    with opened_case(desk, reference) as (session, opened):
        add_item(session, desk.office(), opened.case, Piece(kind, text, for_reporter=to_reporter), desk.clock())
        kind_of_act = ("case.message", "to_reporter") if to_reporter else ("case.note", "")
        append(session, desk.keys, _act(desk, opened.case, *kind_of_act), desk.clock())
        if to_reporter:
            notices.nudge(session, desk.office(), opened.case, desk.clock())
    desk.db.bell.ring()
    return _back(reference)


def _problem(text: str) -> str:
    """What is wrong with a letter or note, empty when nothing is."""
    if not text or len(text) > LONGEST:
        return f"ข้อความยาวเกิน {LONGEST:,} ตัวอักษร" if text else "โปรดพิมพ์ข้อความ"
    return ""


def _read(desk: Desk, session: Session, opened: OpenCase) -> tuple[SealedReport, list[Entry]]:
    items = session.scalars(
        select(CaseItem).where(CaseItem.case_id == opened.case.id).order_by(CaseItem.position)
    ).all()
    report = next(item for item in items if item.kind == ItemKind.REPORT)
    course = [
        Entry(item.on_day, item.kind, read_text(desk.office(), opened.case, item, opened.content_private))
        for item in items
        if item.kind != ItemKind.REPORT
    ]
    return read_report(desk.office(), opened.case, report, opened.content_private), course


def _identity(desk: Desk, session: Session, case: Case) -> dict[str, Any]:
    """What the panel about the reporter's identity shows: one's own requests, possible reasons."""
    mine = identity_opening.of_case(session, case.id, desk.who().staff.id)
    reviewer = bool(conflict.reviewers(session, desk.office()))
    kept = identity.is_kept(session, case.id)
    shown = {"mine": mine, "reasons": identity_opening.REASONS, "states": REQUEST_STATES, "reviewer": reviewer}
    return shown | {"kept": kept, "erased": identity_opening.ERASED}


def _act(desk: Desk, case: Case, kind: str, topic: str = "") -> Act:
    return Act(kind, topic, actor_of(desk.who()), case.ledger_tag)


def _back(reference: str) -> Response:
    return redirect(url_for("admin.case", reference=reference), 303)  # type: ignore[return-value]
