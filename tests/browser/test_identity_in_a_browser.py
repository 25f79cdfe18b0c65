"""Two custodians open an identity as people would, and every page of theirs fits a phone and reads aloud."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from jobs.sample_data import PEOPLE
from tests.browser.conftest import PHONE, leave, violations
from tests.browser.test_the_main_job_in_a_browser import LAST_CODE, half_minute, sign_in

pytestmark = pytest.mark.browser
Look = Callable[..., Any]
ASK = "summary:has-text('ขอเปิดข้อมูลผู้ร้อง')"
Picture = Callable[[Any, str], None]


def next_code(username: str) -> str:
    """The code of the half minute to come: taken early, and not yet used for signing in."""
    LAST_CODE[username] = half_minute() + 1
    secret = next(person.totp_secret for person in PEOPLE if person.username == username)
    return pyotp.TOTP(secret).at(time.time() + 30)


def approve(page: Any, demo: str, username: str) -> None:
    sign_in(page, demo, username)
    page.goto(f"{demo}/admin/identity")
    page.locator("input[name=password]").first.fill(f"demo-{username}")
    page.locator("input[name=code]").first.fill(next_code(username))
    leave(page, page.locator("button:has-text('อนุมัติให้เปิด')").first)
    page.wait_for_url(f"{demo}/admin/identity")


def open_one_whose_reporter_is_not_forgotten(handler: Any, demo: str) -> None:
    """Of the sample cases: 90 days after closing there is nothing left to ask for."""
    handler.goto(f"{demo}/admin/cases?state=all&kind=corruption")
    for address in [one.get_attribute("href") for one in handler.locator("tbody tr a").all()]:
        handler.goto(f"{demo}{address}")
        if handler.locator(ASK).count():
            return
    pytest.fail("no case is left with a reporter to ask for")


def test_an_identity_is_asked_for_agreed_to_and_shown(demo: str, look: Look, picture: Picture) -> None:
    handler = look()
    sign_in(handler, demo, "malee")
    open_one_whose_reporter_is_not_forgotten(handler, demo)
    handler.click(ASK)
    handler.select_option("#identity-reason", "contact")
    handler.fill("#identity-words", "ต้องถามวันเวลาที่เกิดเหตุก่อนส่งเรื่องให้คณะกรรมการสอบข้อเท็จจริง")
    assert violations(handler) == []
    leave(handler, "button:has-text('ยื่นคำขอ')")
    first, second = look(), look()
    sign_in(first, demo, "kanda")
    first.goto(f"{demo}/admin/identity")
    picture(first, "staff-identity-list")
    assert violations(first) == []
    approve(look(), demo, "wichai")
    first.reload()
    first.locator("input[name=password]").first.fill("demo-kanda")
    first.locator("input[name=code]").first.fill(next_code("kanda"))
    leave(first, first.locator("button:has-text('อนุมัติให้เปิด')").first)
    first.wait_for_selector("text=ไม่มีคำขอที่รออนุมัติ")
    handler.reload()
    leave(handler, "button:has-text('เปิดดู')")
    handler.wait_for_selector("text=สิ่งที่ผู้ร้องบอกไว้")
    assert violations(handler) == []
    second.goto(f"{demo}/admin/forgotten")
    assert violations(second) == []


def test_pages_about_keys_fit_a_small_phone_and_are_accessible(demo: str, look: Look) -> None:
    page = look(PHONE)
    sign_in(page, demo, "preecha")
    for path in ("/admin/newcomers", "/admin/password", "/admin/forgotten"):
        page.goto(demo + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert violations(page) == []
