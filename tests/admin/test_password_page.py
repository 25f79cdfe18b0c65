"""Changing a password, a personal code that works once, and what an administrator cannot gain."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import passwords
from casework.passwords import BadPassword
from casework.seal import new_pair
from casework.staff_keys import (
    COST,
    NewStaff,
    WrongPassword,
    forget,
    new_account,
    new_staff,
    set_password,
    unlock,
    unlock_by_code,
)
from models import Staff, StaffSession
from models.staff import Role
from tests.site import PASSWORD, Site, post, token

WANTED = "ช้างสี่ตัวกินกล้วยหอม"


@pytest.fixture
def town(site: Site) -> Site:
    """A handler with a printed code."""
    site.hire("somsri", (Role.HANDLER,), ("general",))
    return site


def change(town: Site, client: FlaskClient, **other: str) -> TestResponse:
    town.clock.advance(31)
    typed = {"wanted": WANTED, "again": WANTED, "password": PASSWORD, "code": town.code("somsri"), **other}
    return post(client, "/admin/password", "/admin/password", typed)


def reset(town: Site, printed: str, **other: str) -> TestResponse:
    town.clock.advance(31)
    typed = {"username": "somsri", "personal": printed, "code": town.code("somsri"), "wanted": WANTED, "again": WANTED}
    return post(town.browser(), "/admin/forgotten", "/admin/forgotten", typed | other)


def printed_code(town: Site) -> str:
    """A code as the page shows it once."""
    client = town.signed_in("somsri")
    town.clock.advance(31)
    typed = {"password": PASSWORD, "code": town.code("somsri")}
    shown = post(client, "/admin/password", "/admin/password/code", typed).text
    found = re.search(r"(?:[2-9A-Z]{4}-){5}[2-9A-Z]{4}", shown)
    assert found, shown
    return found[0]


def row(town: Site) -> Staff:
    with town.db.read() as session:
        return session.scalars(select(Staff).where(Staff.username == "somsri")).one()


def test_d14_after_a_change_all_cases_open_and_the_old_password_is_useless(town: Site) -> None:
    case, _ = town.file()
    assert change(town, town.signed_in("somsri")).status_code == 200
    town.clock.advance(31)
    assert town.sign_in(town.browser(), "somsri").status_code == 403
    client = town.browser()
    assert town.sign_in(client, "somsri", password=WANTED).status_code == 302
    assert client.get(f"/admin/cases/{case.reference}").status_code == 200
    with pytest.raises(WrongPassword):
        unlock(row(town), PASSWORD, sample=True)


def test_a_change_ends_every_other_session_and_begins_this_one_anew(town: Site) -> None:
    other = town.signed_in("somsri")
    town.clock.advance(31)
    client = town.signed_in("somsri")
    before = client.get_cookie("siangsai")
    change(town, client)
    after = client.get_cookie("siangsai")
    assert before
    assert after
    assert before.value != after.value
    assert client.get("/admin/cases").status_code == 200
    assert other.get("/admin/cases").status_code == 302
    with town.db.read() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


@pytest.mark.parametrize(
    "other",
    [{"password": "ผิด"}, {"code": "000000"}, {"again": "อีกอย่างหนึ่งที่ยาวพอ"}, {"wanted": "ก" * 129, "again": "ก" * 129}],
)
def test_a_change_that_is_not_confirmed_changes_nothing(town: Site, other: dict[str, str]) -> None:
    assert change(town, town.signed_in("somsri"), **other).status_code == 400
    assert len(unlock(row(town), PASSWORD, sample=True)) == 32


def test_d15_a_personal_code_sets_a_new_password_and_is_replaced(town: Site) -> None:
    case, _ = town.file()
    code = printed_code(town)
    done = reset(town, code)
    assert done.status_code == 200
    assert code not in done.text
    client = town.browser()
    town.clock.advance(31)
    assert town.sign_in(client, "somsri", password=WANTED).status_code == 302
    assert client.get(f"/admin/cases/{case.reference}").status_code == 200


def test_f07_a_used_code_is_refused(town: Site) -> None:
    code = printed_code(town)
    assert reset(town, code).status_code == 200
    assert reset(town, code, wanted="ม้าหกตัววิ่งขึ้นเขา", again="ม้าหกตัววิ่งขึ้นเขา").status_code == 403


def test_a_code_is_taken_as_people_type_it_from_paper(town: Site) -> None:
    code = printed_code(town)
    assert reset(town, f" {code.replace('-', ' – ').lower()} ").status_code == 200


def test_a_reset_ends_open_sessions(town: Site) -> None:
    code = printed_code(town)
    town.clock.advance(31)
    client = town.signed_in("somsri")
    reset(town, code)
    assert client.get("/admin/cases").status_code == 302


@pytest.mark.parametrize("other", [{"username": "nobody"}, {"personal": "2222-" * 5 + "2222"}, {"code": "000000"}])
def test_every_failed_reset_looks_the_same(town: Site, other: dict[str, str]) -> None:
    answer = reset(town, printed_code(town), **other)
    assert answer.status_code == 403
    assert "ชื่อผู้ใช้ รหัสประจำตัว หรือรหัสยืนยันไม่ถูกต้อง" in answer.text
    assert len(unlock(row(town), PASSWORD, sample=True)) == 32


def test_failed_resets_slow_down_like_failed_sign_ins(town: Site) -> None:
    code = printed_code(town)
    for _ in range(8):
        reset(town, "2222")
    assert reset(town, code).status_code == 403
    town.clock.advance(301)
    assert reset(town, code).status_code == 200


def test_f17_a_password_of_a_million_characters_is_refused_before_the_slow_part(town: Site) -> None:
    client = town.browser()
    csrf = token(client.get("/admin/sign-in").text)
    data = {"csrf_token": csrf, "username": "somsri", "password": "a" * 10**6, "code": "1"}
    assert client.post("/admin/sign-in", data=data).status_code in (403, 413)
    broken = row(town)
    broken.password_cost = "9999999:99:1"  # a run that would not end: it must not be begun
    with pytest.raises(WrongPassword):
        unlock(broken, "a" * 10**6, sample=True)


@pytest.mark.parametrize(("length", "taken"), [(127, True), (128, True), (129, False)])
def test_the_longest_password_has_128_characters(length: int, taken: bool) -> None:
    password = ("กาดำขาวนกบินน้ำใส" * 8)[: length - 8] + "ปลาวาฬ12"
    if taken:
        passwords.check(password)
        return
    with pytest.raises(BadPassword):
        passwords.check(password)


def test_f18_one_password_typed_by_different_keyboards_is_one_password(town: Site) -> None:
    composed, decomposed, nul = "Ame\u0301lie กับช้าง 4 ตัว", "Am\u00e9lie กับช้าง 4 ตัว", "Am\u00e9lie กับช้าง 4 ตัว\x00"
    made, _ = new_staff(town.office, NewStaff("amelie", "นางสาวอาเมลี", composed))
    assert unlock(made, decomposed, sample=True) == unlock(made, composed, sample=True)
    with pytest.raises(WrongPassword):
        unlock(made, nul, sample=True)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2569",
        "123456789012",
        "098765432109",
        "qwertyuiop[]",
        "asdfghjkl;'z",
        "ๆไำพะัีรนยบล",
        "ฟหกดเ้่าสวงผป",
        "/-ภถุึคตจขช",
        "aaaaaaaaaaaaaaa",
        "กขกขกขกขกขกขกข",
        "admin12345678",
        "รหัสผ่าน1234",
        "เทศบาลตำบล1234",
        "somsri123456",
        "สั้น",
        "",
    ],
)
def test_f19_passwords_everybody_tries_first_are_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        passwords.check(password, ("somsri", "เทศบาลตำบล"))


@pytest.mark.parametrize("password", [PASSWORD, WANTED, "ยาวพอสมควรแล้ว", "correct horse battery", "น้ำพริก ปลาทู 3 ตัว"])
def test_long_passwords_of_ones_own_are_taken(password: str) -> None:
    passwords.check(password, ("somsri", "นางสมศรี"))


@pytest.mark.parametrize(
    ("cost", "taken"),
    [(COST, True), ("65535:3:1", False), ("65536:2:1", False), ("1024:1:1", False), ("", False), ("8:1:1", False)],
)
def test_d18_a_weaker_cost_in_the_database_is_refused(town: Site, cost: str, taken: bool) -> None:
    made, _ = new_staff(replace(town.office, sample=False), NewStaff("prapa", "นางประภา", PASSWORD))
    made.password_cost = cost
    if taken:
        assert len(unlock(made, PASSWORD, sample=False)) == 32
        return
    with pytest.raises(WrongPassword):
        unlock(made, PASSWORD, sample=False)


def test_a_personal_code_of_another_account_opens_nothing(town: Site) -> None:
    one, other = (new_account(town.office, NewStaff(name, f"นาย{name}", PASSWORD)) for name in ("one", "two"))
    assert len(unlock_by_code(one.staff, one.personal_code, sample=True)) == 32
    one.staff.private_by_code, one.staff.code_verifier = other.staff.private_by_code, other.staff.code_verifier
    for code in (one.personal_code, other.personal_code):
        with pytest.raises(WrongPassword):
            unlock_by_code(one.staff, code, sample=True)


def test_g12_an_administrator_who_sets_a_password_gains_an_account_without_keys(town: Site) -> None:
    case, _ = town.file()
    private, public = new_pair()
    with town.db.write() as session:
        victim = session.scalars(select(Staff).where(Staff.username == "somsri")).one()
        victim.public_key = public
        set_password(town.office, victim, private, WANTED)
    client = town.browser()
    assert town.sign_in(client, "somsri", password=WANTED).status_code == 302
    assert case.reference not in client.get("/admin/cases").text
    assert client.get(f"/admin/cases/{case.reference}").status_code == 404


def test_g12_a_wrapping_planted_from_another_account_does_not_sign_in(town: Site) -> None:
    planted = new_account(town.office, NewStaff("other", "นางอื่น", WANTED)).staff
    with town.db.write() as session:
        victim = session.scalars(select(Staff).where(Staff.username == "somsri")).one()
        for column in ("private_by_password", "password_salt", "verifier", "public_key"):
            setattr(victim, column, getattr(planted, column))
    assert town.sign_in(town.browser(), "somsri", password=WANTED).status_code == 403


def test_whoever_left_opens_nothing_with_their_password_or_code(town: Site) -> None:
    made = new_account(town.office, NewStaff("prapa", "นางประภา", PASSWORD))
    forget(made.staff)
    with pytest.raises(WrongPassword):
        unlock(made.staff, PASSWORD, sample=True)
    with pytest.raises(WrongPassword):
        unlock_by_code(made.staff, made.personal_code, sample=True)


def test_f15_a_changed_role_counts_from_the_next_request(town: Site) -> None:
    client = town.signed_in("somsri")
    assert client.get("/admin/cases").status_code == 200
    with town.db.write() as session:
        session.scalars(select(Staff)).one().roles = [Role.AUDITOR]
    assert client.get("/admin/cases").status_code == 403
    assert client.get("/admin/export").status_code == 200
