"""Opening an identity through the pages: asked on the case, agreed to by two, shown once, told to the reporter."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.intake import Answered
from models import IdentityRequest, LedgerEntry
from models.cases import Kind
from models.staff import Role
from tests.site import PASSWORD, Site, post, token

NAME = "นางสาวกล้าหาญ <i>สมมุติ</i>"
SHOWN = "นางสาวกล้าหาญ &lt;i&gt;สมมุติ&lt;/i&gt;"


@pytest.fixture
def town(site: Site) -> Site:
    """A handler, a supervisor, three custodians, an auditor and an administrator."""
    site.hire("malee", (Role.HANDLER,), ("corruption",))
    site.hire("preecha", (Role.SUPERVISOR,), ("corruption",))
    for name in ("kanda", "wichai", "dao"):
        site.hire(name, (Role.CUSTODIAN,))
    site.hire("auditor", (Role.AUDITOR,))
    site.hire("admin", (Role.SYSTEM_ADMIN,))
    return site


@pytest.fixture
def page(town: Site) -> str:
    """The page of a case whose reporter gave a name."""
    case, _ = town.file(Kind.CORRUPTION, "bribe", identity=(Answered("name", "ชื่อ", NAME, NAME),))
    return f"/admin/cases/{case.reference}"


def ask(client: FlaskClient, page: str) -> None:
    typed = {"reason": "contact", "words": "ต้องถามวันเวลา <b>"}
    assert post(client, page, page + "/identity", typed).status_code == 303


def approve(town: Site, name: str, verdict: str = "approve", **other: str) -> TestResponse:
    """Sign in half a minute later and decide on the only request."""
    town.clock.advance(31)
    client = town.signed_in(name)
    town.clock.advance(31)
    listed = client.get("/admin/identity").text
    digest = re.search(r'name="digest" value="(\w+)"', listed)
    with town.db.read() as session:
        number = session.scalars(select(IdentityRequest.id)).one()
    typed = {"csrf_token": token(listed), "digest": digest[1] if digest else "", "password": PASSWORD}
    typed |= {"code": town.code(name), **other}
    return client.post(f"/admin/identity/{number}/{verdict}", data=typed)


def result(client: FlaskClient, page: str) -> TestResponse:
    shown = client.get(page).text
    number = re.search(r"/admin/identity/(\w+)/result", shown)
    return client.post(number[0] if number else "/admin/identity/none/result", data={"csrf_token": token(shown)})


def test_a_name_is_shown_to_whoever_asked_after_two_custodians_agreed(town: Site, page: str) -> None:
    client = town.signed_in("malee")
    assert SHOWN not in client.get(page).text
    ask(client, page)
    assert approve(town, "kanda").status_code == 303
    assert result(client, page).status_code == 410
    assert approve(town, "wichai").status_code == 303
    shown = result(client, page)
    assert shown.status_code == 200
    assert SHOWN in shown.text
    assert SHOWN not in client.get(page).text


def test_d23_the_page_is_gone_after_a_quarter_of_an_hour(town: Site, page: str) -> None:
    client = town.signed_in("malee")
    ask(client, page)
    approve(town, "kanda")
    approve(town, "wichai")
    path = re.search(r"/admin/identity/\w+/result", client.get(page).text)
    assert path
    assert SHOWN in result(client, page).text
    town.clock.advance(600)
    csrf = {"csrf_token": token(client.get(page).text)}
    assert SHOWN in client.post(path[0], data=csrf).text
    town.clock.advance(300)
    gone = client.post(path[0], data=csrf)
    assert (gone.status_code, SHOWN in gone.text) == (410, False)


def test_the_reporter_reads_it_in_the_mailbox_of_the_receipt_whatever_follows(town: Site) -> None:
    case, filed = town.file(Kind.CORRUPTION, "bribe")
    page, client = f"/admin/cases/{case.reference}", town.signed_in("malee")
    ask(client, page)
    approve(town, "kanda")
    approve(town, "wichai")
    for _ in range(4):
        post(client, page, page + "/answer", {"text": "ข้อความ"})
    follow = post(town.browser(), "/follow", "/follow", {"receipt": filed.receipt}).text
    assert "เปิดข้อมูลผู้แจ้งเมื่อ 24/11/2569" in follow
    assert "จากระบบ" in follow
    assert "ระบบแจ้งผู้ร้อง" in client.get(page).text


@pytest.mark.parametrize("other", [{"password": "ไม่ใช่"}, {"code": "000000"}, {"code": ""}, {"password": ""}])
def test_f24_a_custodian_proves_anew_who_they_are(town: Site, page: str, other: dict[str, str]) -> None:
    ask(town.signed_in("malee"), page)
    assert approve(town, "kanda", **other).status_code == 400
    with town.db.read() as session:
        assert session.scalars(select(IdentityRequest.state)).one() == "waiting"
        assert session.scalars(select(LedgerEntry).where(LedgerEntry.type == "staff.confirmation_refused")).one()


def test_a_code_used_for_signing_in_does_not_confirm(town: Site, page: str) -> None:
    ask(town.signed_in("malee"), page)
    client = town.signed_in("kanda")
    listed = client.get("/admin/identity").text
    path = re.search(r"/admin/identity/\w+/approve", listed)
    digest = re.search(r'name="digest" value="(\w+)"', listed)
    assert path
    assert digest
    typed = {"csrf_token": token(listed), "digest": digest[1], "password": PASSWORD, "code": town.code("kanda")}
    assert client.post(path[0], data=typed).status_code == 400


def test_a_refused_step_leaves_an_entry_and_says_why(town: Site, page: str) -> None:
    ask(town.signed_in("malee"), page)
    approve(town, "kanda")
    refused = approve(town, "kanda")
    assert refused.status_code == 409
    assert "ไม่ตรง" in refused.text or "คนละคน" in refused.text
    with town.db.read() as session:
        assert session.scalars(select(LedgerEntry).where(LedgerEntry.type == "identity.refused")).one()


def test_a_custodian_may_say_no_and_that_is_the_end(town: Site, page: str) -> None:
    client = town.signed_in("malee")
    ask(client, page)
    assert approve(town, "kanda", "decline").status_code == 303
    assert approve(town, "wichai").status_code == 409
    assert "ไม่อนุมัติ" in client.get(page).text


def test_a_request_keeps_what_was_typed_when_it_cannot_be_filed(town: Site, page: str) -> None:
    client = town.signed_in("malee")
    answer = post(client, page, page + "/identity", {"reason": "", "words": "อธิบายไว้ยาว"})
    assert answer.status_code == 400
    assert "อธิบายไว้ยาว" in answer.text


def test_an_accused_custodian_sees_no_trace_of_the_request(town: Site) -> None:
    town.hire("clerk", (Role.CUSTODIAN,), accused="clerk")
    case, _ = town.file(Kind.CORRUPTION, "bribe", accused="clerk")
    page = f"/admin/cases/{case.reference}"
    ask(town.signed_in("malee"), page)
    assert case.reference in town.signed_in("kanda").get("/admin/identity").text
    assert case.reference not in town.signed_in("clerk").get("/admin/identity").text
    assert approve(town, "clerk").status_code == 409


def test_only_whoever_can_open_the_case_can_ask(town: Site, page: str) -> None:
    town.hire("general", (Role.HANDLER,), ("general",))
    client = town.signed_in("general")
    csrf = token(client.get("/admin/cases").text)
    answer = client.post(page + "/identity", data={"csrf_token": csrf, "reason": "contact", "words": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["auditor", "admin", "malee", "preecha"])
def test_g11_neither_auditor_nor_administrator_nor_handler_is_a_custodian(town: Site, page: str, name: str) -> None:
    ask(town.signed_in("malee"), page)
    town.clock.advance(31)
    client = town.signed_in(name)
    assert client.get("/admin/identity").status_code == 403
    csrf = token(client.get("/admin/sessions").text)
    with town.db.read() as session:
        request = session.scalars(select(IdentityRequest)).one()
    data = {"csrf_token": csrf, "digest": request.digest, "password": PASSWORD, "code": "000000"}
    assert client.post(f"/admin/identity/{request.id}/approve", data=data).status_code == 403
    if name in ("auditor", "admin"):
        assert client.get(page).status_code == 403
        assert client.post(f"/admin/identity/{request.id}/result", data=data).status_code == 403


def test_a_result_is_not_for_a_colleague_who_can_open_the_case(town: Site, page: str) -> None:
    client = town.signed_in("malee")
    ask(client, page)
    approve(town, "kanda")
    approve(town, "wichai")
    path = re.search(r"/admin/identity/\w+/result", client.get(page).text)
    assert path
    colleague = town.signed_in("preecha")
    shown = colleague.get(page).text
    assert path[0] not in shown
    assert colleague.post(path[0], data={"csrf_token": token(shown)}).status_code == 410
