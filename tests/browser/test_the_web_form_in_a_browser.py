"""A report without LINE: form, receipt, following, objecting, withdrawing; with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, leave, violations
from tests.browser.test_the_main_job_in_a_browser import sign_in

pytestmark = pytest.mark.browser
Look = Callable[..., Any]
Picture = Callable[[Any, str], None]


def sound(page: Any) -> None:
    """Nothing for axe to complain of, and nothing wider than the phone."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def begin(page: Any, demo: str, kind: str) -> None:
    """The first page."""
    page.goto(f"{demo}/report")
    page.locator("label", has_text=kind).click()
    page.check("#consent")
    leave(page, "main button")


def fill_in(page: Any, demo: str, story: str) -> str:
    """A general complaint up to its receipt; the receipt."""
    begin(page, demo, "ร้องเรียนทั่วไป")
    page.locator("label", has_text="ถนน ทางเท้า").click()
    page.fill("#what", story)
    leave(page, "main button")
    leave(page, "button:has-text('ส่งเรื่อง')")
    found = re.search(r"\d{3}( \d{3}){5}", page.inner_text("main"))
    assert found
    return found[0]


def follow(page: Any, demo: str, code: str) -> None:
    """Open a case by its receipt."""
    page.goto(f"{demo}/follow")
    page.fill("#receipt", code)
    leave(page, "main button")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_form_is_filled_in_and_followed_with_and_without_scripts(demo: str, look: Look, scripts: bool) -> None:
    page = look(PHONE, java_script_enabled=scripts)
    code = fill_in(page, demo, "ถนนหน้าวัดเป็นหลุมลึก")
    assert code.replace(" ", "") not in page.url
    follow(page, demo, code)
    assert "รับเรื่องแล้ว" in page.inner_text("main")
    page.fill("#text", "หลุมอยู่ตรงทางเข้า")
    leave(page, "button:has-text('ส่งข้อความ')")
    assert "หลุมอยู่ตรงทางเข้า" in page.inner_text("main")
    page.locator("summary", has_text="ขอถอนเรื่อง").click()
    page.check("#withdraw-sure")
    leave(page, "button:has-text('ถอนเรื่อง')")
    assert "ถอนเรื่องแล้ว" in page.inner_text("main")
    assert "เสร็จสิ้น" in page.inner_text("main")


def test_every_page_of_the_form_fits_a_small_phone_and_is_accessible(demo: str, look: Look, picture: Picture) -> None:
    page = look(PHONE)
    page.goto(f"{demo}/report")
    sound(page)
    leave(page, "main button")
    assert "โปรดเลือกเรื่องที่ต้องการแจ้ง" in page.inner_text("#problem")
    begin(page, demo, "แจ้งการทุจริต")
    sound(page)
    picture(page, "web-form")
    leave(page, "main button")
    assert page.locator(".wrong").count() >= 3
    sound(page)
    page.locator("label", has_text="เรียกเงินหรือของตอบแทน").click()
    page.locator("label", has_text="นายก").first.click()
    page.fill("#what", "มีการเรียกเงินก่อนออกใบอนุญาต\n\nครั้งละสองพันบาท")
    leave(page, "main button")
    assert "ผู้ที่ถูกกล่าวถึงอาจเกี่ยวข้อง" in page.inner_text("main")
    sound(page)
    leave(page, "button:has-text('กลับไปแก้คำตอบ')")
    assert "ครั้งละสองพันบาท" in page.input_value("#what")
    leave(page, "main button")
    leave(page, "button:has-text('ส่งเรื่อง')")
    sound(page)
    picture(page, "web-receipt")
    page.emulate_media(media="print")
    assert page.is_hidden("header")
    assert page.is_visible(".code")


def test_a_result_is_objected_to_and_rated_from_the_web(demo: str, look: Look) -> None:
    web, staff = look(PHONE), look()
    code = fill_in(web, demo, "ไฟทางดับทั้งซอยทดสอบคัดค้าน")
    sign_in(staff, demo, "malee")
    staff.goto(f"{demo}/admin/cases?state=received&kind=general")  # only one of today
    leave(staff, staff.locator("tbody tr a").last)
    assert "ทดสอบคัดค้าน" in staff.inner_text("main")
    for to, told in (("accepted", ""), ("finished", "ซ่อมไฟทางแล้วเมื่อเช้านี้")):
        staff.select_option("#to", to)
        if to == "finished":
            staff.select_option("#outcome", "solved")
            staff.fill("#reason", "ซ่อมแล้ว")
        staff.fill("#to-reporter", told)
        leave(staff, "button:has-text('บันทึกสถานะ')")
    follow(web, demo, code)
    assert "ซ่อมไฟทางแล้วเมื่อเช้านี้" in web.inner_text("main")
    web.locator("summary", has_text="ให้คะแนน").click()
    web.locator("label", has_text="2 ไม่พอใจ").click()
    sound(web)
    leave(web, "button:has-text('ส่งคะแนน')")
    assert "ขอบคุณสำหรับคะแนน" in web.inner_text("main")
    web.locator("summary", has_text="ไม่เห็นด้วย").click()
    web.fill("#object-reason", "ยังดับอยู่สองดวง")
    sound(web)
    leave(web, "button:has-text('คัดค้านผล')")
    assert "กำลังดำเนินการ" in web.inner_text("main")
    staff.reload()
    assert "ท่านเป็นผู้ปิดเรื่องเดิม" in staff.inner_text("main")
    assert "ยังดับอยู่สองดวง" in staff.inner_text("main")
    assert violations(staff) == []


def test_leaving_in_a_hurry_leaves_no_way_back(demo: str, look: Look) -> None:
    page = look(PHONE)
    page.goto(f"{demo}/privacy")
    begin(page, demo, "แจ้งการทุจริต")
    page.fill("#what", "เรื่องที่คนข้างหลังไม่ควรเห็น")
    leave(page, "#leave")
    page.wait_for_url("**/leave")
    assert violations(page) == []
    page.go_back()
    assert "เรื่องที่คนข้างหลังไม่ควรเห็น" not in page.content()


def test_an_officer_writes_a_report_down_and_prints_the_receipt(demo: str, look: Look, picture: Picture) -> None:
    page = look(PHONE)
    sign_in(page, demo, "preecha")
    page.goto(f"{demo}/admin/intake")
    sound(page)
    leave(page, page.locator("main a", has_text="ร้องเรียนทั่วไป"))
    leave(page, "main button")
    assert violations(page) == []
    page.locator("label", has_text="โทรศัพท์").click()
    page.locator("label", has_text="น้ำประปา").click()
    page.fill("#what", "น้ำไม่ไหลสองวัน")
    sound(page)
    leave(page, "main button")
    assert re.search(r"\d{3}( \d{3}){5}", page.inner_text(".receipt"))
    sound(page)
    picture(page, "staff-receipt")
    page.emulate_media(media="print")
    assert page.is_hidden("header")
    assert page.is_visible(".receipt")
