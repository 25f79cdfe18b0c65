"""Fifteen kinds of planted words, and everybody who may look: a dump, exports, every page of every role, the public."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.content import ContentClient
from jobs.evidence import Bench, clean_one, fetch_one
from ledger import export
from ledger.seal import seal_all
from models.staff import Role
from reports.writers import FORMATS
from tests.admin.test_permissions import PAGES
from tests.casework import canaries
from tests.fixtures import Bot, settings_for
from tests.promises.conftest import Canary, dump
from tests.site import Site, post

Finds = Callable[[bytes, list[Canary]], list[str]]
STORY, WHO, WHERE = "เรื่องราวกาเหว่าสีม่วงสมมุติ", "ผู้ถูกกล่าวหาสมมุติยิ่งนัก", "ศาลาริมน้ำบ้านทุ่งสมมุติ"
WITNESS, EVIDENCE = "ป้าสมมุติเห็นเหตุการณ์ทั้งหมด", "มีคลิปเสียงสมมุติสามนาที"
NAME, PHONE, ADDRESS = "สมปองนามสกุลสมมุติ", "บ้านเบอร์สมมุติศูนย์แปด", "เลขที่เก้าสิบเก้าหมู่สมมุติ"
FILE_NAME, FILE_WORDS = "หลักฐานลับสมมุติ.txt", "เนื้อหาในไฟล์สมมุติที่ห้ามหลุด"
LETTER, ANSWER, NOTE = "จดหมายสมมุติจากเจ้าหน้าที่", "คำตอบสมมุติของผู้แจ้ง", "บันทึกภายในสมมุติ"
PAPER = "เรื่องจากตู้รับเรื่องสมมุติ"
DETAILS = ("1", WHO, "เมื่อวาน", WHERE, "1", WITNESS)
IDENTITY = ("1", "1", "2", NAME, PHONE, ADDRESS)
CONTENT = frozenset({"story", "who", "place", "witness", "evidence", "letter", "answer", "note", "file name", "file"})
SECRET = frozenset({"name", "phone", "address", "LINE id", "display name", "receipt", "camera"})
"""What no page of any role may ever show."""


def hire_everybody(site: Site) -> None:
    """A handler, a supervisor of another duty, an auditor, an administrator, an editor, two custodians."""
    site.hire("handler", (Role.HANDLER,), ("corruption",))
    site.hire("general", (Role.HANDLER,), ("general",))
    site.hire("auditor", (Role.AUDITOR,))
    site.hire("sysadmin", (Role.SYSTEM_ADMIN,))
    site.hire("editor", (Role.EDITOR,))
    site.hire("first", (Role.CUSTODIAN,))
    site.hire("second", (Role.CUSTODIAN,))


@pytest.fixture
def planted(bot: Bot, site: Site) -> list[Canary]:
    """One report with everything in it, answered by staff and reporter; the planted words."""
    hire_everybody(site)
    person = bot.line.person("ชื่อในไลน์สมมุติ")
    for words in ("แจ้งทุจริต", "1", "1", "7", STORY, "เสร็จแล้ว", *DETAILS, EVIDENCE):
        bot.hears(person, words)
    person.sends_file(FILE_NAME, FILE_WORDS.encode())
    camera = canaries.Canary()
    person.sends_image(canaries.jpeg(camera), "image/jpeg")
    bot.work()
    bench = Bench(bot.db, bot.office, bot.clock.now)
    content = ContentClient(settings_for(bot.line.api_url, data_url=bot.line.data_url))
    while fetch_one(bench, content) or clean_one(bench):
        pass
    for words in ("เสร็จแล้ว", *IDENTITY):
        bot.hears(person, words)
    person.taps("ส่งเรื่อง")
    bot.work()
    while clean_one(bench):
        pass
    receipt = re.search(r"\d{3}( \d{3}){5}", "\n".join(m.text for m in person.chat))
    assert receipt
    handler = site.signed_in("handler")
    reference = re.search(r"/admin/cases/([\w-]+)", handler.get("/admin/cases").text)
    assert reference
    page = f"/admin/cases/{reference[1]}"
    assert post(handler, page, f"{page}/answer", {"text": LETTER}).status_code == 303
    assert post(handler, page, f"{page}/note", {"text": NOTE}).status_code == 303
    bot.hears(person, "ติดตามเรื่อง")
    person.taps("เขียนถึงเจ้าหน้าที่")
    bot.work()
    bot.hears(person, ANSWER)
    handler.get("/admin/sessions")
    return [
        Canary("story", STORY), Canary("who", WHO), Canary("place", WHERE), Canary("witness", WITNESS),
        Canary("evidence", EVIDENCE), Canary("name", NAME), Canary("phone", PHONE), Canary("address", ADDRESS),
        Canary("file name", FILE_NAME), Canary("file", FILE_WORDS), Canary("letter", LETTER), Canary("answer", ANSWER),
        Canary("note", NOTE), Canary("LINE id", person.user_id), Canary("display name", "ชื่อในไลน์สมมุติ"),
        Canary("receipt", receipt[0]), Canary("receipt", receipt[0].replace(" ", "")), Canary("camera", camera.word),
    ]  # fmt: skip


def test_fifteen_kinds_of_words_are_found_nowhere_in_the_database(
    bot: Bot, planted: list[Canary], finds: Finds
) -> None:
    assert len({canary.what for canary in planted}) >= 15
    assert finds(dump(bot.db), planted) == []


def test_no_export_and_no_ledger_holds_any_of_them(bot: Bot, site: Site, planted: list[Canary], finds: Finds) -> None:
    seal_all(bot.db)
    assert finds("".join(export.lines(bot.db, bot.keys, "test/ledger")).encode(), planted) == []
    auditor = site.signed_in("auditor")
    for form in FORMATS:
        made = post(auditor, "/admin/export", "/admin/export", {"year": "2570", "format": form})
        assert made.status_code == 200
        assert finds(made.data, planted) == []


def every_page(client: FlaskClient, reference: str) -> bytes:
    """Everything this person can see by opening every page there is, and the case by its address."""
    paths = [path.replace("70-AAAAA", reference) for path in PAGES.values()]
    return b"".join(client.get(path).data for path in paths)


def reference_of(site: Site) -> str:
    found = re.search(r"/admin/cases/([\w-]+)", site.signed_in("handler").get("/admin/cases").text)
    assert found
    return found[1]


@pytest.mark.parametrize("who", ["general", "auditor", "sysadmin", "editor", "first"])
def test_whoever_is_not_on_the_duty_sees_none_of_it_on_any_page(
    site: Site, bot: Bot, planted: list[Canary], finds: Finds, who: str
) -> None:
    bot.clock.advance(31)
    site.clock.advance(31)
    assert finds(every_page(site.signed_in(who), reference_of(site)), planted) == []


def test_the_handler_sees_the_case_and_never_who_reported_it(
    site: Site, bot: Bot, planted: list[Canary], finds: Finds
) -> None:
    site.clock.advance(31)
    handler = site.signed_in("handler")
    listed = re.search(r"/admin/cases/([\w-]+)", handler.get("/admin/cases").text)
    assert listed
    seen = set(finds(every_page(handler, listed[1]), planted))
    assert seen & SECRET == set()
    assert {"story", "who", "place", "witness", "letter", "answer", "note"} <= seen


def test_no_public_page_shows_any_of_it(site: Site, planted: list[Canary], finds: Finds) -> None:
    paths = ("/", "/privacy", "/report", "/follow", "/manual", "/no-gift", "/eit", "/healthz", "/readyz", "/nothing")
    assert finds(b"".join(site.browser().get(path).data for path in paths), planted) == []
