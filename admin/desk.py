"""What every staff page stands on: who is signed in, whether they may, which office this is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, abort, g, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from admin import sessions
from admin.permissions import ROUTES, Permission, allowed
from admin.sessions import SignedIn
from casework.office import NotSetUp, Office, open_office
from casework.triage import OFFICIAL_WORDS, OUTCOMES
from keys import ServerKeys
from knowledge.entries import Entry
from knowledge.likeness import Nearest
from knowledge.understood import Understanding
from ledger.append import Act, append, staff_actor
from models.catalogue import ACCUSED, CATEGORIES, CHANNELS, KINDS
from models.database import Database
from models.days import BANGKOK, bangkok_day
from reports.calendar import thai_date
from settings import Settings

ROLE_WORDS = {
    "handler": "ผู้รับผิดชอบเรื่อง",
    "supervisor": "ผู้บังคับบัญชา",
    "custodian": "ผู้เก็บรักษาข้อมูลผู้ร้อง",
    "editor": "ผู้ดูแลคู่มือ",
    "auditor": "ผู้ตรวจสอบ",
    "system_admin": "ผู้ดูแลระบบ",
}
NOT_SET_UP = "ระบบยังไม่พร้อมใช้งาน โปรดแจ้งผู้ดูแลระบบให้ตั้งค่าหน่วยงานก่อน"
DUTY_WORDS = {"corruption": "เรื่องทุจริต", "general": "เรื่องทั่วไป", "outside": "ผู้ตรวจสอบภายนอก"}


@dataclass(frozen=True)
class Desk:
    """What staff pages share."""

    db: Database
    keys: ServerKeys
    settings: Settings
    clock: Callable[[], datetime]
    learn: Callable[[Sequence[Entry]], Understanding] = Nearest
    """How an understanding of entries is made, to try out what is taught before it is."""

    @property
    def cookie_name(self) -> str:
        """``__Host-`` pins the cookie to this host; browsers take it over TLS only."""
        return "__Host-siangsai" if self.settings.public_url.startswith("https://") else "siangsai"

    def guard(self) -> Response | None:
        """Before every staff request: refuse what is not declared or not allowed, and note the refusal."""
        if not self._is_set_up():
            return Response(render_template("error.html", code=503, words=NOT_SET_UP), 503)
        if any("\0" in value for value in _given()):
            abort(400)  # a name or reference no database can hold
        endpoint = request.endpoint or ""
        who = self._signed_in()
        g.who = who
        if allowed(endpoint, who.roles if who else None):
            return None
        if who is None and endpoint in ROUTES and ROUTES[endpoint] is not Permission.ANYBODY:
            return redirect(url_for("admin.sign_in"))  # type: ignore[return-value]
        with self.db.write() as session:
            append(session, self.keys, Act("access.refused", endpoint[:48], actor_of(who)), self.clock())
        return abort(403)

    def office(self) -> Office:
        """The municipality. Read for each request: settings may change."""
        if "office" not in g:
            with self.db.read() as session:
                g.office = open_office(session, self.keys, self.settings.public_url)
        office: Office = g.office
        return office

    def who(self) -> SignedIn:
        """Who is signed in; 403 when nobody is."""
        who: SignedIn | None = g.who
        if who is None:
            abort(403)
        return who

    def for_templates(self) -> dict[str, Any]:
        """Words and formats every template may use; none on an error page while there is no office."""
        if not self._is_set_up():
            return {}
        who: SignedIn | None = g.get("who")
        return {
            "who": who.staff if who else None,
            "may": lambda endpoint: allowed(endpoint, who.roles if who else None),
            "office": self.office(),
            "today": bangkok_day(self.clock()),
            "thai": thai,
            "clock_words": clock_words,
            "KINDS": KINDS,
            "STATUSES": OFFICIAL_WORDS,
            "OUTCOMES": OUTCOMES,
            "ACCUSED": ACCUSED,
            "CHANNELS": CHANNELS,
            "ROLES": ROLE_WORDS,
            "DUTIES": DUTY_WORDS,
            "category_of": lambda case: CATEGORIES[case.kind][case.category].official,
        }

    def _is_set_up(self) -> bool:
        try:
            return bool(self.office().municipality)
        except (NotSetUp, SQLAlchemyError):
            return False

    def _signed_in(self) -> SignedIn | None:
        cookie, now = request.cookies.get(self.cookie_name, ""), self.clock()
        if not cookie:
            return None
        with self.db.read() as session:
            who = sessions.resume(session, cookie, now)
            stale = who is not None and sessions.stale(session, who.session_id, now)
        if who is not None and stale:
            with self.db.write() as session:
                sessions.seen(session, who.session_id, now)
        return who


def _given() -> Iterator[str]:
    """Everything the request was given as text."""
    yield from request.args.values()
    yield from request.form.values()
    yield from (request.view_args or {}).values()


def actor_of(who: SignedIn | None) -> str:
    """How the ledger names whoever is at the screen."""
    return staff_actor(who.staff.id) if who else "nobody"


def clock_words(moment: datetime) -> str:
    """A moment as staff read it: 24 พ.ย. 2569 10.00 น."""
    local = moment.astimezone(BANGKOK)
    return f"{thai(local.date())} {local:%H.%M} น."


def thai(day: date | None) -> str:
    """A day as staff read it: 24 พ.ย. 2569."""
    return thai_date(day, "short") if day else "-"
