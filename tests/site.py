"""The whole web application in one process, with a clock in hand and staff to sign in as."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app
from casework import intake
from casework.intake import Answered, Filed, Report, Reporter
from casework.office import Office
from casework.staff_keys import NewStaff, new_staff
from keys import ServerKeys
from models import Case, Staff
from models.cases import Kind
from models.database import Database
from services import Services
from settings import Settings
from simulator import FakeClock

PASSWORD = "รหัสผ่านที่ยาวพอสมควร"


@dataclass
class Site:
    """Application, database, clock; every browser is a client of its own."""

    services: Services
    office: Office
    clock: FakeClock
    browser: Callable[[], FlaskClient]

    @property
    def db(self) -> Database:
        """The database behind the pages."""
        return self.services.db

    def hire(self, username: str, roles: tuple[str, ...], duties: tuple[str, ...] = (), accused: str = "") -> None:
        """An account with PASSWORD."""
        given = NewStaff(username, f"นาย{username}", PASSWORD, "ตำแหน่ง", "กอง", roles, duties, accused)
        with self.db.write() as session:
            session.add(new_staff(self.office, given)[0])

    def code(self, username: str) -> str:
        """The second factor of this half minute."""
        with self.db.read() as session:
            staff = session.scalars(select(Staff).where(Staff.username == username)).one()
        secret = self.office.keys.unseal("totp", staff.totp_sealed, staff.id).decode()
        return pyotp.TOTP(secret).at(self.clock.now())

    def signed_in(self, username: str) -> FlaskClient:
        """A browser with somebody signed in."""
        client = self.browser()
        answer = self.sign_in(client, username)
        assert answer.status_code == 302, answer.text
        return client

    def sign_in(self, client: FlaskClient, username: str, **other: str) -> TestResponse:
        """Try to sign in; ``other`` replaces what would be typed."""
        typed = {"username": username, "password": PASSWORD, **other}
        if "code" not in typed:
            typed["code"] = self.code(username)
        return post(client, "/admin/sign-in", "/admin/sign-in", typed)

    def file(self, kind: Kind = Kind.GENERAL, category: str = "road", **more: Any) -> tuple[Case, Filed]:
        """A case with a story."""
        report = Report(kind, category, (Answered("what", "เกิดอะไรขึ้น", "ถนนเป็นหลุม <b>ใหญ่</b>"),), **more)
        with self.db.write() as session:
            filed = intake.file(session, self.office, report, Reporter("U" + "7" * 32), self.clock.now())
            return session.get_one(Case, filed.case_id), filed


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def post(client: FlaskClient, page: str, action: str, data: dict[str, str]) -> TestResponse:
    """Open a page and send its form."""
    opened = client.get(page)
    return client.post(action, data={"csrf_token": token(opened.text), **data})


def build(db: Database, keys: ServerKeys, settings: Settings, office: Office, now: datetime) -> Site:
    """The application over a test's database."""
    clock = FakeClock(now)
    services = Services(settings, db, keys, clock.now)
    app = create_app(services)
    return Site(services, office, clock, app.test_client)
