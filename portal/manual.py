"""The service manual for everybody: found by words or by unit, one printable page a service."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import groupby

from flask import Blueprint, abort, render_template, request

from knowledge import gate, manual_store
from knowledge.entries import Entry
from knowledge.likeness import Nearest
from knowledge.manual_file import words
from knowledge.manual_store import Town
from models.days import bangkok_day
from portal.desk import Desk
from reports.calendar import thai_date

LONGEST, SHOWN = 100, 20
LIKE_ENOUGH = 0.25
NO_UNIT = "หน่วยงานอื่น"
ROWS = (
    ("ชื่องานบริการ", "name"),
    ("วิธีการและขั้นตอน", "steps"),
    ("ระยะเวลา", "time"),
    ("ช่องทางหรือสถานที่", "where"),
    ("ค่าธรรมเนียม", "fee"),
    ("เอกสารที่ต้องใช้", "documents"),
)
"""The six rows every service must show, in the order of the assessment."""


@dataclass
class Shelf:
    """The entries served today, read again when the manual or the day changes."""

    desk: Desk
    seen: tuple[int, Town] | None = None
    nearest: Nearest = field(default_factory=lambda: Nearest(()))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> Nearest:
        """What is served now, ready to be searched."""
        town = Town(gate.agency_type(self.desk.office().municipality), bangkok_day(self.desk.clock()))
        with self.lock, self.desk.db.read() as session:
            now = (manual_store.version(session), town)
            if now != self.seen:
                self.nearest, self.seen = Nearest(manual_store.served(session, town)), now
            return self.nearest


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/manual`` and ``/manual/<entry-id>``."""
    shelf = Shelf(desk)
    blueprint.add_url_rule("/manual", "manual", lambda: listing(desk, shelf))
    blueprint.add_url_rule("/manual/<entry_id>", "manual_entry", lambda entry_id: entry_page(desk, entry_id))


def listing(desk: Desk, shelf: Shelf) -> str:
    """All services by unit, or those a search finds."""
    asked = words(request.args.get("q", "")[:LONGEST])
    shown = search(shelf.read(), asked) if asked else sorted(shelf.read().entries, key=_unit)
    units = [(unit, list(entries)) for unit, entries in groupby(shown, key=_unit)] if not asked else [("", shown)]
    return render_template("manual.html", office=desk.office(), asked=asked, units=units, found=len(shown))


def search(nearest: Nearest, asked: str) -> list[Entry]:
    """The entries most like the words, the likest first; those that hold them as they are come first of all."""
    by_id = {entry.id: entry for entry in nearest.entries}
    holding = [entry for entry in nearest.entries if asked.casefold() in entry.name.casefold()]
    like = [by_id[key] for key, value in nearest.rank(asked) if value >= LIKE_ENOUGH]
    return list(dict.fromkeys([*holding, *like]))[:SHOWN]


def entry_page(desk: Desk, entry_id: str) -> str:
    """One entry; 404 alike for what never was, is a draft, was withdrawn or has expired."""
    office = desk.office()
    town = Town(gate.agency_type(office.municipality), bangkok_day(desk.clock()))
    with desk.db.read() as session:
        kept = manual_store.find(session, entry_id, town)
    if kept is None or not kept.serving:
        abort(404)
    rows = [(label, getattr(kept.entry, name)) for label, name in ROWS] if kept.entry.intent == "service" else []
    as_of = thai_date(kept.entry.as_of or kept.saved_on)
    return render_template("manual_entry.html", office=office, entry=kept.entry, rows=rows, as_of=as_of)


def _unit(entry: Entry) -> str:
    return entry.office or NO_UNIT
