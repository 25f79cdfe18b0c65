"""Questions nobody could answer: taught to an entry with one click, made a new entry, or sent to who does it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from admin.manual_page import new, titled, town_of
from knowledge import gaps, manual_store
from knowledge.entries import Entry
from knowledge.gaps import Group
from knowledge.manual_file import words
from ledger.append import Act, append
from models import TaughtPhrase
from models.days import bangkok_day, fiscal_year
from models.manual import PhraseKind
from reports.calendar import month_name
from reports.questions import question_figures
from reports.writers.csv import safe

SHOWN = 50
SHORTEST, LONGEST, MOST_IDS = 2, 200, 500
IDS = re.compile(r"[0-9a-f]{32}(,[0-9a-f]{32})*")
NEW = "new"
SETTLED_WORDS = {
    "": "ยังไม่ได้จัดการ",
    PhraseKind.ALIAS: "เพิ่มเป็นชื่อเรียก",
    PhraseKind.HINT: "เพิ่มเป็นคำถาม",
    PhraseKind.ELSEWHERE: "ไม่ใช่งานของหน่วยงาน",
    NEW: "เปิดเรื่องใหม่",
}


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The list, teaching, the monthly list as a file."""
    blueprint.add_url_rule("/gaps", "gaps", lambda: page(desk))
    blueprint.add_url_rule("/gaps", "gaps_taught", lambda: taught(desk), methods=["POST"])
    blueprint.add_url_rule("/gaps/export", "gaps_export", lambda: export(desk))


def page(desk: Desk, problem: str = "") -> str:
    """Groups of questions that say the same, the most asked first."""
    with desk.db.write() as session:
        open_ones = [one for one in manual_store.questions(session, desk.keys) if not one.settled]
        entries = manual_store.known(session, town_of(desk))
        asked = question_figures(session, fiscal_year(bangkok_day(desk.clock()))).rows[-1]
        append(session, desk.keys, Act("list.viewed", "gaps", actor_of(desk.who())), desk.clock())
    groups = gaps.grouped(open_ones)
    shown = {"groups": groups[:SHOWN], "left": len(groups[SHOWN:]), "entries": titled(entries), "asked": asked}
    return render_template("admin/gaps.html", problem=problem, **shown)


def taught(desk: Desk) -> Response | tuple[str, int]:
    """Do what the editor chose with a group; nothing is kept of a refusal."""
    how, phrase = request.form.get("how", ""), " ".join(words(request.form.get("phrase", "")).split())
    ids = request.form.get("ids", "")
    if not IDS.fullmatch(ids) or ids.count(",") >= MOST_IDS or how not in SETTLED_WORDS or not how:
        abort(400)
    target = request.form.get("entry" if how in (PhraseKind.ALIAS, PhraseKind.HINT) else "agency", "").strip()
    with desk.db.write() as session:
        problem = _problem(desk, session, how, phrase, target)
        if not problem:
            _keep(desk, session, TaughtPhrase(kind=how, phrase=phrase, target=target), ids.split(","))
    if problem:
        return page(desk, problem), 400
    if how == NEW:
        return new(phrase), 200  # not by way of an address: those stand in the logs of proxies
    return redirect(url_for("admin.gaps"), 303)  # type: ignore[return-value]


def export(desk: Desk) -> Response:
    """The questions of each month with their numbers, for the report and for Excel."""
    target = io.StringIO()
    sheet = csv.writer(target, lineterminator="\r\n")
    sheet.writerow(["เดือน", "คำถาม", "จำนวนครั้ง", "การดำเนินการ"])
    with desk.db.write() as session:
        questions = manual_store.questions(session, desk.keys)
        append(session, desk.keys, Act("export.made", "gaps", actor_of(desk.who())), desk.clock())
    for year, month in sorted({(one.on_day.year, one.on_day.month) for one in questions}):
        asked = [one for one in questions if (one.on_day.year, one.on_day.month) == (year, month)]
        for group in gaps.grouped(asked):
            cells = (month_name(year, month), group.text, len(group.questions), _settled(group))
            sheet.writerow([safe(cell) for cell in cells])
    headers = {"Content-Disposition": 'attachment; filename="unanswered.csv"'}
    return Response(target.getvalue().encode("utf-8-sig"), mimetype="text/csv; charset=utf-8", headers=headers)


def _problem(desk: Desk, session: Session, how: str, phrase: str, target: str) -> str:
    if not SHORTEST <= len(phrase) <= LONGEST:
        return f"ข้อความต้องยาว {SHORTEST} ถึง {LONGEST} ตัวอักษร"
    if how == PhraseKind.ELSEWHERE and not 2 <= len(target) <= LONGEST:
        return "โปรดระบุหน่วยงานที่รับผิดชอบ"
    if how not in (PhraseKind.ALIAS, PhraseKind.HINT):
        return ""
    entries = manual_store.known(session, town_of(desk))
    entry = next((one for one in entries if one.id == target), None)
    if entry is None:
        return "โปรดเลือกเรื่องในคู่มือ"
    lost = _harmed(desk, entries, gaps.with_phrase(entry, how, phrase), phrase)
    return f"ยังไม่ได้เพิ่ม เพราะจะทำให้ค้นเรื่องอื่นไม่พบ: {', '.join(lost[:5])} โปรดใช้ข้อความที่เจาะจงกว่านี้" if lost else ""


def _harmed(desk: Desk, entries: Sequence[Entry], taught_entry: Entry, phrase: str) -> list[str]:
    return gaps.harmed(entries, taught_entry, phrase, desk.learn)


def _keep(desk: Desk, session: Session, phrase: TaughtPhrase, ids: list[str]) -> None:
    if phrase.kind != NEW:
        phrase.taught_on, phrase.taught_by = bangkok_day(desk.clock()), actor_of(desk.who())
        manual_store.teach(session, phrase)
    manual_store.settle(session, ids, phrase.kind)
    topic = phrase.target if phrase.kind in (PhraseKind.ALIAS, PhraseKind.HINT) else phrase.kind
    append(session, desk.keys, Act("manual.taught", topic, actor_of(desk.who())), desk.clock())


def _settled(group: Group) -> str:
    return SETTLED_WORDS[max((one.settled for one in group.questions), key=len)]
