"""Years, names and references that cannot be meant are refused, on both databases, and never break a page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app import create_app
from keys import ServerKeys
from models import Case
from models.database import Database
from models.staff import Role
from services import Services
from tests.fixtures import settings_for
from tests.site import Site, post

HANDLER = (Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR)
TRICKY = "ก\u202eข\u200bค\x07ง"
"""Letters with an override of direction, a zero-width blank and a bell between them."""


@pytest.mark.parametrize("year", ["1", "0", "2499", "2701", "9999", "25700", "๑", "x", "-2570", "2570\0"])
def test_a_year_that_cannot_be_meant_is_refused(site: Site, year: str) -> None:
    site.hire("somsri", HANDLER, ("general",))
    client = site.signed_in("somsri")
    assert client.get("/admin/cases", query_string={"year": year}).status_code == 400
    assert client.get("/admin/export", query_string={"year": year}).status_code == 400
    form = {"year": year, "format": "csv"}
    assert post(client, "/admin/cases", "/admin/export", form).status_code == 400


@pytest.mark.parametrize("year", ["2570", "๒๕๗๐"])
def test_a_year_is_taken_in_either_digits_and_named_in_plain_ones(site: Site, year: str) -> None:
    site.hire("somsri", HANDLER, ("general",))
    client = site.signed_in("somsri")
    assert client.get("/admin/cases", query_string={"year": year}).status_code == 200
    made = post(client, "/admin/export", "/admin/export", {"year": year, "format": "csv"})
    assert made.headers["Content-Disposition"] == 'attachment; filename="complaints-2570.csv"'


def test_a_nul_is_refused_wherever_text_is_taken(site: Site) -> None:
    site.hire("somsri", HANDLER, ("general",))
    client = site.signed_in("somsri")
    for path in ("/admin/cases/a%00b", "/admin/cases?after=2026-11-24.%00", "/admin/cases?state=%00"):
        assert client.get(path).status_code == 400
    for path in ("/admin/sign-in", "/admin/forgotten"):
        assert post(site.browser(), path, path, {"username": "a\0b", "code": "1"}).status_code == 400


def test_letters_of_staff_and_reporter_lose_what_cannot_be_seen(site: Site) -> None:
    site.hire("somsri", HANDLER, ("general",))
    case, filed = site.file()
    client = site.signed_in("somsri")
    page = f"/admin/cases/{case.reference}"
    for action in ("answer", "note"):
        assert post(client, page, f"{page}/{action}", {"text": f" {TRICKY} "}).status_code == 303
    mailbox = post(site.browser(), "/follow", "/follow", {"receipt": filed.receipt})
    assert "กขคง" in mailbox.text
    assert TRICKY not in mailbox.text + client.get(page).text


@pytest.mark.parametrize("path", ["/admin/", "/admin/sign-in", "/admin/cases", "/admin/forgotten", "/admin/cases/x"])
def test_before_it_is_set_up_every_staff_page_says_so_kindly(sqlite_db: Database, keys: ServerKeys, path: str) -> None:
    client = create_app(Services(settings_for(""), sqlite_db, keys)).test_client()
    answer = client.get(path)
    assert answer.status_code == 503
    assert "ระบบยังไม่พร้อมใช้งาน" in answer.text
    assert client.post(path).status_code in (400, 405, 503)
    assert client.get("/admin/nowhere").status_code == 404


def test_readiness_does_not_wait_for_whoever_writes(site: Site) -> None:
    with site.db.write() as session:
        session.scalar(select(Case.id).with_for_update())
        assert site.browser().get("/readyz").status_code == 200
