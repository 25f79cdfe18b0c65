"""The service manual for its editors: what stands how, an entry's form, publication through the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from knowledge import gate, manual_store
from knowledge.entries import Entry, ManualBroken
from knowledge.manual_file import checked
from knowledge.manual_row import COLUMNS, as_row, from_row
from knowledge.manual_store import NotPublished, Town
from ledger.append import Act, append
from models import ManualEntry
from models.days import bangkok_day

STATUS_WORDS = {"draft": "ร่าง", "published": "เผยแพร่แล้ว", "withdrawn": "ยกเลิกการเผยแพร่"}
CHANGED = "มีผู้แก้ไขเรื่องนี้ก่อนหน้า ยังไม่ได้บันทึกสิ่งที่ท่านกรอก โปรดเปิดหน้านี้ใหม่แล้วแก้ไขอีกครั้ง"
TAKEN = "มีเรื่องที่ใช้รหัสนี้อยู่แล้ว โปรดใช้รหัสอื่น"
LONG = frozenset({"steps", "documents", "answer", "aliases", "hints", "answer_en", "where", "fee", "who"})
"""What is typed into several lines."""

MOVES = ("publish", "withdraw", "reviewed")


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The list, the form, and what can be done with an entry."""
    rule = blueprint.add_url_rule
    rule("/manual", "manual", lambda: listing(desk))
    rule("/manual/new", "manual_new", new)
    rule("/manual/save", "manual_saved", lambda: save(desk), methods=["POST"])
    rule("/manual/entries/<entry_id>", "manual_entry", lambda entry_id: show(desk, entry_id))
    rule(
        "/manual/entries/<entry_id>/<how>",
        "manual_moved",
        lambda entry_id, how: moved(desk, entry_id, how),
        methods=["POST"],
    )


def listing(desk: Desk) -> str:
    """All entries; those whose time for a look has come stand first."""
    town = town_of(desk)
    with desk.db.read() as session:
        kept = manual_store.listed(session, town)
    order = sorted(kept, key=lambda one: (one.fresh, one.serving, one.entry.id))
    return render_template("admin/manual.html", kept=order, words=STATUS_WORDS)


def new(words: str = "") -> str:
    """An empty form, with the words of a question in it when it began with one."""
    given = {"name": words, "hints": words, "intent": "service"}
    return _form({key: given.get(key, "") for key in COLUMNS}, None)


def show(desk: Desk, entry_id: str, problem: str = "") -> str:
    """An entry's latest version, and what stands against publishing it."""
    with desk.db.read() as session:
        row = _row(session, entry_id)
        entry = manual_store.content(session, row, row.latest)
        versions = manual_store.history(session, entry_id)
    town = town_of(desk)
    against = gate.problems(entry, town.agency, town.today)
    return _form(as_row(entry), row, problem, against=against, versions=versions)


def save(desk: Desk) -> Response | tuple[str, int]:
    """Keep what was typed as a new version; citizens see it once it is published."""
    typed = {key: request.form.get(key, "") for key in COLUMNS if key != "status"}
    seen = request.form.get("version", "0")
    try:
        (entry,) = checked([from_row({**typed, "intent": typed["intent"] or "service"})])
    except ManualBroken as error:
        return _form(typed, None, str(error), version=seen), 400
    with desk.db.write() as session:
        row = session.get(ManualEntry, entry.id, with_for_update=True)
        if seen != str(row.latest if row else 0):
            return _form(typed, None, CHANGED if seen != "0" else TAKEN, version=seen), 409
        if row is not None:
            entry = replace(entry, status=row.status)
        if manual_store.save(session, entry, actor_of(desk.who()), bangkok_day(desk.clock())):
            _note(desk, session, "manual.saved", entry.id)
    return _to(entry.id)


def moved(desk: Desk, entry_id: str, how: str) -> Response | tuple[str, int]:
    """Publish, withdraw, or note that somebody looked; a refusal says every reason."""
    if how not in MOVES:
        abort(404)
    town, actor = town_of(desk), actor_of(desk.who())
    try:
        with desk.db.write() as session:
            _row(session, entry_id)
            if how == "publish":
                manual_store.publish(session, entry_id, actor, town)
            elif how == "withdraw":
                manual_store.withdraw(session, entry_id)
            else:
                manual_store.reviewed(session, entry_id, actor, town.today)
            _note(desk, session, f"manual.{how}", entry_id)
    except NotPublished as reasons:
        return show(desk, entry_id, str(reasons)), 400
    return _to(entry_id)


def town_of(desk: Desk) -> Town:
    """The town as the manual needs to know it."""
    return Town(gate.agency_type(desk.office().municipality), bangkok_day(desk.clock()))


def _form(row: dict[str, str], kept: ManualEntry | None, problem: str = "", **more: Any) -> str:
    """``more``: what stands against publishing, the versions so far, the one seen when the form was opened."""
    fields = [
        (key, words, row.get(key, ""), key in LONG) for key, words in COLUMNS.items() if key not in ("id", "status")
    ]
    return render_template(
        "admin/manual_entry.html",
        entry_id=row.get("id", ""),
        fields=fields,
        kept=kept,
        version=str(kept.latest) if kept else more.get("version", "0"),
        problem=problem,
        against=more.get("against", ()),
        versions=more.get("versions", ()),
        words=STATUS_WORDS,
    )


def _row(session: Session, entry_id: str) -> ManualEntry:
    row = session.get(ManualEntry, entry_id) if gate.ID.fullmatch(entry_id) else None
    if row is None:
        abort(404)
    return row


def _note(desk: Desk, session: Session, what: str, entry_id: str) -> None:
    append(session, desk.keys, Act(what, entry_id, actor_of(desk.who())), desk.clock())


def _to(entry_id: str) -> Response:
    return redirect(url_for("admin.manual_entry", entry_id=entry_id), 303)  # type: ignore[return-value]


def titled(entries: list[Entry]) -> list[tuple[str, str]]:
    """Ids and names for a list to choose from, by name."""
    return sorted(((entry.id, entry.name) for entry in entries), key=lambda pair: pair[1])
