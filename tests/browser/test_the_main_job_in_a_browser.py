"""A stranger's ten minutes: a report on the phone, the case in the staff view, an answer, a receipt, an export."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import DESKTOP, PHONE, leave, violations

pytestmark = pytest.mark.browser
Look = Callable[..., Any]
Picture = Callable[[Any, str], None]
LAST_CODE: dict[str, int] = defaultdict(int)
"""The half minute of the last code that somebody used: the same code is not taken twice."""


def say(page: Any, words: str) -> None:
    """Type words into the phone and wait until the bot has answered."""
    before = page.locator(".row.bot").count()
    page.fill("#words", words)
    page.click(".send")
    page.locator(".row.bot").nth(before).wait_for()


def press(page: Any, label: str) -> None:
    """Press a quick reply and wait for the answer."""
    before = page.locator(".row.bot").count()
    page.locator("#quick button", has_text=label).first.click()
    page.locator(".row.bot").nth(before).wait_for()


def file_a_report(page: Any, story: str) -> str:
    """Everything from the menu to the receipt; the receipt."""
    page.locator("#menu").get_by_role("button", name="แจ้งทุจริต").click()
    page.wait_for_selector("#quick button:has-text('พิมพ์ในแชตนี้')")
    press(page, "พิมพ์ในแชตนี้")
    press(page, "เรียกเงินหรือของตอบแทน")
    say(page, "7")
    say(page, story)
    press(page, "เสร็จแล้ว")
    press(page, "เพิ่มรายละเอียด")
    say(page, "ข้าม")
    press(page, "เมื่อวาน")
    say(page, "กองช่าง")
    press(page, "ครั้งเดียว")
    say(page, "ข้าม")
    say(page, "ข้าม")
    press(page, "ต้องการ")
    press(page, "ไม่กังวล")
    press(page, "ไม่บอกชื่อ")
    press(page, "ส่งเรื่อง")
    page.wait_for_selector(".flex")
    found = re.search(r"\d{3}( \d{3}){5}", page.locator(".flex").last.inner_text())
    assert found
    return found[0]


def half_minute() -> int:
    """The one that a second factor's code stands for."""
    return int(time.time() // 30)


def sign_in(page: Any, demo: str, username: str) -> None:
    """Sign in with the code the demo's own page shows, once there is one that was not used before."""
    while half_minute() <= LAST_CODE[username]:
        time.sleep(0.2)
    page.goto(f"{demo}/admin/")
    LAST_CODE[username] = half_minute()
    code = page.locator("tr", has=page.get_by_role("cell", name=username, exact=True)).locator("td").nth(2).inner_text()
    page.fill("#username", username)
    page.fill("#password", f"demo-{username}")
    page.fill("#code", code)
    leave(page, "button:has-text('เข้าสู่ระบบ')")
    page.wait_for_selector("nav")


def test_a_report_travels_from_the_phone_to_the_staff_view_and_back(
    demo: str, look: Look, picture: Picture, tmp_path: Any
) -> None:
    phone = look(DESKTOP)
    phone.goto(f"{demo}/simulator/")
    phone.wait_for_selector("#menu button")
    say(phone, "สวัสดี")
    picture(phone, "phone-greeting")
    assert violations(phone) == []
    story = "นายช่างขอเงินสองพันบาทก่อนเซ็นใบอนุญาต <b>ทดสอบ</b>"
    code = file_a_report(phone, story)
    picture(phone, "phone-receipt")

    staff = look(DESKTOP)
    sign_in(staff, demo, "malee")
    staff.select_option("#state", "received")
    leave(staff, "button:has-text('แสดง')")
    picture(staff, "staff-list")
    assert violations(staff) == []
    leave(staff, staff.locator("tbody tr a").last)
    assert story in staff.inner_text("main")
    picture(staff, "staff-case")
    assert violations(staff) == []
    staff.fill("#letter", "ขอทราบวันที่ไปติดต่อ และชื่อแบบฟอร์มที่ยื่น")
    leave(staff, "button:has-text('ส่งถึงผู้ร้อง')")
    staff.select_option("#to", "screening")
    leave(staff, "button:has-text('บันทึกสถานะ')")
    assert "คัดกรอง" in staff.inner_text("dl >> nth=1")

    phone.wait_for_selector("text=มีข้อความใหม่จากเสียงใส")
    say(phone, "ติดตามเรื่อง")
    phone.wait_for_selector("text=ขอทราบวันที่ไปติดต่อ")
    picture(phone, "phone-follow")

    web = look(PHONE)
    web.goto(f"{demo}/follow")
    assert violations(web) == []
    web.fill("#receipt", code)
    leave(web, "button")
    assert "ขอทราบวันที่ไปติดต่อ" in web.inner_text("main")
    assert story not in web.inner_text("main")
    assert code not in web.url
    picture(web, "web-follow")
    assert violations(web) == []
    web.fill("#text", "ไปเมื่อวันจันทร์ช่วงบ่าย")
    leave(web, "button:has-text('ส่งข้อความ')")
    assert "ส่งข้อความถึงเจ้าหน้าที่แล้ว" in web.inner_text("main")

    staff.reload()
    assert "ไปเมื่อวันจันทร์ช่วงบ่าย" in staff.inner_text("main")
    leave(staff, "text=สถิติ")
    picture(staff, "staff-figures")
    assert violations(staff) == []
    with staff.expect_download() as download:
        staff.click("button:has-text('Excel')")
    download.value.save_as(tmp_path / "figures.xlsx")
    assert "รายเดือน" in openpyxl.load_workbook(tmp_path / "figures.xlsx").sheetnames


def test_a_question_is_answered_from_the_manual_with_a_card(demo: str, look: Look, picture: Picture) -> None:
    phone = look(DESKTOP)
    phone.goto(f"{demo}/simulator/")
    phone.wait_for_selector("#menu button")
    for _ in range(60):  # the demo may still be learning
        say(phone, "ลูกเพิ่งเกิด ต้องไปแจ้งภายในกี่วันคะ")
        if phone.locator(".flex").count():
            break
        time.sleep(1)
    assert "การแจ้งเกิด" in phone.locator(".flex").last.inner_text()
    phone.locator(".row.bot").last.evaluate("row => row.previousElementSibling.scrollIntoView()")
    phone.locator("#notice").wait_for(state="hidden")
    picture(phone, "phone-question")
    assert violations(phone) == []
    say(phone, "แล้วใช้เอกสารอะไรบ้าง")
    assert "เอกสาร" in phone.locator(".row.bot").last.inner_text()


@pytest.mark.parametrize("path", ["/", "/privacy", "/follow", "/admin/sign-in", "/simulator/"])
def test_every_public_page_fits_a_small_phone_and_is_accessible(
    demo: str, look: Look, picture: Picture, path: str
) -> None:
    page = look(PHONE)
    page.goto(demo + path)
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    picture(page, f"small{path.replace('/', '-').rstrip('-')}")


def test_every_staff_page_fits_a_small_phone_and_is_accessible(demo: str, look: Look, picture: Picture) -> None:
    page = look(PHONE)
    sign_in(page, demo, "somsri")
    for path in ("/admin/cases?state=all", "/admin/export", "/admin/sessions"):
        page.goto(demo + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert violations(page) == []
        picture(page, f"small-{path.rpartition('/')[2].partition('?')[0]}")


def test_the_phone_plays_line_for_pc_with_stickers_photos_and_unsend(demo: str, look: Look, picture: Picture) -> None:
    page = look(PHONE)
    page.goto(f"{demo}/simulator/")
    page.wait_for_selector("#menu button")
    page.click("#more")
    page.fill("#new-name", "คุณยายสมปองแห่งบ้านทุ่งยาวที่มีชื่อยาวมาก")
    page.locator("#new-person button").click()
    page.locator("#person option:checked", has_text="คุณยาย").wait_for(state="attached")
    say(page, "เมนู")
    page.click("#plus")
    before = page.locator(".row.bot").count()
    page.locator("#stickers button").first.click()
    page.locator(".row.bot").nth(before).wait_for()
    page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    page.wait_for_selector("img.photo")
    picture(page, "small-phone-chat")
    page.locator(".unsend").first.click()
    page.wait_for_selector(".gone")
    page.click("#more")
    page.check("#pc")
    assert page.locator("#quick button").count() == 0
    assert page.locator("#menu").is_hidden()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "0003010100c9fe92ef0000000049454e44ae426082"
)
