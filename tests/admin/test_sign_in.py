"""Signing in: two factors, one answer for every failure, sessions that end."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from casework.passwords import BadPassword
from casework.staff_keys import COST, NewStaff, WrongPassword, new_staff, unlock
from jobs.worker import Worker
from models import LedgerEntry, LedgerPayload, Staff, StaffDevice, StaffSession
from models.staff import Role
from tests.site import PASSWORD, Site, build


@pytest.fixture
def handler(site: Site) -> str:
    """Somebody with an account."""
    site.hire("somsri", (Role.HANDLER,), ("general",))
    return "somsri"


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "nobody", "code": "123456"},
        {"password": "ไม่ใช่รหัสผ่านนี้"},
        {"password": ""},
        {"password": "ก" * 5000},
        {"code": "000000"},
        {"code": ""},
        {"code": "๑๒๓๔๕๖"},
        {"username": "' OR 1=1 --", "code": "123456"},
    ],
)
def test_every_failure_looks_the_same(site: Site, handler: str, typed: dict[str, str]) -> None:
    username = typed.pop("username", handler)
    answer = site.sign_in(site.browser(), username, **typed)
    assert answer.status_code == 403
    assert "ชื่อผู้ใช้ รหัสผ่าน หรือรหัสยืนยันไม่ถูกต้อง" in answer.text
    assert "ข้อผิดพลาด:" in answer.text


def test_a_code_is_good_once(site: Site, handler: str) -> None:
    code = site.code(handler)
    assert site.sign_in(site.browser(), handler, code=code).status_code == 302
    assert site.sign_in(site.browser(), handler, code=code).status_code == 403


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_one_step_early_or_late(site: Site, handler: str, steps: int, taken: bool) -> None:
    code = site.code(handler)
    site.clock.advance(-30 * steps)
    assert (site.sign_in(site.browser(), handler, code=code).status_code == 302) is taken


def test_failures_slow_down_and_never_lock_out(site: Site, handler: str) -> None:
    for _ in range(4):
        site.sign_in(site.browser(), handler, password="ผิด")
    assert site.sign_in(site.browser(), handler).status_code == 403
    site.clock.advance(301)
    assert site.sign_in(site.browser(), handler).status_code == 302


def test_an_outsider_who_knows_a_name_does_not_lock_out_a_browser_that_is_known(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    for _ in range(30):
        site.clock.advance(240)
        assert site.sign_in(site.browser(), handler, password="ผิด").status_code == 403
    assert site.sign_in(site.browser(), handler).status_code == 403
    assert site.sign_in(client, handler).status_code == 302


def test_the_wait_of_strangers_ends_for_nobody_when_the_owner_signs_in(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    for _ in range(13):
        site.clock.advance(240)
        site.sign_in(site.browser(), handler, password="ผิด")
    assert site.sign_in(client, handler).status_code == 302
    site.clock.advance(31)
    assert site.sign_in(site.browser(), handler).status_code == 403


def test_tries_made_during_the_wait_make_nobody_wait_longer(site: Site, handler: str) -> None:
    for _ in range(4):
        site.sign_in(site.browser(), handler, password="ผิด")
    for _ in range(20):
        site.sign_in(site.browser(), handler, password="ผิด")
    site.clock.advance(3)
    assert site.sign_in(site.browser(), handler).status_code == 302


def test_a_known_browser_is_slowed_down_by_its_own_wrong_tries(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    site.clock.advance(31)
    for _ in range(4):
        site.sign_in(client, handler, password="ผิด")
    assert site.sign_in(client, handler).status_code == 403
    assert site.sign_in(site.browser(), handler).status_code == 302


def test_a_browser_known_for_one_account_is_a_stranger_to_another(site: Site, handler: str) -> None:
    site.hire("anna", (Role.HANDLER,), ("general",))
    client = site.signed_in(handler)
    for _ in range(4):
        site.sign_in(site.browser(), "anna", password="ผิด")
    assert site.sign_in(client, "anna").status_code == 403


@pytest.mark.parametrize(("days", "known"), [(89, True), (90, False), (91, False)])
def test_a_browser_is_known_for_ninety_days(site: Site, handler: str, days: int, known: bool) -> None:
    client = site.signed_in(handler)
    site.clock.advance(days * 86_400)
    for _ in range(4):
        site.sign_in(site.browser(), handler, password="ผิด")
    assert (site.sign_in(client, handler).status_code == 302) is known


def test_the_cookie_of_a_known_browser_opens_nothing_and_is_stored_hashed(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    device = client.get_cookie("siangsai-device")
    assert device is not None
    assert (device.http_only, device.same_site) == (True, "Lax")
    with site.db.read() as session:
        row = session.scalars(select(StaffDevice)).one()
    assert device.value.encode() not in row.id
    thief = site.browser()
    thief.set_cookie("siangsai-device", device.value)
    assert thief.get("/admin/cases").status_code == 302


def test_ended_sessions_and_forgotten_browsers_are_deleted(site: Site, handler: str) -> None:
    worker = Worker(site.db, site.services.keys, site.services.settings, site.clock.now)

    def left() -> tuple[int, int]:
        worker.sweep(site.clock.now())
        with site.db.read() as session:
            return len(session.scalars(select(StaffSession)).all()), len(session.scalars(select(StaffDevice)).all())

    site.signed_in(handler)
    site.clock.advance(899)
    assert left() == (1, 1)
    site.clock.advance(1)
    assert left() == (0, 1)
    site.clock.advance(90 * 86_400)
    assert left() == (0, 0)


def test_refusals_of_accounts_that_do_not_exist_enter_the_ledger_once_a_minute(site: Site, handler: str) -> None:
    def entered() -> list[int]:
        with site.db.read() as session:
            refused = LedgerEntry.type == "staff.sign_in_refused"
            rows = session.scalars(select(LedgerEntry).where(refused).order_by(LedgerEntry.id)).all()
            sealed = [session.get_one(LedgerPayload, one.id).sealed for one in rows]
        opened = (site.services.keys.unseal("ledger", data, one.commit) for one, data in zip(rows, sealed, strict=True))
        return [json.loads(data)["payload"].get("count", 0) for data in opened]

    for _ in range(5):
        site.sign_in(site.browser(), "nobody", code="1")
    assert entered() == [1]
    site.clock.advance(60)
    site.sign_in(site.browser(), "nobody", code="1")
    assert entered() == [1, 5]
    for _ in range(2):
        site.sign_in(site.browser(), handler, password="ผิด")
    assert entered() == [1, 5, 0, 0]


@pytest.mark.parametrize(("seconds", "alive"), [(899, True), (900, False), (901, False)])
def test_a_session_ends_after_fifteen_idle_minutes(site: Site, handler: str, seconds: int, alive: bool) -> None:
    client = site.signed_in(handler)
    site.clock.advance(seconds)
    assert (client.get("/admin/cases").status_code == 200) is alive


def test_a_session_ends_after_eight_hours_whatever_is_done(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    for _ in range(48):
        site.clock.advance(599)
        assert client.get("/admin/cases").status_code == 200
    site.clock.advance(8 * 3600 - 48 * 599)
    assert client.get("/admin/cases").status_code == 302


def test_the_session_table_opens_nothing(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    cookie = client.get_cookie("siangsai")
    assert cookie is not None
    with site.db.read() as session:
        row = session.scalars(select(StaffSession)).one()
        staff = session.scalars(select(Staff)).one()
        private = unlock(staff, PASSWORD, sample=True)
    assert cookie.value.encode() not in row.id + row.private_key
    assert private not in row.private_key


def test_a_new_cookie_is_made_at_every_sign_in(site: Site, handler: str) -> None:
    client = site.browser()
    client.set_cookie("siangsai", "planted")
    site.sign_in(client, handler)
    cookie = client.get_cookie("siangsai")
    assert cookie is not None
    assert cookie.value != "planted"
    assert cookie.http_only


def test_a_closed_account_is_out_at_once(site: Site, handler: str) -> None:
    client = site.signed_in(handler)
    with site.db.write() as session:
        session.scalars(select(Staff)).one().disabled_at = site.clock.now()
    assert client.get("/admin/cases").status_code == 302
    site.clock.advance(31)
    assert site.sign_in(site.browser(), handler).status_code == 403


def test_sample_accounts_do_not_work_outside_the_demo(site: Site, handler: str) -> None:
    object.__setattr__(site.services, "settings", site.services.settings.model_copy(update={"dev": False}))
    outside = build(site.db, site.services.keys, site.services.settings, site.office, site.clock.now())
    assert outside.sign_in(outside.browser(), handler).status_code == 403
    assert "demo-" not in outside.browser().get("/admin/sign-in").text


@pytest.mark.parametrize(("password", "taken"), [("ไม้เก้าอี้ร", False), ("ไม้เก้าอี้ร่", True), ("ไม้เก้าอี้ร่ม", True)])
def test_a_real_office_wants_twelve_characters(site: Site, password: str, taken: bool) -> None:
    real = replace(site.office, sample=False)
    if taken:
        made, secret = new_staff(real, NewStaff("somsri2", "นางสมศรี", password))
        assert made.password_cost == COST
        assert len(secret) == 32
        assert len(unlock(made, password, sample=False)) == 32
    else:
        with pytest.raises(BadPassword):
            new_staff(real, NewStaff("somsri2", "นางสมศรี", password))


def test_a_sample_account_moved_into_a_real_office_does_not_open(site: Site, handler: str) -> None:
    with site.db.read() as session:
        staff = session.scalars(select(Staff)).one()
    with pytest.raises(WrongPassword):
        unlock(staff, PASSWORD, sample=False)


@pytest.mark.parametrize("username", ["", "A", "สมศรี", "a" * 65, "a b", "<b>"])
def test_a_username_is_plain_letters(site: Site, username: str) -> None:
    with pytest.raises(BadPassword):
        new_staff(site.office, NewStaff(username, "นางสมศรี", PASSWORD))
