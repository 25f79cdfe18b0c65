"""Stepping back, handing over and giving keys, through the pages."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.cases import Kind
from models.staff import Role
from tests.site import PASSWORD, Site, post


@pytest.fixture
def town(site: Site) -> Site:
    site.hire("malee", (Role.HANDLER,), ("corruption", "general"))
    site.hire("kanda", (Role.CUSTODIAN,))
    return site


def confirmed(town: Site, client: FlaskClient, name: str, page: str, action: str, **typed: str) -> TestResponse:
    """A form that asks for password and code again, half a minute later."""
    town.clock.advance(31)
    return post(client, page, action, {"password": PASSWORD, "code": town.code(name), **typed})


def test_g20_stepping_back_closes_the_case_at_once(town: Site) -> None:
    town.hire("other", (Role.HANDLER,), ("corruption",))
    case, _ = town.file(Kind.CORRUPTION, "bribe")
    page, client = f"/admin/cases/{case.reference}", town.signed_in("malee")
    assert post(client, page, page + "/conflict", {}).status_code == 400
    assert post(client, page, page + "/conflict", {"sure": "yes"}).status_code == 303
    assert client.get(page).status_code == 404
    assert case.reference not in client.get("/admin/cases").text
    assert town.signed_in("other").get(page).status_code == 200


def test_g13_a_supervisor_who_stepped_back_reads_no_note_of_the_case(town: Site) -> None:
    town.hire("boss", (Role.SUPERVISOR,), ("corruption",))
    case, _ = town.file(Kind.CORRUPTION, "bribe")
    page, boss = f"/admin/cases/{case.reference}", town.signed_in("boss")
    post(boss, page, page + "/conflict", {"sure": "yes"})
    client = town.signed_in("malee")
    post(client, page, page + "/note", {"text": "บันทึกที่หัวหน้าไม่ควรเห็น"})
    answer = boss.get(page)
    assert answer.status_code == 404
    assert "บันทึกที่หัวหน้าไม่ควรเห็น" not in answer.text


def test_g19_a_case_handed_outside_is_the_reviewers_alone(town: Site) -> None:
    case, _ = town.file(Kind.CORRUPTION, "bribe")
    page, client = f"/admin/cases/{case.reference}", town.signed_in("malee")
    assert "ส่งเรื่องให้ผู้ตรวจสอบภายนอก" not in client.get(page).text
    assert post(client, page, page + "/outside", {"sure": "yes"}).status_code == 400
    town.hire("outside", (Role.HANDLER,), ("outside",))
    assert "ส่งเรื่องให้ผู้ตรวจสอบภายนอก" in client.get(page).text
    assert post(client, page, page + "/outside", {"sure": "yes"}).status_code == 303
    assert client.get(page).status_code == 404
    assert town.signed_in("outside").get(page).status_code == 200


def test_general_cases_are_given_to_a_newcomer_in_one_step(town: Site) -> None:
    case, _ = town.file()
    town.hire("somsri", (Role.HANDLER,), ("general",))
    newcomer, client = town.signed_in("somsri"), town.signed_in("malee")
    assert newcomer.get(f"/admin/cases/{case.reference}").status_code == 404
    form = ("malee", "/admin/newcomers", "/admin/newcomers/somsri")
    refused = confirmed(town, client, *form, duty="general", step="give", password="ผิด")
    assert refused.status_code == 400
    done = confirmed(town, client, *form, duty="general", step="give")
    assert "มอบสิทธิเปิดเรื่องเดิมแล้ว 1 เรื่อง" in done.text
    assert newcomer.get(f"/admin/cases/{case.reference}").status_code == 200


def test_g06_corruption_cases_are_given_after_a_custodian_agreed(town: Site) -> None:
    case, _ = town.file(Kind.CORRUPTION, "bribe")
    town.hire("preecha", (Role.SUPERVISOR,), ("corruption",))
    client, custodian = town.signed_in("malee"), town.signed_in("kanda")
    form = ("malee", "/admin/newcomers", "/admin/newcomers/preecha")
    assert confirmed(town, client, *form, duty="corruption", step="give").status_code == 409
    assert confirmed(town, client, *form, duty="corruption", step="ask").status_code == 200
    listed = re.search(r"/admin/grants/\w+", custodian.get("/admin/grants").text)
    assert listed
    assert confirmed(town, custodian, "kanda", "/admin/grants", listed[0], verdict="yes", code="1").status_code == 400
    assert confirmed(town, custodian, "kanda", "/admin/grants", listed[0], verdict="yes").status_code == 303
    assert confirmed(town, custodian, "kanda", "/admin/grants", listed[0], verdict="no").status_code == 409
    done = confirmed(town, client, *form, duty="corruption", step="give")
    assert "มอบสิทธิเปิดเรื่องเดิมแล้ว 1 เรื่อง" in done.text
    assert town.signed_in("preecha").get(f"/admin/cases/{case.reference}").status_code == 200


@pytest.mark.parametrize(("name", "duty"), [("nobody", "general"), ("kanda", "outside"), ("malee", "nonsense")])
def test_keys_are_given_only_for_a_duty_one_has_oneself(town: Site, name: str, duty: str) -> None:
    answer = confirmed(
        town, town.signed_in("malee"), "malee", "/admin/newcomers", f"/admin/newcomers/{name}", duty=duty, step="give"
    )
    assert answer.status_code == 404
