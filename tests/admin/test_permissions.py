"""Deny by default: every route against every role, every form against a missing or foreign token."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from admin.permissions import ROLES, ROUTES, Permission, allowed
from models import LedgerEntry
from models.staff import Role
from tests.site import Site, post, token

PAGES = {
    "admin.home": "/admin/",
    "admin.my_sessions": "/admin/sessions",
    "admin.work_list": "/admin/cases",
    "admin.case": "/admin/cases/70-AAAAA",
    "admin.intake": "/admin/intake",
    "admin.case_evidence": f"/admin/cases/70-AAAAA/evidence/{'0' * 32}",
    "admin.export": "/admin/export",
    "admin.survey": "/admin/survey",
    "admin.survey_poster": "/admin/survey/poster.pdf",
    "admin.accounts": "/admin/accounts",
    "admin.identity_list": "/admin/identity",
    "admin.password": "/admin/password",
    "admin.newcomers": "/admin/newcomers",
    "admin.grants": "/admin/grants",
    "admin.manual": "/admin/manual",
    "admin.manual_new": "/admin/manual/new",
    "admin.manual_entry": "/admin/manual/entries/nothing",
    "admin.gaps": "/admin/gaps",
    "admin.gaps_export": "/admin/gaps/export",
}
FORMS = {
    "admin.case_status": "/admin/cases/70-AAAAA/status",
    "admin.case_answer": "/admin/cases/70-AAAAA/answer",
    "admin.case_erasure": "/admin/cases/70-AAAAA/erasure",
    "admin.case_note": "/admin/cases/70-AAAAA/note",
    "admin.intake_entered": "/admin/intake",
    "admin.export_made": "/admin/export",
    "admin.survey_saved": "/admin/survey",
    "admin.declaration_saved": "/admin/survey/declaration",
    "admin.identity_ask": "/admin/cases/70-AAAAA/identity",
    "admin.identity_approve": "/admin/identity/none/approve",
    "admin.identity_decline": "/admin/identity/none/decline",
    "admin.identity_result": "/admin/identity/none/result",
    "admin.case_hold": "/admin/cases/70-AAAAA/hold",
    "admin.case_conflict": "/admin/cases/70-AAAAA/conflict",
    "admin.case_hand_over": "/admin/cases/70-AAAAA/outside",
    "admin.password_changed": "/admin/password",
    "admin.code_renewed": "/admin/password/code",
    "admin.newcomer_given": "/admin/newcomers/none",
    "admin.grant_decided": "/admin/grants/none",
    "admin.revoke_session": "/admin/sessions/revoke",
    "admin.manual_saved": "/admin/manual/save",
    "admin.manual_moved": "/admin/manual/entries/nothing/publish",
    "admin.gaps_taught": "/admin/gaps",
}


def application(site: Site) -> Flask:
    return site.browser().application  # type: ignore[return-value]


def test_every_route_of_the_staff_view_is_declared(site: Site) -> None:
    endpoints = {rule.endpoint for rule in application(site).url_map.iter_rules() if rule.endpoint.startswith("admin.")}
    assert endpoints == set(ROUTES)


def test_every_declared_page_and_form_is_walked_here(site: Site) -> None:
    open_to_all = {"admin.sign_in", "admin.sign_in_posted", "admin.sign_out"}
    open_to_all |= {"admin.forgotten", "admin.forgotten_posted"}
    assert set(PAGES) | set(FORMS) | open_to_all == set(ROUTES)


def test_an_undeclared_route_is_refused_to_everybody() -> None:
    assert not any(allowed("admin.something_new", [role]) for role in Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_exactly_what_is_declared_for_it(site: Site, role: Role) -> None:
    site.hire("anna", (role,), ("general",))
    client = site.signed_in("anna")
    csrf = token(client.get("/admin/sessions").text)
    for endpoint, path in PAGES.items():
        status = client.get(path).status_code
        assert (status == 403) is (role not in ROLES[ROUTES[endpoint]]), endpoint
    for endpoint, path in FORMS.items():
        status = client.post(path, data={"csrf_token": csrf}).status_code
        assert (status == 403) is (role not in ROLES[ROUTES[endpoint]]), endpoint


def test_nobody_signed_in_is_sent_to_the_sign_in_page(site: Site) -> None:
    for path in PAGES.values():
        answer = site.browser().get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/sign-in")


def test_a_refusal_is_entered_in_the_ledger_though_nothing_happened(site: Site) -> None:
    site.hire("anna", (Role.AUDITOR,))
    site.signed_in("anna").get("/admin/cases")
    with site.db.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "access.refused")).one()
        assert entry.topic == "admin.work_list"


@pytest.mark.parametrize("path", [*FORMS.values(), "/admin/sign-in", "/admin/sign-out", "/admin/forgotten"])
@pytest.mark.parametrize("foreign", [True, False])
def test_a_form_without_or_with_a_foreign_token_is_refused(site: Site, path: str, foreign: bool) -> None:
    site.hire("anna", tuple(Role), ("general",))
    client = site.signed_in("anna")
    data = {"csrf_token": token(site.browser().get("/admin/sign-in").text)} if foreign else {}
    assert client.post(path, data=data).status_code == 400


def test_every_answer_carries_the_headers_also_errors(site: Site) -> None:
    for path in ("/", "/admin/sign-in", "/nowhere", "/follow", "/admin/nowhere"):
        answer = site.browser().get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_permissions_cover_all_roles_or_nobody_signed_in() -> None:
    assert set(ROLES) | {Permission.ANYBODY} == set(Permission)


def test_signing_out_ends_the_session(site: Site) -> None:
    site.hire("anna", (Role.HANDLER,), ("general",))
    client = site.signed_in("anna")
    assert post(client, "/admin/cases", "/admin/sign-out", {}).status_code == 302
    assert client.get("/admin/cases").status_code == 302
